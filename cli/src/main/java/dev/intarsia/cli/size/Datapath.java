package dev.intarsia.cli.size;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One choice of everything that is swept.
 *
 * @param settings in the order of the sweep, at most one for a key and a layer
 */
public record Datapath(List<Setting> settings) {

    public Datapath {
        settings = List.copyOf(settings);
    }

    /**
     * A value.
     *
     * @param layer the layer that has it; empty for all that have none of their own
     */
    public record Setting(Key key, String layer, String value) {

        /** As a sweep is written. */
        public String text() {
            return key.text() + (layer.isEmpty() ? "" : "." + layer) + "=" + value;
        }

        int number() {
            return Integer.parseInt(value);
        }
    }

    /** What is set for the whole network. */
    public Optional<String> of(Key key) {
        return settings.stream()
                .filter(s -> s.key() == key && s.layer().isEmpty())
                .map(Setting::value)
                .findFirst();
    }

    /** What a layer has: its own, or the network's. */
    Optional<String> of(Key key, String layer) {
        return settings.stream()
                .filter(s -> s.key() == key && s.layer().equals(layer))
                .map(Setting::value)
                .findFirst()
                .or(() -> of(key));
    }

    /** What single layers have of their own. */
    public List<Setting> own() {
        return settings.stream().filter(s -> !s.layer().isEmpty()).toList();
    }

    /** A whole number that is set for the whole network. */
    public Optional<Integer> number(Key key) {
        return of(key).map(Integer::parseInt);
    }

    /** A whole number that a layer has. */
    Optional<Integer> number(Key key, String layer) {
        return of(key, layer).map(Integer::parseInt);
    }

    /** The accumulators of a layer. */
    AccumulatorKind kind(String layer) {
        return of(Key.OVERFLOW, layer).flatMap(AccumulatorKind::parse).orElse(AccumulatorKind.WRAP);
    }

    /** Only what decides the integers before accumulators are looked at: points that agree in it are one quantization. */
    public Datapath quantization() {
        return new Datapath(settings.stream()
                .filter(s -> s.key().changesWords() && s.key() != Key.ACCUMULATOR && s.key() != Key.OVERFLOW)
                .toList());
    }

    /** With one more setting, in the place of one of the same key and layer. */
    Datapath with(Setting other) {
        List<Setting> kept = settings.stream()
                .filter(s -> s.key() != other.key() || !s.layer().equals(other.layer()))
                .collect(Collectors.toList());
        kept.add(other);
        return new Datapath(kept);
    }

    /** Always the same text for the same choice. */
    public String text() {
        return settings.stream().map(Setting::text).collect(Collectors.joining(" "));
    }
}
