/** How far plans are from what no plan can beat: measured on networks of the field by their shapes. */
package dev.intarsia.hwtest.plan;
