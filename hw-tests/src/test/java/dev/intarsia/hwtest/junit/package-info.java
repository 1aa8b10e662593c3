/** What the tests of this module ask of JUnit: running only where a tool is, and saying so where it is not. */
package dev.intarsia.hwtest.junit;
