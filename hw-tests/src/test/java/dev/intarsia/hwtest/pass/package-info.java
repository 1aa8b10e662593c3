/** Tests that passes over quantized graphs keep every word, run by the oracle before and after. */
package dev.intarsia.hwtest.pass;
