/** Tests of what becomes of transfers and pieces. */
package dev.intarsia.ir.sequence;
