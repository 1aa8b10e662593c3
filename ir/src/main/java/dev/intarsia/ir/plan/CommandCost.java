package dev.intarsia.ir.plan;

/**
 * What a command costs on its unit, in clock cycles.
 *
 * <p>A unit works on a command in three phases. It <em>prepares</em> it, which may overlap with the streaming of the command before
 * it in the same queue, but not with more than that one; it <em>streams</em>, which no other command of the unit overlaps; and it
 * <em>drains</em> its pipeline, during which the next command may stream if it is of the same kind.
 *
 * @param prepare from taking the command, with the tokens that it needs before, to its first step: the memory's latency, or shifting a weight tile in
 * @param port of the streamed cycles, the first ones: those in which it moves words over the memory port
 * @param stream all steps
 * @param drain from the last step to the moment when all results are written, at which the command gives its tokens
 */
public record CommandCost(int prepare, int port, int stream, int drain) {

    public CommandCost {
        if (prepare < 0 || port < 0 || stream < port || drain < 0) {
            throw new IllegalArgumentException(
                    "no phase is shorter than 0, and a stream is no shorter than its port cycles");
        }
    }

    /** From tokens to results when nothing overlaps. */
    public long alone() {
        return (long) prepare + stream + drain;
    }
}
