package dev.intarsia.ir.schedule;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Memory;
import java.util.List;
import java.util.Optional;

/** One step of a schedule. Loops are named by their variables; a split loop {@code h} becomes {@code h.0} and {@code h.1}. */
public sealed interface Step {

    /** Loop {@code h} becomes {@code h.0} over blocks of {@code factor} and {@code h.1} inside; the last block may be shorter. */
    record Split(String loop, int factor) implements Step {}

    /** The loops, which are directly nested, change their order to this one. */
    record Reorder(List<String> loops) implements Step {
        public Reorder {
            loops = List.copyOf(loops);
        }
    }

    /** Directly nested loops of constant extents become one loop over all their iterations, in the same order. */
    record Fuse(List<String> loops, String into) implements Step {
        public Fuse {
            loops = List.copyOf(loops);
        }
    }

    /**
     * A register that each iteration of the loops from {@code loop} inwards has of its own becomes a buffer with one place for each
     * of them, and every statement gets loops of its own.
     *
     * @param register what is expanded
     * @param memory where the buffer lies
     * @param loop the outermost of the loops
     */
    record Expand(String register, Memory memory, String loop) implements Step {}

    /**
     * What the body of a loop reads of a tensor or parameter, or writes of an output, is kept in another memory, with a transfer
     * before or after the body.
     *
     * @param buffer the tensor or parameter
     * @param memory where its copy lies
     * @param loop the loop at whose every iteration it is copied; empty: once, before or after everything
     * @param copies how many copies take turns, so that one is filled while another is read
     */
    record Stage(String buffer, Memory memory, Optional<String> loop, int copies) implements Step {}

    /**
     * A parameter is laid out anew, so that it is read with these loop variables as its indices.
     *
     * @param parameter read in one place only
     * @param loops the loops, outermost axis first
     * @param width how long the last axis is at least; what is added is 0
     */
    record Layout(String parameter, List<String> loops, int width) implements Step {
        public Layout {
            loops = List.copyOf(loops);
        }
    }

    /**
     * Parameters of one axis and equal length are laid side by side: entry k holds the k-th word of each.
     *
     * @param parameters in the order of an entry
     * @param into the name of the new parameter
     * @param format of every word of it
     */
    record Interleave(List<String> parameters, String into, IntFormat format) implements Step {
        public Interleave {
            parameters = List.copyOf(parameters);
        }
    }

    /** The loops of this name are carried out in this way. */
    record Mark(String loop, LoopKind kind) implements Step {}

    /**
     * A loop with all that is in it is done by a unit of the target.
     *
     * @param unit the unit's name
     * @param loop the outermost loop of the piece
     * @param writes the buffer that the piece writes: tells apart pieces whose loops have the same names
     * @param occurrence which of them, in order, from 0
     */
    record Use(String unit, String loop, String writes, int occurrence) implements Step {}

    /**
     * Where a staged buffer lies.
     *
     * @param buffer the staged buffer
     * @param addresses of its copies, in the unit of its memory
     */
    record Place(String buffer, List<Integer> addresses) implements Step {
        public Place {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A staged buffer that one load would fill at the start is filled by the layer that computes the tensor, whose words stay on the chip.
     *
     * @param buffer the staged buffer, a copy of a whole tensor
     */
    record Keep(String buffer) implements Step {}

    /** The arithmetic is replaced by an equal one, as {@link Rule} says, which proves it when it is applied. */
    record Rewrite(Rule rule) implements Step {}
}
