package dev.intarsia.hwtest.engine;

import java.util.List;

/** The networks of MLPerf Tiny on a Cortex-M4. */
class MlperfTinyCortexM4Test extends MlperfTinyFirmware {

    MlperfTinyCortexM4Test() {
        super("cortex-m4", List.of(SPOTTER));
    }
}
