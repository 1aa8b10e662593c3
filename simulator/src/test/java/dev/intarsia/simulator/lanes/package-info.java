/** Tests of {@link dev.intarsia.simulator.lanes}. */
package dev.intarsia.simulator.lanes;
