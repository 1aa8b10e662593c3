package dev.intarsia.hwtest.verilator;

import dev.intarsia.hwtest.verilator.Port.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/**
 * The ports of a design, in the order in which its module declares them.
 *
 * @param ports element i has number i
 */
public record PortTable(List<Port> ports) {

    public PortTable {
        ports = List.copyOf(ports);
    }

    /** The inputs that are data, in order: all but the clock. */
    public List<Port> inputs() {
        return ofKind(Kind.INPUT);
    }

    /** The outputs, in order. */
    public List<Port> outputs() {
        return ofKind(Kind.OUTPUT);
    }

    /**
     * The port of that name.
     *
     * @throws NoSuchElementException naming the ports that there are, if there is no such port
     */
    public Port port(String name) {
        return named(ports, name);
    }

    static Port named(List<Port> ports, String name) {
        return ports.stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no port " + name + "; there are "
                        + ports.stream().map(Port::name).collect(Collectors.joining(", "))));
    }

    private List<Port> ofKind(Kind kind) {
        return ports.stream().filter(port -> port.kind() == kind).toList();
    }

    /** The body of the macro {@code INTARSIA_PORTS} of {@code shim.cpp}. */
    String asMacroBody() {
        return ports.stream()
                .map(port -> "  %s(%d, %s, %d, %d)"
                        .formatted(port.kind(), port.number(), port.name(), port.bits(), port.signed() ? 1 : 0))
                .collect(Collectors.joining(" \\\n"));
    }

    /** Reads what {@code intarsia_ports} of {@code shim.cpp} returns. */
    static PortTable parse(String lines) {
        List<Port> ports = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            String[] fields = line.split(" ");
            ports.add(new Port(
                    ports.size(),
                    fields[0],
                    Kind.valueOf(fields[1].toUpperCase(Locale.ROOT)),
                    Integer.parseInt(fields[2]),
                    fields[3].equals("1")));
        }
        return new PortTable(ports);
    }
}
