/**
 * TCP server mode (OPM-005): clients connect, and bytes pass unchanged both ways. The specimen of a
 * mode: a new one has the same shape.
 *
 * <p>What the operator sees: {@code mode: { tcp-server: { port: 4001 } }}. Everything here runs on
 * the port's loop.
 */
@NullMarked
package io.hardline.mode.tcp;

import org.jspecify.annotations.NullMarked;
