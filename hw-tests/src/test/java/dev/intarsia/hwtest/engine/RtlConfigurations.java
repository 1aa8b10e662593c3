package dev.intarsia.hwtest.engine;

import java.util.List;

/** The accelerators that are built in RTL for random networks. */
final class RtlConfigurations {

    private RtlConfigurations() {}

    /** Those of the ordinary run. */
    static List<TargetDraw> few() {
        return List.of(all().get(0), all().get(2), all().get(10));
    }

    /** Those of the full run. */
    static List<TargetDraw> all() {
        return List.of(
                draw(4, 4, 4, 32, false, 1024, 8, 10),
                draw(8, 5, 4, 20, false, 4096, 1, 0),
                draw(4, 8, 8, 24, true, 1024, 16, 40),
                draw(5, 4, 4, 32, false, 512, 4, 3),
                draw(8, 8, 8, 32, false, 4096, 8, 40),
                draw(16, 4, 16, 24, true, 4096, 16, 20),
                draw(4, 16, 8, 20, false, 1024, 2, 7),
                draw(16, 16, 16, 32, false, 4096, 16, 40),
                draw(5, 5, 16, 20, true, 1024, 4, 1),
                draw(8, 16, 4, 32, true, 4096, 2, 30),
                wide(4, 4, 4, 8, 10),
                wide(8, 5, 8, 16, 25));
    }

    private static TargetDraw draw(
            int rows, int cols, int lanes, int accumulatorBits, boolean saturates, int bytes, int port, int latency) {
        return new TargetDraw(
                rows, cols, lanes, false, accumulatorBits, saturates, bytes, bytes, bytes / 2, 64, 64, port, latency);
    }

    private static TargetDraw wide(int rows, int cols, int lanes, int port, int latency) {
        return new TargetDraw(rows, cols, lanes, true, 48, false, 2048, 2048, 1024, 64, 64, port, latency);
    }
}
