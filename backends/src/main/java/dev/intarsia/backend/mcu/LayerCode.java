package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.ir.kernel.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How a layer is computed in C. */
interface LayerCode {

    /** In a few words, for comments and reports. */
    String summary();

    /** Its constants, whose names begin with what {@code prefix} says. */
    List<CItem.Data> constants();

    /** What stands before its function, besides its constants. */
    default List<CItem> items() {
        return List.of();
    }

    /** The operands that the result may overwrite in this way, besides those that its kernel allows. */
    default List<String> overwritten() {
        return List.of();
    }

    /** How many bytes behind its result it may write. */
    default int slackBytes() {
        return 0;
    }

    /** The numbers with which a kernel of the runtime computes it. */
    default Optional<KernelShape> shape() {
        return Optional.empty();
    }

    /** What code of its shape's own would be worth. */
    default OwnCode ownCode() {
        return OwnCode.NONE;
    }

    /** Memory that it needs while it runs, besides its tensors. */
    long scratchBytes();

    /** Headers of the runtime that it calls, by their file names. */
    List<String> headers();

    /**
     * Its statements.
     *
     * @param tensor the C expression for the first byte of a tensor in the arena, a {@code uint8_t *}
     * @param scratch the same for its scratch memory
     * @param shapes say what computes its shape
     */
    List<CStmt> body(Function<Buffer, String> tensor, String scratch, KernelShapes shapes);
}
