package dev.intarsia.backend.csource;

import java.util.List;
import java.util.Optional;

/** A statement of C99. */
public sealed interface CStmt {

    /** A variable, with or without a first value. */
    record Declare(CType type, String name, Optional<CExpr> value) implements CStmt {}

    /** A local array without first values. */
    record DeclareArray(CType element, String name, long size) implements CStmt {}

    /** {@code target operator value;} with an operator as {@code =} or {@code +=}. */
    record Assign(CExpr target, String operator, CExpr value) implements CStmt {}

    /** An expression for what it does. */
    record Evaluate(CExpr value) implements CStmt {}

    /** {@code for (type variable = from; variable < limit; variable += step)}. */
    record For(CType type, String variable, CExpr from, CExpr limit, long step, List<CStmt> body) implements CStmt {
        public For {
            body = List.copyOf(body);
        }
    }

    record If(CExpr condition, List<CStmt> whenTrue, List<CStmt> whenFalse) implements CStmt {
        public If {
            whenTrue = List.copyOf(whenTrue);
            whenFalse = List.copyOf(whenFalse);
        }
    }

    record Return(Optional<CExpr> value) implements CStmt {}

    /** Statements with names of their own. */
    record Block(List<CStmt> body) implements CStmt {
        public Block {
            body = List.copyOf(body);
        }
    }

    /** A comment in one line. */
    record Remark(String text) implements CStmt {}

    /** A line of the preprocessor, for example a pragma. */
    record Directive(String text) implements CStmt {}

    static CStmt declare(CType type, String name, CExpr value) {
        return new Declare(type, name, Optional.of(value));
    }

    static CStmt assign(CExpr target, CExpr value) {
        return new Assign(target, "=", value);
    }

    static CStmt call(String function, CExpr... arguments) {
        return new Evaluate(CExpr.call(function, arguments));
    }
}
