package dev.intarsia.ir.plan;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.target.Accelerator;

/** Computes the lower bounds of a layer. */
final class Bounds {

    private Bounds() {}

    static LowerBound of(Kernel kernel, Work work, Accelerator target) {
        long bytes = 0;
        for (Buffer input : kernel.inputs()) {
            bytes += bytes(input);
        }
        bytes += bytes(kernel.outputs().getFirst());
        for (Parameter parameter : kernel.parameters()) {
            if (work.weights().map(w -> w.buffer().equals(parameter.buffer())).orElse(false)) {
                bytes += bytes(parameter.buffer());
            }
        }
        bytes += (long) work.channels() * target.parameterEntryBytes();
        long port = ceil(bytes, target.port().bytes());
        long operations = (long) work.pixelCount() * work.channels() * work.tapCount();
        if (work.kind() == Work.Kind.MATRIX) {
            long tiles = (long) work.pixelCount()
                    * ceil(work.tapCount(), target.rows())
                    * ceil(work.channels(), target.cols());
            return new LowerBound(ceil(operations, (long) target.rows() * target.cols()), tiles, port);
        }
        long lanes = ceil(operations, target.vectorLanes());
        return new LowerBound(lanes, lanes, port);
    }

    private static long bytes(Buffer buffer) {
        return (long) buffer.format().bytes() * buffer.shape().elements();
    }

    private static long ceil(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
