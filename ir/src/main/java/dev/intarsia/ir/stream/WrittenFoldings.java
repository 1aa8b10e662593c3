package dev.intarsia.ir.stream;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.text.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads foldings from the text that {@link FoldingPlan#text} writes, perhaps changed by hand. */
public final class WrittenFoldings {

    private static final Pattern LINE =
            Pattern.compile("fold (\\S+|`(?:[^`\\\\]|\\\\.)*`) elements ([0-9]{1,6}) lanes ([0-9]{1,6})\\s*(#.*)?");

    private WrittenFoldings() {}

    /**
     * The foldings of a text.
     *
     * @param file its name, for messages
     * @throws dev.intarsia.ir.diagnostic.InvalidInputException with everything that is wrong
     */
    public static Map<String, Folding> read(String file, String text, Program program) {
        Diagnostics diagnostics = new Diagnostics();
        Map<String, StreamForm> forms = LayOutStreams.forms(program);
        Map<String, Folding> foldings = new HashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Span place = new Span(file, i + 1, 1, Math.max(1, lines.get(i).length()), lines.get(i));
            Matcher match = LINE.matcher(line);
            if (!match.matches()) {
                diagnostics.error(
                        place, "this is no folding", "write 'fold LAYER elements N lanes M', or begin the line with #");
                continue;
            }
            String node = Spelling.read(match.group(1));
            int elements = Integer.parseInt(match.group(2));
            int lanes = Integer.parseInt(match.group(3));
            List<Folding> choices = forms.containsKey(node) ? PlanFoldings.choices(forms.get(node)) : List.of();
            boolean fits = choices.stream().anyMatch(f -> f.elements() == elements && f.lanes() == lanes);
            if (choices.isEmpty()) {
                diagnostics.error(
                        place,
                        forms.containsKey(node) ? node + " cannot be folded" : "there is no layer " + node,
                        "remove the line");
            } else if (!fits) {
                diagnostics.error(
                        place,
                        node + " cannot be folded to " + elements + " elements of " + lanes + " lanes",
                        "elements are one of "
                                + choices.stream()
                                        .map(Folding::elements)
                                        .distinct()
                                        .toList() + ", lanes one of "
                                + choices.stream()
                                        .map(Folding::lanes)
                                        .distinct()
                                        .toList());
            } else {
                foldings.put(node, new Folding(elements, lanes));
            }
        }
        diagnostics.stopOnErrors();
        return foldings;
    }
}
