package dev.intarsia.frontend.onnx;

/**
 * An operator of ONNX that is read.
 *
 * @param domain empty for ONNX's own
 * @param name as files have it
 * @param becomes what comes of it
 */
public record SupportedOperator(String domain, String name, String becomes) {}
