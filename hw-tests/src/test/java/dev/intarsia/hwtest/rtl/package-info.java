/**
 * Holds the reference designs against the arithmetic package, word by word.
 *
 * <p>{@link dev.intarsia.hwtest.rtl.RequantizerBench} and {@link dev.intarsia.hwtest.rtl.MacArrayBench} run stimuli and give
 * back the first difference. The tests choose designs and stimuli and want no difference; {@code PlantedFaultTest} plants
 * faults in the designs and wants one.
 */
package dev.intarsia.hwtest.rtl;
