package dev.intarsia.cli.size;

import dev.intarsia.cli.OutputDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of one quantization of a network.
 *
 * @param samples how many samples each point was run on
 * @param layers the layers that have accumulators, in order
 * @param points every width and kind of accumulator
 * @param reruns how many inferences were not answered by the one with exact sums
 */
public record JobResult(int samples, List<LayerWidth> layers, List<Point> points, long reruns) {

    private static final String FORM = "intarsia size job 1";
    private static final String END = "end ";

    public JobResult {
        layers = List.copyOf(layers);
        points = List.copyOf(points);
    }

    /**
     * As it is kept in a file.
     *
     * @param job what the job was, in one line
     */
    String text(String job) {
        StringBuilder text = new StringBuilder(FORM + "\n" + job + "\n");
        text.append("samples ")
                .append(samples)
                .append(" reruns ")
                .append(reruns)
                .append('\n');
        for (LayerWidth l : layers) {
            text.append(String.join(
                            "\t",
                            "layer",
                            l.layer(),
                            "" + l.provedBits(),
                            "" + l.observedBits(),
                            "" + l.low(),
                            "" + l.high()))
                    .append('\n');
        }
        for (Point p : points) {
            text.append(String.join(
                            "\t",
                            "point",
                            "" + p.weights(),
                            "" + p.activations(),
                            "" + p.accumulator(),
                            p.kind(),
                            "" + p.right(),
                            p.overflow().name(),
                            "" + p.overflowedSums(),
                            "" + p.overflowedSamples(),
                            p.firstLayer()))
                    .append('\n');
        }
        return text + END + digest(text.toString()) + "\n";
    }

    private static String digest(String text) {
        OutputDigest digest = new OutputDigest();
        digest.add(text.getBytes(StandardCharsets.UTF_8));
        return digest.hex();
    }

    /** Reads back what was kept; empty for anything that is not the whole result of this very job. */
    static Optional<JobResult> parse(String text, String job) {
        int end = text.lastIndexOf(END);
        if (end < 0 || !text.substring(end).equals(END + digest(text.substring(0, end)) + "\n")) {
            return Optional.empty();
        }
        List<String> lines = text.substring(0, end).lines().toList();
        if (lines.size() < 3 || !lines.get(0).equals(FORM) || !lines.get(1).equals(job)) {
            return Optional.empty();
        }
        try {
            String[] counts = lines.get(2).split(" ");
            List<LayerWidth> layers = new ArrayList<>();
            List<Point> points = new ArrayList<>();
            for (String line : lines.subList(3, lines.size())) {
                String[] f = line.split("\t", -1);
                if (f[0].equals("layer")) {
                    layers.add(new LayerWidth(
                            f[1],
                            Integer.parseInt(f[2]),
                            Integer.parseInt(f[3]),
                            Long.parseLong(f[4]),
                            Long.parseLong(f[5])));
                } else {
                    points.add(new Point(
                            Integer.parseInt(f[1]),
                            Integer.parseInt(f[2]),
                            Integer.parseInt(f[3]),
                            f[4],
                            Integer.parseInt(f[5]),
                            Point.Overflow.valueOf(f[6]),
                            Long.parseLong(f[7]),
                            Integer.parseInt(f[8]),
                            f[9]));
                }
            }
            return Optional.of(new JobResult(Integer.parseInt(counts[1]), layers, points, Long.parseLong(counts[3])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }
}
