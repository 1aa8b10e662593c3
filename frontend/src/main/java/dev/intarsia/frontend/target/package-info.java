/**
 * Reads descriptions of targets: {@code .accel} for accelerators, {@code .mcu} for microcontrollers, and the ones that ship.
 *
 * <p>Which keys there are, and between which bounds their values lie, is the table {@link dev.intarsia.frontend.target.Key}; what has to
 * hold between the values of several keys is checked in {@link dev.intarsia.frontend.target.Consistency}. To ship another target, add
 * its file to the resources of this package and its name to {@link dev.intarsia.frontend.target.TargetReader}.
 */
package dev.intarsia.frontend.target;
