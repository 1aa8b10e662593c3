package dev.intarsia.ir.diagnostic;

/** The place that a diagnostic, a node or a line of output comes from. Never null and never "unknown". */
public sealed interface Location permits Span, ModelNode, Derived {

    /** One line that names the place, for example {@code fashion.inta:6:9} or {@code model.onnx, node conv1}. */
    String describe();

    /** The same for text that is kept, such as generated code: without the file's folders, so that a model gives the same text wherever it lies. */
    String citation();
}
