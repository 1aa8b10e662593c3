package dev.intarsia.backend.java;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * A command taken apart: its numbers in the order of its fields, nested records included, and what remains when all of them are 0. What a
 * layer has once for all its commands (a requantizer, a clamp, tokens) counts as one thing and has no numbers.
 */
final class CommandFields {

    private CommandFields() {}

    /** All numbers of a command. */
    static long[] numbers(Command command) {
        List<Long> numbers = new ArrayList<>();
        collect((Record) command, numbers);
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /** The same command with other numbers. */
    static Command with(Command command, long[] numbers) {
        return (Command) with((Record) command, numbers, new int[1]);
    }

    /** What two commands have in common that differ in numbers only. */
    static Command template(Command command) {
        return with(command, new long[numbers(command).length]);
    }

    private static void collect(Record value, List<Long> numbers) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object field = field(value, component);
            if (component.getType() == int.class || component.getType() == long.class) {
                numbers.add(((Number) field).longValue());
            } else if (isTakenApart(field)) {
                collect((Record) field, numbers);
            }
        }
    }

    private static Record with(Record value, long[] numbers, int[] next) {
        RecordComponent[] components = value.getClass().getRecordComponents();
        Object[] fields = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            Object field = field(value, components[i]);
            if (types[i] == int.class) {
                fields[i] = Math.toIntExact(numbers[next[0]++]);
            } else if (types[i] == long.class) {
                fields[i] = numbers[next[0]++];
            } else {
                fields[i] = isTakenApart(field) ? with((Record) field, numbers, next) : field;
            }
        }
        try {
            return value.getClass().getDeclaredConstructor(types).newInstance(fields);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a command's fields make a command: " + value, e);
        }
    }

    private static boolean isTakenApart(Object field) {
        return field instanceof Record
                && !(field instanceof Sync)
                && !(field instanceof Clamp)
                && !(field instanceof MultiplyShift);
    }

    private static Object field(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record shows its fields: " + value, e);
        }
    }
}
