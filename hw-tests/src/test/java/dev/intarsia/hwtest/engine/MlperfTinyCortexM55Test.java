package dev.intarsia.hwtest.engine;

import java.util.List;

/** The networks of MLPerf Tiny on a Cortex-M55. */
class MlperfTinyCortexM55Test extends MlperfTinyFirmware {

    MlperfTinyCortexM55Test() {
        super("cortex-m55", List.of(SPOTTER));
    }
}
