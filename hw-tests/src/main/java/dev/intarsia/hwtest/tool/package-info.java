/**
 * Programs from outside that this module runs: which they are, where they are, and how to install the ones that are
 * missing.
 *
 * <p>An {@link dev.intarsia.hwtest.tool.ExternalTool} is data. Its {@code probe()} gives either
 * {@link dev.intarsia.hwtest.tool.ToolProbe.Found} or {@link dev.intarsia.hwtest.tool.ToolProbe.Missing}, and a missing
 * tool always says what to install. {@link dev.intarsia.hwtest.tool.ToolRun} runs one to its end.
 */
package dev.intarsia.hwtest.tool;
