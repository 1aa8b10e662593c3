package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.schedule.Schedule;
import dev.intarsia.ir.schedule.ScheduleException;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.schedule.StepReader;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.sequence.TransferException;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the plan from a text as {@link PlanPrinter} writes it, perhaps changed by hand. Lines that begin with # are left out, and so is
 * where tensors lie in the memory outside, which is found anew.
 *
 * <p>What a schedule may not do is refused where it is carried out; what is written here only says at which line that was.
 */
public final class WrittenPlanner implements Planner {

    private static final String HOST = " on host: ";

    private final String file;
    private final List<String> lines;

    /** @param file the text's name, for messages */
    public WrittenPlanner(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    @Override
    public String name() {
        return file;
    }

    /** A line of the text, from 1. */
    private Span span(int line) {
        String text = line <= lines.size() ? lines.get(line - 1) : "";
        int indent = text.length() - text.stripLeading().length();
        return new Span(file, line, indent + 1, Math.max(1, text.strip().length()), text);
    }

    /**
     * What stands in the text of one layer.
     *
     * @param line where it begins
     * @param steps the lines of its steps; none for a layer of the host
     * @param reason why the host computes it
     */
    private record Entry(int line, List<Integer> steps, Optional<String> reason) {}

    @Override
    public Plan plan(Program program, Accelerator target, Diagnostics diagnostics) {
        Map<String, Entry> entries = entries(program, target, diagnostics);
        List<LayerPlan> layers = new ArrayList<>();
        for (int i = 0; i < program.kernels().size(); i++) {
            layer(program, i, target, entries, diagnostics).ifPresent(layers::add);
        }
        diagnostics.stopOnErrors();
        List<TensorPlace> tensors = TensorPlacement.place(program, layers);
        Plan plan = new Plan(program, target, tensors, layers);
        for (Sequence.Unkept unkept : Sequence.unkept(plan)) {
            diagnostics.error(
                    keepOf(unkept.buffer(), entries.get(unkept.layer())),
                    "the words of " + unkept.buffer() + " cannot stay on the chip",
                    "an earlier layer of the device has to compute the whole tensor and no other layer keep it, and "
                            + "nothing else may use its place from then on; or take the line out");
        }
        diagnostics.stopOnErrors();
        return plan;
    }

    private Map<String, Entry> entries(Program program, Accelerator target, Diagnostics diagnostics) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Integer> steps = null;
        boolean memory = false;
        for (int line = 1; line <= lines.size(); line++) {
            String text = lines.get(line - 1).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            boolean indented = Character.isWhitespace(lines.get(line - 1).charAt(0));
            Optional<Entry> entry = Optional.empty();
            String name = text.split(" ", 2)[0];
            if (indented && (memory || steps != null)) {
                if (!memory) {
                    steps.add(line);
                }
                continue;
            } else if (text.startsWith("plan of ")) {
                heading(text, line, program, target, diagnostics);
            } else if (text.equals("memory")) {
                memory = true;
            } else if (text.startsWith("schedule ") && text.split(" ").length == 4) {
                name = text.split(" ")[1];
                steps = new ArrayList<>();
                entry = Optional.of(new Entry(line, steps, Optional.empty()));
                if (!text.split(" ")[3].equals(target.name())) {
                    diagnostics.error(
                            span(line),
                            "this schedule is for " + text.split(" ")[3] + ", the target is " + target.name(),
                            "write 'schedule " + name + " on " + target.name() + "', or plan for the target anew");
                }
            } else if (text.contains(HOST)) {
                steps = null;
                entry = Optional.of(
                        new Entry(line, List.of(), Optional.of(text.substring(text.indexOf(HOST) + HOST.length()))));
            } else if (text.matches("\\S+ is \\S+, words in the same order")) {
                steps = null;
                entry = Optional.of(new Entry(line, List.of(), Optional.empty()));
            } else {
                diagnostics.error(
                        span(line),
                        "this is no part of a plan",
                        "write 'schedule LAYER on " + target.name() + "' with its steps below it, two spaces in");
            }
            if (entry.isPresent()) {
                add(entries, name, entry.get(), program, diagnostics);
            }
        }
        return entries;
    }

    private void heading(String text, int line, Program program, Accelerator target, Diagnostics diagnostics) {
        String expected = "plan of " + program.meaning().graph().name() + " on " + target.name();
        if (!text.equals(expected)) {
            diagnostics.error(
                    span(line),
                    "this is the " + text + ", and what is compiled needs the " + expected,
                    "save its own with: intarsia show MODEL --level schedule --target " + target.name());
        }
    }

    private void add(Map<String, Entry> entries, String name, Entry entry, Program program, Diagnostics diagnostics) {
        if (program.meaning().graph().node(name).isEmpty()) {
            diagnostics.error(
                    span(entry.line()),
                    "there is no layer '" + name + "'",
                    "its layers: "
                            + String.join(
                                    ", ",
                                    program.kernels().stream().map(Kernel::name).toList()));
        } else if (entries.putIfAbsent(name, entry) != null) {
            diagnostics.error(
                    span(entry.line()),
                    "'" + name + "' has a plan already, in line "
                            + entries.get(name).line(),
                    "take one of the two out");
        }
    }

    private Optional<LayerPlan> layer(
            Program program, int index, Accelerator target, Map<String, Entry> entries, Diagnostics diagnostics) {
        Kernel kernel = program.kernels().get(index);
        Node node = program.meaning().graph().nodes().get(index);
        Entry entry = entries.get(kernel.name());
        Classify.Result result = Classify.classify(kernel, target);
        if (result instanceof Classify.Result.Copy(String operand)) {
            return Optional.of(new LayerPlan.Alias(node.name(), operand));
        }
        String summary = Summary.of(node, kernel);
        if (entry == null) {
            diagnostics.error(
                    span(Math.max(1, lines.size())),
                    "there is no plan of '" + kernel.name() + "'",
                    "write '" + kernel.name() + HOST + "REASON', or its schedule");
            return Optional.empty();
        }
        if (entry.reason().isPresent()) {
            return Optional.of(
                    new LayerPlan.OnHost(node.name(), summary, entry.reason().get()));
        }
        return switch (result) {
            case Classify.Result.OnDevice(Work work) ->
                Widths.fit(kernel, work, target, diagnostics)
                        ? onDevice(program, kernel, work, target, entry, diagnostics)
                        : Optional.empty();
            case Classify.Result.OnHost(String reason) -> {
                diagnostics.error(
                        span(entry.line()),
                        "no unit computes '" + kernel.name() + "': " + reason,
                        "write '" + kernel.name() + HOST + reason + "'");
                yield Optional.empty();
            }
            case Classify.Result.Copy copy -> Optional.empty();
        };
    }

    private Optional<LayerPlan> onDevice(
            Program program, Kernel kernel, Work work, Accelerator target, Entry entry, Diagnostics diagnostics) {
        List<Step> steps = new ArrayList<>();
        ScheduledKernel scheduled = new ScheduledKernel(kernel, List.of());
        for (int line : entry.steps()) {
            try {
                Step step =
                        StepReader.read(lines.get(line - 1).strip(), work.lane().variable());
                scheduled = ApplySchedule.further(scheduled, List.of(step));
                steps.add(step);
            } catch (IllegalArgumentException | ScheduleException e) {
                diagnostics.error(
                        span(line),
                        e.getMessage(),
                        "the steps and what each checks are in docs/schedules.md; those below this one were not looked at");
                return Optional.empty();
            }
        }
        if (!placed(scheduled, target, entry, diagnostics)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SearchingPlanner.withSchedule(
                    program, kernel.name(), target, new Schedule(kernel.name(), target.name(), steps)));
        } catch (TransferException | IllegalStateException | IllegalArgumentException e) {
            diagnostics.error(
                    span(entry.line()),
                    "no commands do what comes of these steps: " + e.getMessage(),
                    "each part of the loops needs a unit (use) and buffers in its memories (stage, place)");
            return Optional.empty();
        }
    }

    /** Whether every staged buffer has a place of its own inside of its memory. */
    private boolean placed(ScheduledKernel scheduled, Accelerator target, Entry entry, Diagnostics diagnostics) {
        record Taken(String name, Scratchpad pad, int from, int to) {}
        List<Taken> taken = new ArrayList<>();
        List<Placement.Slot> slots = Placement.slots(scheduled, target);
        for (int i = 0; i < slots.size(); i++) {
            Placement.Slot slot = slots.get(i);
            Span where = placeOf(slot.buffer(), entry);
            List<Integer> addresses = scheduled.staged().get(i).addresses();
            if (addresses.isEmpty()) {
                diagnostics.error(
                        where, slot.buffer() + " has no place", "write 'place " + slot.buffer() + " at ADDRESS'");
                return false;
            }
            int unit = slot.scratchpad() == Scratchpad.PARAMETER ? target.parameterEntryBytes() : 1;
            for (int address : addresses) {
                Taken mine = new Taken(slot.buffer(), slot.scratchpad(), address, address + slot.size());
                int capacity = slot.scratchpad().capacity(target);
                if (address < 0 || mine.to() > capacity || address % unit != 0) {
                    diagnostics.error(
                            where,
                            slot.buffer() + " takes " + slot.size() + " from " + address + " on, and "
                                    + slot.scratchpad().memory().name() + " has " + capacity
                                    + (unit == 1 ? "" : ", in entries of " + unit + " bytes"),
                            "write a smaller tile, or another address");
                    return false;
                }
                for (Taken other : taken) {
                    if (other.pad() == mine.pad() && other.from() < mine.to() && mine.from() < other.to()) {
                        diagnostics.error(
                                where,
                                slot.buffer() + " from " + mine.from() + " to " + mine.to() + " lies over "
                                        + other.name() + " from " + other.from() + " to " + other.to(),
                                "write an address at which they lie apart");
                        return false;
                    }
                }
                taken.add(mine);
            }
        }
        return true;
    }

    private Span keepOf(String buffer, Entry entry) {
        return span(entry.steps().stream()
                .filter(line -> lines.get(line - 1).strip().equals("keep " + buffer))
                .findFirst()
                .orElse(entry.line()));
    }

    private Span placeOf(String buffer, Entry entry) {
        return span(entry.steps().stream()
                .filter(line -> lines.get(line - 1).strip().startsWith("place " + buffer + " at"))
                .findFirst()
                .orElse(entry.line()));
    }
}
