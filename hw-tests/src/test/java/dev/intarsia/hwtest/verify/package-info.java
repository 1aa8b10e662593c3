/** The checker is checked: faults are planted in engines, and each has to be found at its place. */
package dev.intarsia.hwtest.verify;
