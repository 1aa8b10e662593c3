package dev.intarsia.hwtest.verilator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The functions of {@code shim.cpp} in one loaded library, one method each. Arrays are handed over in place, without a
 * copy; while such a call runs, the garbage collector waits, so callers keep it short.
 *
 * <p>A library stays loaded until the process ends: its file name is its content's hash, so there is never a newer one of
 * the same name.
 */
final class Shim {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option IN_PLACE = Linker.Option.critical(true);

    private final MethodHandle ports;
    private final MethodHandle create;
    private final MethodHandle free;
    private final MethodHandle message;
    private final MethodHandle set;
    private final MethodHandle get;
    private final MethodHandle eval;
    private final MethodHandle tick;
    private final MethodHandle run;

    @SuppressWarnings("restricted")
    Shim(Path library) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        ports = function(symbols, "ports", FunctionDescriptor.of(ADDRESS));
        create = function(symbols, "create", FunctionDescriptor.of(ADDRESS));
        free = function(symbols, "free", FunctionDescriptor.ofVoid(ADDRESS));
        message = function(symbols, "message", FunctionDescriptor.of(ADDRESS, ADDRESS));
        set = function(symbols, "set", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS), IN_PLACE);
        get = function(symbols, "get", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS), IN_PLACE);
        eval = function(symbols, "eval", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        tick = function(symbols, "tick", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        run = function(symbols, "run", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS), IN_PLACE);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(
            SymbolLookup symbols, String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(symbols.findOrThrow("intarsia_" + name), type, options);
    }

    String ports() {
        return text(call(() -> (MemorySegment) ports.invokeExact()));
    }

    MemorySegment create() {
        return call(() -> (MemorySegment) create.invokeExact());
    }

    void free(MemorySegment model) {
        call(() -> {
            free.invokeExact(model);
            return null;
        });
    }

    /** What the design said when it stopped; empty while it has not. */
    String message(MemorySegment model) {
        return text(call(() -> (MemorySegment) message.invokeExact(model)));
    }

    void set(MemorySegment model, int port, long[] words) {
        call(() -> {
            set.invokeExact(model, port, MemorySegment.ofArray(words));
            return null;
        });
    }

    void get(MemorySegment model, int port, long[] words) {
        call(() -> {
            get.invokeExact(model, port, MemorySegment.ofArray(words));
            return null;
        });
    }

    /** Returns 0, or 1 if the design has stopped; so do the next two. */
    int eval(MemorySegment model) {
        return call(() -> (int) eval.invokeExact(model));
    }

    int tick(MemorySegment model, long cycles) {
        return call(() -> (int) tick.invokeExact(model, cycles));
    }

    int run(MemorySegment model, long cycles, MemorySegment stimulus, MemorySegment response) {
        return call(() -> (int) run.invokeExact(model, cycles, stimulus, response));
    }

    @SuppressWarnings("restricted")
    private static String text(MemorySegment characters) {
        return characters.reinterpret(Long.MAX_VALUE).getString(0);
    }

    @FunctionalInterface
    private interface Call<T> {
        T call() throws Throwable;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native function throws nothing that is checked", e);
        }
    }
}
