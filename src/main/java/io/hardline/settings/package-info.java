/**
 * The settings tree: immutable records, one for each group. What a setting means, its range and its
 * default stand in them and are not repeated anywhere; the file format, the reference pages and
 * every front end walk these records with {@code settings.schema}. Beside the records are the rules
 * on settings that must go together, and the tree as text.
 *
 * <p>What it is not: nothing here opens a file ({@code settings.store} does) and nothing is
 * started.
 */
@NullMarked
package io.hardline.settings;

import org.jspecify.annotations.NullMarked;
