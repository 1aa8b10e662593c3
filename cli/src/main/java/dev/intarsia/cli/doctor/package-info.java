/**
 * What this machine has of the programs that engines and tests need: each is an
 * {@link dev.intarsia.hwtest.tool.ExternalTool}, looked for all at once by a {@link dev.intarsia.cli.doctor.Checkup}.
 */
package dev.intarsia.cli.doctor;
