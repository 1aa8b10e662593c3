/**
 * Generated Java, compiled and loaded in the running JVM: {@link dev.intarsia.simulator.compile.InMemoryCompiler}.
 */
package dev.intarsia.simulator.compile;
