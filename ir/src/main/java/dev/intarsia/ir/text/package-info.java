/** What all text forms have in common: how a name, a text and a number are spelled, so that reading back what was printed gives the same. */
package dev.intarsia.ir.text;
