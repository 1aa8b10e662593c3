package dev.intarsia.backend.hls;

import dev.intarsia.ir.stream.FoldingPlan;
import java.util.SequencedMap;

/**
 * A network as a project of C++ for synthesis.
 *
 * @param prefix what its names begin with, and its top function's name
 * @param files the content of each file, by its path with slashes
 * @param plan what was printed
 */
public record HlsProject(String prefix, SequencedMap<String, byte[]> files, FoldingPlan plan) {}
