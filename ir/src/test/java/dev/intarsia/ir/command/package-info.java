/** Tests of what a program does wrong, planted and found. */
package dev.intarsia.ir.command;
