/**
 * What the readers of all text forms share.
 *
 * <p>A {@link dev.intarsia.frontend.text.SourceText} is split into {@linkplain dev.intarsia.frontend.text.Statement statements}, and each
 * is parsed on its own by a grammar of ANTLR: a mistake in one statement then never hides or causes a message about another.
 * {@link dev.intarsia.frontend.text.SyntaxErrors} words what ANTLR found, {@link dev.intarsia.frontend.text.Suggestion} what the user
 * may have meant.
 */
package dev.intarsia.frontend.text;
