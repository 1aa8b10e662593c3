package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.Staircase;

/**
 * The claim that two requantizations give one word for every accumulator of an interval, with what it takes to check it: the staircase
 * that both are.
 *
 * @param meaning what the model says
 * @param replacement what is computed instead
 * @param steps their common staircase; its interval is the one that the claim is about
 */
public record Certificate(Requantization meaning, Requantization replacement, Staircase steps) {

    /** One line. */
    public String text() {
        return meaning.text() + "  =  " + replacement.text() + "  on " + steps.low() + " … " + steps.high() + ": "
                + steps.edges() + " edges";
    }
}
