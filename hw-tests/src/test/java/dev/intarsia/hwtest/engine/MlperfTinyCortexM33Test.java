package dev.intarsia.hwtest.engine;

import java.util.List;

/** The networks of MLPerf Tiny on a Cortex-M33. */
class MlperfTinyCortexM33Test extends MlperfTinyFirmware {

    MlperfTinyCortexM33Test() {
        super("cortex-m33", List.of());
    }
}
