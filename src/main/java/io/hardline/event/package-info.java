/**
 * What is worth recording: the closed list of kinds, and the log that takes them.
 *
 * <p>What it is not: it decides nothing and never makes anyone wait; a log that cannot be written
 * loses lines and counts them.
 */
@NullMarked
package io.hardline.event;

import org.jspecify.annotations.NullMarked;
