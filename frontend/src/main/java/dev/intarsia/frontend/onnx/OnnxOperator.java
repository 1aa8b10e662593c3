package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.OnnxTensor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of the table: how one operator of a file is read.
 *
 * @param domain empty for ONNX's own
 * @param name as the file has it
 * @param summary what becomes of it, for the table of operators
 * @param reading puts what it means into the graph; throws {@link RefusedException} for what is not supported
 * @param folding its results where all its inputs are known; empty where such a node is left to constant folding of the graph
 */
record OnnxOperator(String domain, String name, String summary, Reading reading, Optional<Folding> folding) {

    /** Puts an application of the operator into the graph. */
    interface Reading {
        void read(Application node);
    }

    /** Computes the results of an application whose inputs are all known. */
    interface Folding {
        List<OnnxTensor> fold(Application node);
    }

    OnnxOperator {
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(folding, "folding");
    }

    static OnnxOperator row(String name, String summary, Reading reading) {
        return new OnnxOperator("", name, summary, reading, Optional.empty());
    }

    static OnnxOperator row(String name, String summary, Reading reading, Folding folding) {
        return new OnnxOperator("", name, summary, reading, Optional.of(folding));
    }

    /** An operator that only ever computes with what is known. */
    static OnnxOperator known(String name, String summary, Folding folding) {
        return new OnnxOperator(
                "",
                name,
                summary,
                node -> {
                    throw new RefusedException(
                            "its operands depend on the network's input",
                            "only what follows from shapes and constants is computed: fix the shapes and simplify the model");
                },
                Optional.of(folding));
    }

    OnnxOperator in(String otherDomain) {
        return new OnnxOperator(otherDomain, name, summary, reading, folding);
    }

    OnnxOperator named(String otherName) {
        return new OnnxOperator(domain, otherName, summary, reading, folding);
    }
}
