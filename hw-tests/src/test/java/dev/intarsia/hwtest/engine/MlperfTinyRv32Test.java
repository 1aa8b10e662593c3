package dev.intarsia.hwtest.engine;

import java.util.List;

/** The networks of MLPerf Tiny on a RISC-V of 32 bits. */
class MlperfTinyRv32Test extends MlperfTinyFirmware {

    MlperfTinyRv32Test() {
        super("rv32imc", List.of());
    }
}
