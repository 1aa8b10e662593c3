package dev.intarsia.hwtest.fuzz;

/** What Jazzer calls with bytes of its own making. */
public final class FuzzOnnx {

    private FuzzOnnx() {}

    public static void fuzzerTestOneInput(byte[] content) {
        Importer.ONNX.reads(content, "what the fuzzer made");
    }
}
