package dev.intarsia.backend.csource;

import java.util.List;

/**
 * A file of C.
 *
 * @param name its name with its ending
 * @param remark what it is, in a comment at its head; lines may be split
 * @param items what is in it; a header, known by its ending, is guarded against being read twice
 */
public record CFile(String name, String remark, List<CItem> items) {

    public CFile {
        items = List.copyOf(items);
    }

    /** Whether it is a header. */
    public boolean isHeader() {
        return name.endsWith(".h");
    }
}
