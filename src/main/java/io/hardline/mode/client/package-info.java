/**
 * The clients of a port, as every mode over TCP has them: how many, who makes room, who is waited
 * for, who is idle; and, for every mode, listening on addresses that may not be there yet, and
 * going to hosts that may not be.
 *
 * <p>What it is not: it knows no protocol; a mode puts its codec between this and the port.
 */
@NullMarked
package io.hardline.mode.client;

import org.jspecify.annotations.NullMarked;
