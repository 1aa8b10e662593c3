package dev.intarsia.backend.csource;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the C tree. The only place that knows how C is laid out. */
public final class CPrinter {

    private static final int WIDTH = 100;
    private static final int ATOM = 100;
    private static final int POSTFIX = 12;
    private static final int PREFIX = 11;

    private final StringBuilder text = new StringBuilder();

    private CPrinter() {}

    /** The text of a file. */
    public static String print(CFile file) {
        CPrinter printer = new CPrinter();
        printer.comment(0, file.remark());
        String guard = file.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        if (file.isHeader()) {
            printer.line(0, "#ifndef " + guard);
            printer.line(0, "#define " + guard);
            printer.line(0, "");
        }
        CItem before = null;
        for (CItem item : file.items()) {
            if (before != null && !(before.getClass() == item.getClass() && isOneLine(item))) {
                printer.line(0, "");
            }
            printer.item(item);
            before = item;
        }
        if (file.isHeader()) {
            printer.line(0, "");
            printer.line(0, "#endif");
        }
        return printer.text.toString();
    }

    private static boolean isOneLine(CItem item) {
        return item instanceof CItem.Include || item instanceof CItem.Define || item instanceof CItem.ExternData;
    }

    private void item(CItem item) {
        switch (item) {
            case CItem.Include i -> line(0, "#include " + (i.system() ? "<" + i.name() + ">" : "\"" + i.name() + "\""));
            case CItem.Define d ->
                line(
                        0,
                        "#define " + d.name() + " " + d.value()
                                + (d.remark().isEmpty() ? "" : " /* " + safe(d.remark()) + " */"));
            case CItem.Function f -> {
                comment(0, f.remark());
                String qualifiers = f.qualifiers().isEmpty() ? "" : f.qualifiers() + " ";
                line(0, qualifiers + f.result().text(f.name()) + parameters(f.parameters()));
                line(0, "{");
                f.body().forEach(statement -> statement(1, statement));
                line(0, "}");
            }
            case CItem.Prototype p -> {
                comment(0, p.remark());
                line(0, p.result().text(p.name()) + parameters(p.parameters()) + ";");
            }
            case CItem.Data d -> data(d);
            case CItem.ExternData d -> {
                comment(0, d.remark());
                line(0, "extern const " + d.element().text(d.name()) + "[" + d.size() + "];");
            }
            case CItem.Remark r -> comment(0, r.text());
            case CItem.Text t -> t.text().lines().forEach(l -> line(0, l));
        }
    }

    private static String parameters(List<CItem.Parameter> parameters) {
        return parameters.isEmpty()
                ? "(void)"
                : parameters.stream().map(p -> p.type().text(p.name())).collect(Collectors.joining(", ", "(", ")"));
    }

    private void data(CItem.Data data) {
        comment(0, data.remark());
        line(
                0,
                data.qualifiers() + " " + data.element().text(data.name()) + "["
                        + data.values().size() + "] = {");
        StringBuilder row = new StringBuilder();
        for (CExpr value : data.values()) {
            String word = text(value) + ",";
            if (row.length() + word.length() + 5 > WIDTH) {
                line(1, row.toString());
                row.setLength(0);
            }
            row.append(row.isEmpty() ? "" : " ").append(word);
        }
        line(1, row.toString());
        line(0, "};");
    }

    private void statement(int depth, CStmt statement) {
        switch (statement) {
            case CStmt.Declare d ->
                line(
                        depth,
                        d.type().text(d.name())
                                + d.value().map(v -> " = " + text(v)).orElse("") + ";");
            case CStmt.DeclareArray a -> line(depth, a.element().text(a.name()) + "[" + a.size() + "];");
            case CStmt.Assign a -> line(depth, text(a.target()) + " " + a.operator() + " " + text(a.value()) + ";");
            case CStmt.Evaluate e -> line(depth, text(e.value()) + ";");
            case CStmt.For f -> {
                String step = f.step() == 1 ? f.variable() + "++" : f.variable() + " += " + f.step();
                line(
                        depth,
                        "for (" + f.type().text(f.variable()) + " = " + text(f.from()) + "; " + f.variable() + " < "
                                + operand(f.limit(), CExpr.Operator.LESS.precedence() + 1) + "; " + step + ") {");
                f.body().forEach(inner -> statement(depth + 1, inner));
                line(depth, "}");
            }
            case CStmt.If i -> {
                line(depth, "if (" + text(i.condition()) + ") {");
                i.whenTrue().forEach(inner -> statement(depth + 1, inner));
                if (!i.whenFalse().isEmpty()) {
                    line(depth, "} else {");
                    i.whenFalse().forEach(inner -> statement(depth + 1, inner));
                }
                line(depth, "}");
            }
            case CStmt.Return r ->
                line(depth, r.value().map(v -> "return " + text(v) + ";").orElse("return;"));
            case CStmt.Block b -> {
                line(depth, "{");
                b.body().forEach(inner -> statement(depth + 1, inner));
                line(depth, "}");
            }
            case CStmt.Remark r -> comment(depth, r.text());
            case CStmt.Directive d -> line(0, d.text());
        }
    }

    /** An expression as a text of its own. */
    public static String text(CExpr expr) {
        return switch (expr) {
            case CExpr.Number n -> number(n.value());
            case CExpr.Name n -> n.name();
            case CExpr.Element e -> operand(e.array(), POSTFIX) + "[" + text(e.at()) + "]";
            case CExpr.Member m -> operand(m.value(), POSTFIX) + (m.pointed() ? "->" : ".") + m.field();
            case CExpr.Prefix p -> p.operator() + operand(p.value(), PREFIX + 1);
            case CExpr.Binary b -> binary(b);
            case CExpr.Conditional c ->
                operand(c.condition(), 1) + " ? " + operand(c.whenTrue(), 1) + " : " + operand(c.whenFalse(), 1);
            case CExpr.Cast c -> "(" + c.type().text() + ")" + operand(c.value(), PREFIX);
            case CExpr.Call c ->
                c.function() + c.arguments().stream().map(CPrinter::text).collect(Collectors.joining(", ", "(", ")"));
        };
    }

    private static String binary(CExpr.Binary b) {
        CExpr.Operator operator = b.operator();
        int own = operator.precedence();
        // Mixed bitwise operators and comparisons get parentheses that C does not need: readers and compilers ask for
        // them.
        boolean careful = operator.isBitwise() || operator == CExpr.Operator.BOTH || operator == CExpr.Operator.EITHER;
        int left = careful && !same(operator, b.left()) ? carefully(operator) : own;
        int right = careful ? carefully(operator) : own + 1;
        return operand(b.left(), left) + " " + operator.text() + " " + operand(b.right(), right);
    }

    private static int carefully(CExpr.Operator operator) {
        return operator.isBitwise() ? PREFIX : CExpr.Operator.AND.precedence();
    }

    private static boolean same(CExpr.Operator operator, CExpr expr) {
        return expr instanceof CExpr.Binary b && b.operator() == operator;
    }

    private static String operand(CExpr expr, int least) {
        return precedence(expr) < least ? "(" + text(expr) + ")" : text(expr);
    }

    private static int precedence(CExpr expr) {
        return switch (expr) {
            case CExpr.Number n -> n.value() < 0 ? PREFIX - 1 : ATOM;
            case CExpr.Name n -> ATOM;
            case CExpr.Element e -> ATOM;
            case CExpr.Member m -> ATOM;
            case CExpr.Call c -> ATOM;
            case CExpr.Prefix p -> PREFIX;
            case CExpr.Cast c -> PREFIX;
            case CExpr.Binary b -> b.operator().precedence();
            case CExpr.Conditional c -> 0;
        };
    }

    /** The least numbers of a type have no literal of their own in C. */
    private static String number(long value) {
        if (value == Long.MIN_VALUE) {
            return "INT64_MIN";
        }
        if (value == Integer.MIN_VALUE) {
            return "INT32_MIN";
        }
        return value == (int) value
                ? Long.toString(value)
                : (value < 0 ? "-INT64_C(" + -value : "INT64_C(" + value) + ")";
    }

    private void comment(int depth, String content) {
        List<String> lines = safe(content).lines().toList();
        if (lines.isEmpty()) {
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            String end = i == lines.size() - 1 ? " */" : "";
            line(depth, ((i == 0 ? "/* " : " * ") + lines.get(i)).stripTrailing() + end);
        }
    }

    /** Whatever a model's names are, a comment ends where it should, and stays plain text. */
    private static String safe(String content) {
        return content.replace("*/", "* /").replace("/*", "/ *").replace("\\", "/");
    }

    private void line(int depth, String content) {
        text.append(content.isEmpty() ? "" : "    ".repeat(depth))
                .append(content)
                .append('\n');
    }
}
