package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Region;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.target.Accelerator;
import java.util.Arrays;
import java.util.List;

/**
 * Which earlier commands each command of a list has to come after: those that touch the same bytes, one of the two writing. Those that
 * a named one has to come after itself are left out.
 */
final class Conflicts {

    /** The write port of the activations stands behind the memories, like one of a single byte. */
    private static final int PORT = Scratchpad.values().length + 1;

    /** Main memory, the scratchpads, and that port. */
    private static final int MEMORIES = PORT + 1;

    private static final int[] NOTHING = {};

    /** For each command and memory, its stretches as triples: first byte, end, and 1 where it is written. */
    private final int[][] stretches;

    private final int[][] earlier;
    private final int[][] sharing;
    private int[] found = new int[16];
    private int count;

    private Conflicts(List<Command> commands, Accelerator target) {
        stretches = new int[commands.size() * MEMORIES][];
        Arrays.fill(stretches, NOTHING);
        earlier = new int[commands.size()][];
        sharing = new int[commands.size()][];
        int[][] users = new int[MEMORIES][commands.size()];
        int[] used = new int[MEMORIES];
        for (int i = 0; i < commands.size(); i++) {
            for (Region region : Region.of(commands.get(i), target)) {
                add(i * MEMORIES + region.scratchpad().map(s -> s.ordinal() + 1).orElse(0), region);
            }
            if (Region.writesPort(commands.get(i)).isPresent()) {
                int exclusive = Region.writesPort(commands.get(i)).get() ? 1 : 0;
                stretches[i * MEMORIES + PORT] = new int[] {0, 1, exclusive};
            }
            count = 0;
            for (int memory = 0; memory < PORT; memory++) {
                search(users, used, i, memory);
            }
            earlier[i] = Arrays.copyOf(found, count);
            count = 0;
            search(users, used, i, PORT);
            sharing[i] = Arrays.copyOf(found, count);
        }
    }

    private void search(int[][] users, int[] used, int command, int memory) {
        if (stretches[command * MEMORIES + memory].length > 0) {
            search(users[memory], used[memory], command, memory);
            users[memory][used[memory]++] = command;
        }
    }

    static Conflicts of(List<Command> commands, Accelerator target) {
        return new Conflicts(commands, target);
    }

    /** The commands that one has to come after; not to be changed. */
    int[] earlier(int command) {
        return earlier[command];
    }

    /** Earlier commands that one may not write the activations beside, whichever comes first; not to be changed. */
    int[] sharing(int command) {
        return sharing[command];
    }

    /** Whether a command writes the activations, through the one port there is. */
    boolean writesActivations(int command) {
        return stretches[command * MEMORIES + PORT].length > 0;
    }

    private void add(int slot, Region region) {
        int[] before = stretches[slot];
        int[] all = Arrays.copyOf(before, before.length + 3);
        all[before.length] = region.start();
        all[before.length + 1] = region.end();
        all[before.length + 2] = region.write() ? 1 : 0;
        stretches[slot] = all;
    }

    /** Goes back to the latest command that wrote all that this one touches: what conflicts before that conflicts with that, too. */
    private void search(int[] before, int size, int command, int memory) {
        int[] mine = stretches[command * MEMORIES + memory];
        for (int at = size - 1; at >= 0; at--) {
            int[] theirs = stretches[before[at] * MEMORIES + memory];
            if (meet(mine, theirs)) {
                find(before[at]);
                if (covers(theirs, mine)) {
                    return;
                }
            }
        }
    }

    private void find(int command) {
        for (int i = 0; i < count; i++) {
            if (found[i] == command) {
                return;
            }
        }
        if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = command;
    }

    private static boolean meet(int[] one, int[] two) {
        for (int i = 0; i < one.length; i += 3) {
            for (int j = 0; j < two.length; j += 3) {
                if ((one[i + 2] | two[j + 2]) == 1 && one[i] < two[j + 1] && two[j] < one[i + 1]) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean covers(int[] one, int[] two) {
        for (int j = 0; j < two.length; j += 3) {
            if (one[2] == 0 || one[0] > two[j] || one[1] < two[j + 1]) {
                return false;
            }
        }
        return true;
    }
}
