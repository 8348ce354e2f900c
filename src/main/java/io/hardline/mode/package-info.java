/**
 * The operating modes: what a port does on the network. {@link io.hardline.mode.Modes} is the one
 * place that lists them; each has a package of its own, and none knows another.
 */
@NullMarked
package io.hardline.mode;

import org.jspecify.annotations.NullMarked;
