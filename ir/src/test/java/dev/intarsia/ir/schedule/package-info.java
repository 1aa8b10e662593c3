/** Tests of schedules: each step by files, whose first line says kernel and steps. */
package dev.intarsia.ir.schedule;
