package dev.intarsia.hwtest.engine;

/**
 * What an inference took.
 *
 * @param counted how they were counted: {@link #SIMULATED} or {@link #RTL}
 * @param perInference cycles of the device
 */
public record Cycles(String counted, long perInference) {

    public static final String SIMULATED = "simulated";
    public static final String RTL = "rtl";
}
