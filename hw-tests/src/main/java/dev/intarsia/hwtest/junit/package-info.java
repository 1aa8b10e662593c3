/**
 * Verification from a JUnit test of one's own: {@link dev.intarsia.hwtest.junit.IntarsiaVerify} on a test method runs engines on a network
 * and fails the test where a word differs. JUnit is an optional dependency: whoever uses this package brings it.
 */
package dev.intarsia.hwtest.junit;
