/**
 * The commands, one class each: options in, calls to the {@link dev.intarsia.cli.Pipeline}, words out. What all of them share stands in
 * {@link dev.intarsia.cli.command.Subcommand}.
 */
package dev.intarsia.cli.command;
