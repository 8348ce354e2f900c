/**
 * The command line: a table of commands. Each reads its arguments, asks the daemon over {@code
 * control} or a file, and prints.
 *
 * <p>What it is not: it holds no state, and starts nothing itself; {@code Main} gives it what
 * {@code run} and {@code demo} do.
 */
@NullMarked
package io.hardline.cli;

import org.jspecify.annotations.NullMarked;
