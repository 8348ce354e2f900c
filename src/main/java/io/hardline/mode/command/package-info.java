/**
 * The commands of a port's clients, which come on a connection of their own beside the one for
 * data: whose they are, whether they count, and what they do to the line.
 *
 * <p>Not here: the bytes of the protocol ({@code aspp}), data ({@code mode.client}), and what is
 * particular to one mode.
 */
@NullMarked
package io.hardline.mode.command;

import org.jspecify.annotations.NullMarked;
