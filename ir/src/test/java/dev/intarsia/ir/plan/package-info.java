/** Tests of planning: what fits, what does not, and how it is said. */
package dev.intarsia.ir.plan;
