/** Plans of known networks against their bounds, and against the best of all tilings. */
package dev.intarsia.hwtest.plan;
