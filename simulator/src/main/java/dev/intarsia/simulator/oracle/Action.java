package dev.intarsia.simulator.oracle;

/** A statement made ready. */
sealed interface Action {

    void run();

    /** @param slot where in the frame the loop's variable is kept */
    record Loop(long[] frame, int slot, Place extent, Action[] body) implements Action {
        @Override
        public void run() {
            long count = extent.at();
            for (long i = 0; i < count; i++) {
                frame[slot] = i;
                for (Action action : body) {
                    action.run();
                }
            }
        }
    }

    record Store(Storage storage, Address address, Value value) implements Action {
        @Override
        public void run() {
            storage.write(address.inside(), value.word());
        }
    }

    /** A store to a buffer without axes. */
    record Assign(Storage storage, Value value) implements Action {
        @Override
        public void run() {
            storage.write(0, value.word());
        }
    }

    /**
     * Adds to a register. The same as assigning the sum, with fewer steps.
     *
     * @param sum the register plus the addend, for when 64 bits do not suffice
     */
    record Add(Storage storage, Value addend, Value sum) implements Action {
        @Override
        public void run() {
            long total;
            try {
                total = Math.addExact(storage.read(0), addend.exact());
            } catch (ArithmeticException beyond64Bits) {
                total = sum.word();
            }
            storage.write(0, total);
        }
    }

    record Transfer(Storage from, Place[] origin, Storage to, Place[] target, Place[] sizes, long outside)
            implements Action {
        @Override
        public void run() {
            copy(0, 0, 0, true, true);
        }

        /** Copies what lies along the axes from {@code axis} on; the offsets are those of the outer axes. */
        private void copy(int axis, int source, int destination, boolean sourceInside, boolean targetInside) {
            if (axis == sizes.length) {
                if (targetInside) {
                    to.write(destination, sourceInside ? from.read(source) : outside);
                }
                return;
            }
            long first = origin[axis].at();
            long firstTarget = target[axis].at();
            long size = sizes[axis].at();
            for (long i = 0; i < size; i++) {
                long s = first + i;
                long t = firstTarget + i;
                copy(
                        axis + 1,
                        source + (int) s * from.stride(axis),
                        destination + (int) t * to.stride(axis),
                        sourceInside && 0 <= s && s < from.size(axis),
                        targetInside && 0 <= t && t < to.size(axis));
            }
        }
    }

    record Sequence(Action[] actions) implements Action {
        @Override
        public void run() {
            for (Action action : actions) {
                action.run();
            }
        }
    }
}
