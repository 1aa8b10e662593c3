package dev.intarsia.ir.target;

import dev.intarsia.ir.diagnostic.Location;
import java.util.Objects;
import java.util.Optional;

/**
 * A processor that runs a network from C.
 *
 * @param flashBytes for code and constants
 * @param ramBytes for everything that changes
 * @param simd what it multiplies with besides C's own operators
 * @param profile the arithmetic profile for float models
 * @param compiler the C compiler's command
 * @param flags what the compiler is told about the processor
 * @param board where its programs can be run; empty for the machine that the compiler runs on
 */
public record Microcontroller(
        String name,
        long flashBytes,
        long ramBytes,
        Simd simd,
        String profile,
        String compiler,
        String flags,
        Optional<Board> board,
        Location location)
        implements Target {

    /** Instructions that work on several numbers of a register at a time. */
    public enum Simd {
        /** Only what C has. */
        NONE,
        /** Arm's DSP extension: two products of 16-bit halves added up, halves of a register widened, saturation. */
        DUAL_MAC,
        /** {@link #DUAL_MAC} and Arm's vectors of 16 bytes. */
        HELIUM
    }

    /**
     * A board of an emulator.
     *
     * @param emulator the emulator's command
     * @param machine the emulator's name of the board
     * @param flashAt the address of the memory that code is in
     * @param ramAt the address of the memory for what changes
     */
    public record Board(String emulator, String machine, long flashAt, long ramAt) {}

    public Microcontroller {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(simd, "simd");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(compiler, "compiler");
        Objects.requireNonNull(flags, "flags");
        Objects.requireNonNull(board, "board");
        Objects.requireNonNull(location, "location");
    }
}
