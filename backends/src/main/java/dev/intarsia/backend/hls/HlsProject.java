package dev.intarsia.backend.hls;

import dev.intarsia.ir.stream.StreamDesign;
import dev.intarsia.ir.stream.TokenTimes;
import java.util.List;
import java.util.SequencedMap;

/**
 * A network as a project of C++ for synthesis.
 *
 * @param prefix what its names begin with, and its top function's name
 * @param files the content of each file, by its path with slashes
 * @param design what was printed
 * @param times how deep its streams are, and how many cycles it takes
 * @param includes the folders of headers
 */
public record HlsProject(
        String prefix,
        SequencedMap<String, byte[]> files,
        StreamDesign design,
        TokenTimes times,
        List<String> includes) {

    public HlsProject {
        includes = List.copyOf(includes);
    }
}
