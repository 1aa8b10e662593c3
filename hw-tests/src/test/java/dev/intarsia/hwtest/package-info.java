/** What tests of several packages use. */
package dev.intarsia.hwtest;
