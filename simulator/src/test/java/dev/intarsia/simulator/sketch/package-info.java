/** Small networks made by hand, command by command, with a convolution of their own to compare with. */
package dev.intarsia.simulator.sketch;
