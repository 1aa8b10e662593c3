package dev.intarsia.hwtest.inlay;

import dev.intarsia.ir.command.Unit;
import java.util.List;
import java.util.Map;

/**
 * What a run of the queues took.
 *
 * @param cycles from the start to the last result
 * @param starts for each unit and each of its commands, the cycle in which it began to stream
 * @param dones the cycle from which on its results are there
 */
public record InlayRun(long cycles, Map<Unit, List<Long>> starts, Map<Unit, List<Long>> dones) {}
