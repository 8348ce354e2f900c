/**
 * The machinery that walks a tree of settings records: reads it from a file, checks it, compares
 * two trees, writes one out.
 *
 * <p>What it is not: it knows none of our settings. It imports nothing of ours, and reflection
 * stays in here.
 */
@NullMarked
package io.hardline.settings.schema;

import org.jspecify.annotations.NullMarked;
