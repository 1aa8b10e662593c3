/**
 * JSON, written and never read: two small classes instead of a library, because the command only ever prints one object made of
 * names, numbers and lists, and starts faster without one. The tests read what they print with an independent parser.
 */
package dev.intarsia.cli.json;
