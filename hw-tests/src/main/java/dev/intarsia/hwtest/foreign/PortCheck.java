package dev.intarsia.hwtest.foreign;

import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.hwtest.foreign.Binding.BoundOperand;
import dev.intarsia.hwtest.foreign.Binding.Handshake;
import dev.intarsia.hwtest.verilator.Port;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a design has the ports that its binding names, with their widths, and no input is left open. */
record PortCheck(Binding binding, Map<String, Port> ports, Diagnostics diagnostics) {

    void run() {
        Set<String> inputs = new HashSet<>();
        binding.reset().ifPresent(reset -> inputs.add(reset.port()));
        port(binding.clock(), Port.Kind.CLOCK, 1, binding.place());
        binding.reset().ifPresent(reset -> port(reset.port(), Port.Kind.INPUT, 1, binding.place()));
        handshake(binding.input(), Port.Kind.INPUT, inputs);
        handshake(binding.output(), Port.Kind.OUTPUT, inputs);
        for (BoundOperand operand : binding.operands()) {
            operand.port().ifPresent(name -> {
                inputs.add(name);
                port(name, Port.Kind.INPUT, operand.lanes() * operand.format().bits(), operand.place());
            });
        }
        port(
                binding.result().port(),
                Port.Kind.OUTPUT,
                binding.result().format().bits(),
                binding.result().place());
        for (Port port : ports.values()) {
            if (port.kind() == Port.Kind.INPUT && !inputs.contains(port.name())) {
                diagnostics.error(
                        binding.place(),
                        "the design has an input " + port.name() + ", which the binding does not name",
                        "bind it to an operand or a handshake, or give it a fixed value inside of the design");
            }
        }
    }

    private void handshake(Optional<Handshake> handshake, Port.Kind valid, Set<String> inputs) {
        Port.Kind ready = valid == Port.Kind.INPUT ? Port.Kind.OUTPUT : Port.Kind.INPUT;
        handshake.ifPresent(h -> {
            inputs.add(h.valid());
            port(h.valid(), valid, 1, binding.place());
            h.ready().ifPresent(name -> {
                inputs.add(name);
                port(name, ready, 1, binding.place());
            });
        });
    }

    private void port(String name, Port.Kind kind, int bits, Span place) {
        Port port = ports.get(name);
        if (port == null) {
            diagnostics.error(
                    place, "the design has no port " + name, Suggestion.among(name, "its ports", ports.keySet()));
        } else if (port.kind() != kind) {
            diagnostics.error(
                    place,
                    "the port " + name + " is an " + port.kind().name().toLowerCase(java.util.Locale.ROOT),
                    "an " + kind.name().toLowerCase(java.util.Locale.ROOT) + " is wanted here");
        } else if (port.bits() != bits) {
            diagnostics.error(
                    place,
                    "the port " + name + " has " + port.bits() + " bits, and the binding's words have " + bits,
                    "write the format that the port has");
        }
    }
}
