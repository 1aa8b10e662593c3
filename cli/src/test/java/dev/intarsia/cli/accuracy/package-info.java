/** What quantization costs labelled networks: every method on every one of them, as counts. */
package dev.intarsia.cli.accuracy;
