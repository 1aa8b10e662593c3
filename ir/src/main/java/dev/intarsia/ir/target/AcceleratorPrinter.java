package dev.intarsia.ir.target;

import dev.intarsia.ir.text.Spelling;

/** Prints an accelerator in the target language. Reading back what was printed gives an equal one but for the location. */
public final class AcceleratorPrinter {

    private static final int KIBIBYTE = 1024;

    private final StringBuilder text = new StringBuilder();

    private AcceleratorPrinter() {}

    /** The text of an accelerator: one line for each parameter. */
    public static String print(Accelerator a) {
        AcceleratorPrinter printer = new AcceleratorPrinter();
        printer.text.append("accelerator ").append(Spelling.name(a.name())).append("\n\n");
        printer.line("rows", a.rows()).line("cols", a.cols()).gap();
        printer.line("activation_bits", a.activationBits())
                .line("weight_bits", a.weightBits())
                .line("accumulator_bits", a.accumulatorBits())
                .line("bias_bits", a.biasBits())
                .line("multiplier_bits", a.multiplierBits())
                .line("shift_bits", a.shiftBits())
                .line("overflow", overflow(a.overflow()))
                .line("profile", Spelling.name(a.profile()))
                .gap();
        printer.line("activation_bytes", bytes(a.activationBytes()))
                .line("weight_bytes", bytes(a.weightBytes()))
                .line("output_bytes", bytes(a.outputBytes()))
                .line("parameter_entries", a.parameterEntries())
                .line("accumulator_entries", a.accumulatorEntries())
                .line("table_entries", a.tableEntries())
                .line("vector_lanes", a.vectorLanes())
                .gap();
        printer.line("port_bits", a.port().bits())
                .line("latency_cycles", a.port().latencyCycles())
                .line("burst_bytes", a.port().burstBytes())
                .line("clock_mhz", a.clockMegahertz());
        return printer.text.toString();
    }

    private AcceleratorPrinter line(String key, int value) {
        return line(key, Integer.toString(value));
    }

    private AcceleratorPrinter line(String key, String value) {
        text.append("%-20s%s\n".formatted(key, value));
        return this;
    }

    private void gap() {
        text.append('\n');
    }

    private static String overflow(AccumulatorOverflow overflow) {
        return switch (overflow) {
            case AccumulatorOverflow.Wrap w -> "wrap";
            case AccumulatorOverflow.SaturateEnd s -> "saturate_end";
            case AccumulatorOverflow.SaturateChunk s -> "saturate(chunk = " + s.chunk() + ")";
        };
    }

    private static String bytes(int bytes) {
        return bytes % KIBIBYTE == 0 ? bytes / KIBIBYTE + " KiB" : Integer.toString(bytes);
    }
}
