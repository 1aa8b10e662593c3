package dev.intarsia.cli.size;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How many cells of an iCE40 the MAC array takes, as Yosys measured it; {@code bin/area} measures it anew.
 *
 * <p>Widths of weights and activations are only what was measured. Between two measured widths of the accumulator the cells lie on a line.
 */
public final class AreaTable {

    /**
     * One synthesis.
     *
     * @param lut4 look-up tables
     * @param carry carry cells
     * @param dff flip-flops
     * @param heldOut whether it is no part of the table, but there to check it
     */
    record Row(
            int rows,
            int cols,
            int activations,
            int weights,
            int accumulator,
            int lut4,
            int carry,
            int dff,
            boolean heldOut) {

        /** Logic cells: one holds a look-up table, a carry and a flip-flop, so at least as many as of any of them. */
        int cells() {
            return Math.max(lut4, Math.max(carry, dff));
        }
    }

    private final List<Row> rows;

    private AreaTable(List<Row> rows) {
        this.rows = rows;
    }

    /** The table that ships. */
    public static AreaTable shipped() {
        try (InputStream table = AreaTable.class.getResourceAsStream("mac-array-ice40.csv")) {
            return parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AreaTable parse(String csv) {
        List<Row> rows = new ArrayList<>();
        csv.lines().skip(1).forEach(line -> {
            String[] f = line.split(",");
            rows.add(new Row(
                    Integer.parseInt(f[0]),
                    Integer.parseInt(f[1]),
                    Integer.parseInt(f[2]),
                    Integer.parseInt(f[3]),
                    Integer.parseInt(f[4]),
                    Integer.parseInt(f[5]),
                    Integer.parseInt(f[6]),
                    Integer.parseInt(f[7]),
                    f[8].equals("held-out")));
        });
        return new AreaTable(rows);
    }

    /** What was measured, for people. */
    public String caption() {
        Row first = rows.getFirst();
        return "iCE40 look-up tables of a MAC array of " + first.rows() + " × " + first.cols()
                + ", no DSP blocks, by Yosys";
    }

    /** Look-up tables of the array; empty where the widths were not measured. */
    public OptionalDouble lut4(int activations, int weights, int accumulator) {
        List<Row> measured = rows.stream()
                .filter(row -> !row.heldOut && row.activations == activations && row.weights == weights)
                .toList();
        Optional<Row> below = measured.stream()
                .filter(row -> row.accumulator <= accumulator)
                .max((a, b) -> Integer.compare(a.accumulator, b.accumulator));
        Optional<Row> above = measured.stream()
                .filter(row -> row.accumulator >= accumulator)
                .min((a, b) -> Integer.compare(a.accumulator, b.accumulator));
        if (below.isEmpty() || above.isEmpty()) {
            return OptionalDouble.empty();
        }
        int span = above.get().accumulator - below.get().accumulator;
        double share = span == 0 ? 0 : (double) (accumulator - below.get().accumulator) / span;
        return OptionalDouble.of(below.get().lut4 + share * (above.get().lut4 - below.get().lut4));
    }

    /** The greatest error of the table at the points that were held out, as a share of what was measured there. */
    public double worstHeldOutError() {
        return rows.stream()
                .filter(Row::heldOut)
                .mapToDouble(row -> Math.abs(lut4(row.activations, row.weights, row.accumulator)
                                        .orElseThrow()
                                - row.lut4)
                        / row.lut4)
                .max()
                .orElse(0);
    }
}
