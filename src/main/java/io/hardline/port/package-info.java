/**
 * A port: one tty, its line, its counters and the two directions of its bytes.
 *
 * <pre>
 * tty --&gt; SerialToNetwork --&gt; Mode --&gt; client        all of it on one loop's thread,
 * tty &lt;-- NetworkToSerial &lt;-- Mode &lt;-- client        without a lock
 * </pre>
 *
 * <p>{@link io.hardline.port.Ports} makes the ports be as the settings say. What the package is
 * not: it knows no mode (they come through {@link io.hardline.port.ModeStarter}) and no sockets
 * beyond {@code net.Connection}.
 */
@NullMarked
package io.hardline.port;

import org.jspecify.annotations.NullMarked;
