package dev.intarsia.hwtest.engine;

import java.util.List;

/** The networks of MLPerf Tiny on a Cortex-M7. */
class MlperfTinyCortexM7Test extends MlperfTinyFirmware {

    MlperfTinyCortexM7Test() {
        super("cortex-m7", List.of());
    }
}
