package dev.intarsia.ir.plan;

import dev.intarsia.ir.plan.Arena.Block;
import dev.intarsia.ir.plan.Arena.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs blocks into an arena: each at the lowest address at which it meets no block that is alive with it, in several orders, and then
 * with pairs of the best order exchanged as long as that helps. Stops early where the lower bound is reached.
 */
public final class ArenaPlanner {

    private static final int ROUNDS = 8;

    private ArenaPlanner() {}

    /**
     * @param blocks with different names
     * @param alignment what addresses are multiples of
     */
    public static Arena place(List<Block> blocks, int alignment) {
        long bound = lowerBound(blocks, alignment);
        List<Comparator<Block>> orders = List.of(
                Comparator.comparingLong(Block::bytes).reversed(),
                Comparator.comparingInt(Block::from),
                Comparator.comparingInt((Block b) -> b.to() - b.from()).reversed(),
                Comparator.comparingLong((Block b) -> b.bytes() * (b.to() - b.from() + 1))
                        .reversed(),
                Comparator.comparingInt(Block::to).reversed());
        List<Block> best = blocks;
        long least = size(blocks, alignment);
        for (Comparator<Block> order : orders) {
            List<Block> sorted = blocks.stream().sorted(order).toList();
            long size = size(sorted, alignment);
            if (size < least) {
                least = size;
                best = sorted;
            }
        }
        boolean better = true;
        for (int round = 0; round < ROUNDS && better && least > bound; round++) {
            better = false;
            for (int i = 0; i < best.size() && least > bound; i++) {
                for (int j = i + 1; j < best.size() && least > bound; j++) {
                    List<Block> exchanged = new ArrayList<>(best);
                    exchanged.set(i, best.get(j));
                    exchanged.set(j, best.get(i));
                    long size = size(exchanged, alignment);
                    if (size < least) {
                        least = size;
                        best = exchanged;
                        better = true;
                    }
                }
            }
        }
        Map<String, Long> addresses = addresses(best, alignment);
        return new Arena(
                blocks.stream().map(b -> new Place(b, addresses.get(b.name()))).toList(), least, bound);
    }

    private static long size(List<Block> order, int alignment) {
        Map<String, Long> addresses = addresses(order, alignment);
        return order.stream()
                .mapToLong(b -> addresses.get(b.name()) + up(b.bytes(), alignment))
                .max()
                .orElse(0);
    }

    private static Map<String, Long> addresses(List<Block> order, int alignment) {
        Map<String, Long> addresses = new HashMap<>();
        List<Block> placed = new ArrayList<>();
        for (Block block : order) {
            List<Block> near = placed.stream()
                    .filter(block::meets)
                    .sorted(Comparator.comparingLong(b -> addresses.get(b.name())))
                    .toList();
            long address = 0;
            for (Block other : near) {
                long start = addresses.get(other.name());
                if (address + block.bytes() > start && address < start + other.bytes()) {
                    address = up(start + other.bytes(), alignment);
                }
            }
            addresses.put(block.name(), address);
            placed.add(block);
        }
        return addresses;
    }

    private static long lowerBound(List<Block> blocks, int alignment) {
        return blocks.stream()
                .mapToLong(at -> blocks.stream()
                        .filter(b -> b.from() <= at.from() && at.from() <= b.to())
                        .mapToLong(b -> up(b.bytes(), alignment))
                        .sum())
                .max()
                .orElse(0);
    }

    private static long up(long bytes, int alignment) {
        return (bytes + alignment - 1) / alignment * alignment;
    }
}
