package dev.intarsia.hwtest.engine;

import java.util.List;

/** The networks of MLPerf Tiny on the machine that the tests run on. */
class MlperfTinyHostTest extends MlperfTinyFirmware {

    MlperfTinyHostTest() {
        super("host", List.of());
    }
}
