package dev.intarsia.ir.stream;

/**
 * In which trips of its loop, in one inference, a process reads and writes. Within a trip, reads come before writes, each in the order of the
 * ports.
 *
 * @param trip the trip of each event, in order
 * @param port the input that is read, or −1 less the output that is written
 */
public record Events(int[] trip, byte[] port) {

    /** Puts the events of all ports together. Each array has the trips of one port in order. */
    static Events of(int[][] reads, int[][] writes) {
        int ports = reads.length + writes.length;
        int[][] all = new int[ports][];
        int count = 0;
        for (int i = 0; i < ports; i++) {
            all[i] = i < reads.length ? reads[i] : writes[i - reads.length];
            count += all[i].length;
        }
        int[] trip = new int[count];
        byte[] port = new byte[count];
        int[] next = new int[ports];
        for (int event = 0; event < count; event++) {
            int first = -1;
            for (int i = 0; i < ports; i++) {
                if (next[i] < all[i].length && (first < 0 || all[i][next[i]] < all[first][next[first]])) {
                    first = i;
                }
            }
            trip[event] = all[first][next[first]++];
            port[event] = (byte) (first < reads.length ? first : -1 - (first - reads.length));
        }
        return new Events(trip, port);
    }

    /** Trips {@code first, first + step, …}. */
    static int[] every(int first, int step, int count) {
        int[] trips = new int[count];
        for (int i = 0; i < count; i++) {
            trips[i] = first + i * step;
        }
        return trips;
    }
}
