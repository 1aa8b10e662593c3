package dev.intarsia.backend.csource;

import java.util.List;

/** What stands in a file outside of functions. */
public sealed interface CItem {

    /** {@code #include <name>} for the system's, else {@code #include "name"}. */
    record Include(String name, boolean system) implements CItem {}

    /** {@code #define name value}, with a comment. */
    record Define(String name, String value, String remark) implements CItem {}

    /** A parameter of a function. */
    record Parameter(CType type, String name) {}

    /**
     * A function.
     *
     * @param qualifiers what stands before its type, for example {@code static}; may be empty
     */
    record Function(
            String remark, String qualifiers, CType result, String name, List<Parameter> parameters, List<CStmt> body)
            implements CItem {
        public Function {
            parameters = List.copyOf(parameters);
            body = List.copyOf(body);
        }
    }

    /** The declaration of a function without its body. */
    record Prototype(String remark, CType result, String name, List<Parameter> parameters) implements CItem {
        public Prototype {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * An array with its values.
     *
     * @param qualifiers what stands before its type, for example {@code static const}
     * @param values at least one
     */
    record Data(String remark, String qualifiers, CType element, String name, List<CExpr> values) implements CItem {
        public Data {
            values = List.copyOf(values);
        }
    }

    /** An array that another file holds. */
    record ExternData(String remark, CType element, String name, long size) implements CItem {}

    /** A comment between two items. */
    record Remark(String text) implements CItem {}

    /** Text that is C already: a structure, a type, a guard. */
    record Text(String text) implements CItem {}
}
