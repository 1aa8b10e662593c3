package dev.intarsia.hwtest.tool;

import java.nio.file.Path;

/** What came out of looking for an {@link ExternalTool}. */
public sealed interface ToolProbe {

    /** The tool that was looked for. */
    ExternalTool tool();

    /**
     * The tool, or an exception that says what to install.
     *
     * @throws MissingToolException if it was not found
     */
    Found orThrow();

    /**
     * The tool is there and runs.
     *
     * @param path its executable
     * @param version the first line that it prints about its version
     */
    record Found(ExternalTool tool, Path path, String version) implements ToolProbe {
        @Override
        public Found orThrow() {
            return this;
        }
    }

    /**
     * The tool is not there, or does not run.
     *
     * @param reason what was found instead
     */
    record Missing(ExternalTool tool, String reason) implements ToolProbe {
        @Override
        public Found orThrow() {
            throw new MissingToolException(this);
        }

        /** One line for people: what is missing, what for, and how to install it. */
        public String hint() {
            return tool.name() + " is needed to " + tool.purpose() + ": " + reason + "; install it with: "
                    + tool.install();
        }
    }
}
