/**
 * The settings' revisions on disk. The newest good one is the truth about a unit.
 *
 * <p>What it is not: it does not decide who may commit, and it does not lock: one daemon owns a
 * state directory, and who owns the daemon's lock owns this.
 */
@NullMarked
package io.hardline.settings.store;

import org.jspecify.annotations.NullMarked;
