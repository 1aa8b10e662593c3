package dev.intarsia.cli.size;

import dev.intarsia.cli.OutputDigest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A slice as it is kept in a file: the job that it is the result of, the result, and a digest of both, so that a file that is cut off or
 * damaged is no result.
 */
final class SliceText {

    private static final String FORM = "intarsia size job 2";
    private static final String END = "end ";

    private SliceText() {}

    /** @param job what the job was, in one line */
    static String print(Slice slice, String job) {
        StringBuilder text = new StringBuilder(FORM + "\n" + job + "\n");
        text.append("samples\t")
                .append(slice.samples)
                .append("\tproducts\t")
                .append(slice.products)
                .append('\n');
        for (Observed seen : slice.observed) {
            text.append("node\t").append(seen.text()).append('\n');
        }
        for (int point = 0; point < slice.right.length; point++) {
            text.append("point\t")
                    .append(Long.toHexString(slice.right[point]))
                    .append('\t')
                    .append(slice.overflowedSums[point])
                    .append('\t')
                    .append(Long.toHexString(slice.overflowedSamples[point]))
                    .append('\t')
                    .append(slice.firstNodes[point])
                    .append('\n');
        }
        return text + END + digest(text.toString()) + "\n";
    }

    /** The digest of a text. */
    static String digest(String text) {
        OutputDigest digest = new OutputDigest();
        digest.add(text.getBytes(StandardCharsets.UTF_8));
        return digest.hex();
    }

    /** Reads back what was kept; empty for anything that is not the whole result of this very job. */
    static Optional<Slice> parse(String text, String job, int points, int nodes) {
        int end = text.lastIndexOf(END);
        if (end < 0 || !text.substring(end).equals(END + digest(text.substring(0, end)) + "\n")) {
            return Optional.empty();
        }
        List<String> lines = text.substring(0, end).lines().toList();
        if (lines.size() != 3 + nodes + points
                || !lines.get(0).equals(FORM)
                || !lines.get(1).equals(job)) {
            return Optional.empty();
        }
        try {
            String[] counts = lines.get(2).split("\t");
            Slice slice = new Slice(points, Integer.parseInt(counts[1]), nodes);
            slice.products = Long.parseLong(counts[3]);
            for (int node = 0; node < nodes; node++) {
                String[] f = lines.get(3 + node).split("\t");
                slice.observed[node].add(Observed.parse(new String[] {f[1], f[2], f[3], f[4]}));
            }
            for (int point = 0; point < points; point++) {
                String[] f = lines.get(3 + nodes + point).split("\t");
                slice.right[point] = Long.parseUnsignedLong(f[1], 16);
                slice.overflowedSums[point] = Long.parseLong(f[2]);
                slice.overflowedSamples[point] = Long.parseUnsignedLong(f[3], 16);
                slice.firstNodes[point] = Integer.parseInt(f[4]);
            }
            return Optional.of(slice);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }
}
