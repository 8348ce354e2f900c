/**
 * DRDAS, data acquisition by several hosts: all of them receive what the device sends, and one at a
 * time may write. With the vendor's driver ({@code drdas-real-com}) or raw by TCP ({@code
 * drdas-tcp-server}).
 *
 * <p>Not here: the vendor's library by which hosts elect their primary, which is not public; who
 * writes follows from the settings, or an operator says it.
 */
@NullMarked
package io.hardline.mode.drdas;

import org.jspecify.annotations.NullMarked;
