package dev.intarsia.hwtest.fuzz;

/** What Jazzer calls with bytes of its own making. */
public final class FuzzTflite {

    private FuzzTflite() {}

    public static void fuzzerTestOneInput(byte[] content) {
        Importer.TFLITE.reads(content, "what the fuzzer made");
    }
}
