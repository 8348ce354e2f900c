/**
 * The settings tree: immutable records, one for each group, and nothing else. What a setting means,
 * its range and its default stand here and are not repeated anywhere; the file format, the
 * reference pages and every front end walk these records with {@code settings.schema}.
 *
 * <p>What it is not: no file is read here and nothing is started.
 */
@NullMarked
package io.hardline.settings;

import org.jspecify.annotations.NullMarked;
