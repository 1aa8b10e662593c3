package dev.intarsia.ir.kernel;

import dev.intarsia.ir.diagnostic.Location;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One operator of one network as a loop nest over typed integers: one inference, no batch axis.
 *
 * @param name the node's name
 * @param inputs tensors that it reads; each buffer has its tensor's name
 * @param parameters known words that it reads
 * @param outputs tensors that it writes, each element at least once
 * @param locals buffers of its own; what they hold is undefined at first
 * @param body run from first to last
 * @param location where it comes from
 */
public record Kernel(
        String name,
        List<Buffer> inputs,
        List<Parameter> parameters,
        List<Buffer> outputs,
        List<Buffer> locals,
        List<Stmt> body,
        Location location) {

    public Kernel {
        Objects.requireNonNull(name, "name");
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
        outputs = List.copyOf(outputs);
        locals = List.copyOf(locals);
        body = List.copyOf(body);
        Objects.requireNonNull(location, "location");
    }

    /** All buffers, whatever they are for. */
    public List<Buffer> buffers() {
        return Stream.of(inputs.stream(), parameters.stream().map(Parameter::buffer), outputs.stream(), locals.stream())
                .flatMap(s -> s)
                .toList();
    }

    /** A name like this one that no buffer has. */
    public String unused(String name) {
        String own = name;
        while (buffers().stream().map(Buffer::name).toList().contains(own)) {
            own += "_";
        }
        return own;
    }

    public Kernel withBody(List<Stmt> newBody) {
        return new Kernel(name, inputs, parameters, outputs, locals, newBody, location);
    }

    public Kernel withParameters(List<Parameter> newParameters) {
        return new Kernel(name, inputs, newParameters, outputs, locals, body, location);
    }

    public Kernel withLocals(List<Buffer> newLocals) {
        return new Kernel(name, inputs, parameters, outputs, newLocals, body, location);
    }
}
