package dev.intarsia.hwtest.engine;

import java.util.List;

/** The networks of MLPerf Tiny on a Cortex-M0+. */
class MlperfTinyCortexM0plusTest extends MlperfTinyFirmware {

    MlperfTinyCortexM0plusTest() {
        super("cortex-m0plus", List.of());
    }
}
