package dev.intarsia.cli.size;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * What the MAC array costs on FPGAs, as Yosys and nextpnr measured it; {@code bin/area} measures it anew.
 *
 * <p>Widths of weights and activations are only what was measured. Between measured rows, columns and accumulators, cells lie on lines, where
 * all corners around were measured and have as many multipliers of the device for an element.
 */
public final class AreaTable {

    /**
     * A family of devices, and what multiplies there.
     *
     * @param family {@code ice40}, {@code ecp5}, {@code xc7}
     * @param mapping {@code lut}, or {@code dsp} where the device's multipliers are used
     */
    public record Fabric(String family, String mapping) {

        /** As it is written: {@code ice40-lut}. */
        public String text() {
            return family + "-" + mapping;
        }
    }

    /** The size of an array and its widths. */
    record Size(int rows, int cols, int activations, int weights, int accumulator) {

        int elements() {
            return rows * cols;
        }
    }

    /**
     * Cells.
     *
     * @param lut look-up tables
     * @param carry carry cells
     * @param ff registers
     * @param dsp multipliers of the device
     */
    public record Cells(double lut, double carry, double ff, double dsp) {

        private Cells plus(Cells other, double share) {
            return new Cells(
                    lut + share * other.lut,
                    carry + share * other.carry,
                    ff + share * other.ff,
                    dsp + share * other.dsp);
        }
    }

    /**
     * One synthesis.
     *
     * @param megahertz the greatest clock after place and route; empty where that was not measured
     * @param heldOut whether it is no part of the table, but there to check it
     */
    record Row(Fabric fabric, Size size, Cells cells, OptionalDouble megahertz, boolean heldOut) {}

    /**
     * How far the table is off at a point that was held out.
     *
     * @param size of the array, for people
     * @param measured look-up tables that were measured
     * @param interpolated look-up tables that the table says
     */
    public record HeldOut(Fabric fabric, String size, double measured, double interpolated) {

        /** As a share of what was measured. */
        public double error() {
            return Math.abs(interpolated - measured) / measured;
        }
    }

    private final List<Row> rows;

    private AreaTable(List<Row> rows) {
        this.rows = rows;
    }

    /** The table that ships. */
    public static AreaTable shipped() {
        try (InputStream table = AreaTable.class.getResourceAsStream("mac-array.csv")) {
            return parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException for a synthesis that gives multipliers to some of the elements only: it has lost some */
    static AreaTable parse(String csv) {
        List<Row> rows = new ArrayList<>();
        csv.lines().skip(1).forEach(line -> {
            String[] f = line.split(",", -1);
            int[] n = new int[9];
            for (int i = 0; i < n.length; i++) {
                n[i] = Integer.parseInt(f[2 + i]);
            }
            if (n[8] != 0 && n[8] < n[0] * n[1]) {
                throw new IllegalArgumentException("fewer multipliers than elements: " + line);
            }
            rows.add(new Row(
                    new Fabric(f[0], f[1]),
                    new Size(n[0], n[1], n[2], n[3], n[4]),
                    new Cells(n[5], n[6], n[7], n[8]),
                    f[11].isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(f[11])),
                    f[12].equals("held-out")));
        });
        return new AreaTable(rows);
    }

    /** What was measured: families with their mappings. */
    public List<Fabric> fabrics() {
        return rows.stream().map(Row::fabric).distinct().toList();
    }

    /** How many syntheses it has. */
    public int measured() {
        return rows.size();
    }

    /** The cells of an array; empty where they were neither measured nor lie between measured points. */
    public Optional<Cells> cells(Fabric fabric, int rowCount, int cols, int activations, int weights, int accumulator) {
        return cells(fabric, new Size(rowCount, cols, activations, weights, accumulator));
    }

    private Optional<Cells> cells(Fabric fabric, Size asked) {
        List<Row> alike = rows.stream()
                .filter(row -> !row.heldOut
                        && row.fabric.equals(fabric)
                        && row.size.activations == asked.activations
                        && row.size.weights == asked.weights)
                .toList();
        Optional<Cells> best = Optional.empty();
        double smallest = Double.POSITIVE_INFINITY;
        for (int[] r : around(alike, Size::rows, asked.rows)) {
            for (int[] c : around(alike, Size::cols, asked.cols)) {
                for (int[] k : around(alike, Size::accumulator, asked.accumulator)) {
                    double volume = (1.0 + r[1] - r[0]) * (1.0 + c[1] - c[0]) * (1.0 + k[1] - k[0]);
                    Optional<Cells> here = volume < smallest ? between(alike, asked, r, c, k) : Optional.empty();
                    if (here.isPresent()) {
                        best = here;
                        smallest = volume;
                    }
                }
            }
        }
        return best;
    }

    /** Pairs of measured values, the first not above and the second not below the value that is asked for. */
    private static List<int[]> around(List<Row> alike, ToIntFunction<Size> value, int asked) {
        List<Integer> measured =
                alike.stream().map(row -> value.applyAsInt(row.size)).distinct().toList();
        List<int[]> pairs = new ArrayList<>();
        for (int low : measured) {
            for (int high : measured) {
                if (low <= asked && asked <= high && (low == high) == (low == asked || high == asked)) {
                    pairs.add(new int[] {low, high});
                }
            }
        }
        return pairs;
    }

    private static Optional<Cells> between(List<Row> alike, Size asked, int[] r, int[] c, int[] k) {
        Cells sum = new Cells(0, 0, 0, 0);
        OptionalDouble multipliers = OptionalDouble.empty();
        for (int corner = 0; corner < 8; corner++) {
            int row = r[corner % 2];
            int col = c[corner / 2 % 2];
            int bits = k[corner / 4];
            double share = share(r, asked.rows, corner % 2)
                    * share(c, asked.cols, corner / 2 % 2)
                    * share(k, asked.accumulator, corner / 4);
            if (share == 0) {
                continue;
            }
            Optional<Row> found = alike.stream()
                    .filter(x -> x.size.rows == row && x.size.cols == col && x.size.accumulator == bits)
                    .findFirst();
            double each = found.map(x -> x.cells.dsp / x.size.elements()).orElse(-1.0);
            if (each < 0 || multipliers.isPresent() && multipliers.getAsDouble() != each) {
                return Optional.empty();
            }
            multipliers = OptionalDouble.of(each);
            sum = sum.plus(found.get().cells, share);
        }
        return Optional.of(sum);
    }

    private static double share(int[] pair, int asked, int end) {
        if (pair[0] == pair[1]) {
            return end == 0 ? 1 : 0;
        }
        double up = (double) (asked - pair[0]) / (pair[1] - pair[0]);
        return end == 0 ? 1 - up : up;
    }

    /**
     * The greatest clock of an array that was measured with these widths, in megahertz, and its size for people; empty where none was.
     */
    public OptionalDouble megahertz(Fabric fabric, int activations, int weights) {
        return rows.stream()
                .filter(row -> row.fabric.equals(fabric)
                        && row.size.activations == activations
                        && row.size.weights == weights
                        && row.megahertz.isPresent())
                .mapToDouble(row -> row.megahertz.getAsDouble())
                .findFirst();
    }

    /** The table at the points that were held out of it. */
    public List<HeldOut> heldOut() {
        return rows.stream()
                .filter(Row::heldOut)
                .flatMap(row -> cells(row.fabric, row.size).stream()
                        .map(cells -> new HeldOut(
                                row.fabric,
                                row.size.rows + " × " + row.size.cols + ", activations " + row.size.activations
                                        + ", weights " + row.size.weights + ", accumulator " + row.size.accumulator,
                                sites(row.fabric).applyAsDouble(row.cells),
                                sites(row.fabric).applyAsDouble(cells))))
                .sorted(Comparator.comparing(held -> held.fabric().text()))
                .toList();
    }

    /** What is compared: look-up tables, those that carry chains take on an ECP5 among them. */
    private static ToDoubleFunction<Cells> sites(Fabric fabric) {
        return cells -> lut(fabric, cells);
    }

    /** Look-up tables that an array takes: each carry cell of an ECP5 is two of them. */
    public static double lut(Fabric fabric, Cells cells) {
        return fabric.family().equals("ecp5") ? cells.lut() + 2 * cells.carry() : cells.lut();
    }

    /** The greatest error of the table at the points that were held out, as a share of what was measured there. */
    public double worstHeldOutError() {
        return heldOut().stream().mapToDouble(HeldOut::error).max().orElse(0);
    }
}
