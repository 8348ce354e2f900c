/**
 * The C library's functions that Hardline calls, by {@code java.lang.foreign}: one Java method for
 * each, with the kernel's own names and numbers.
 *
 * <p>What it is not: it knows no ttys, ports or policies, keeps no state and decides nothing. Linux
 * on x86_64 and aarch64 only; every number here is the same on both, or says otherwise.
 */
@NullMarked
package io.hardline.linux;

import org.jspecify.annotations.NullMarked;
