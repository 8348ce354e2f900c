/**
 * The machinery that walks a tree of settings records: describes it ({@link
 * io.hardline.settings.schema.Schema}), reads it from YAML, writes it, compares two of them.
 *
 * <p>Reading goes in three steps, and each reports into one {@link
 * io.hardline.settings.schema.Problems}: {@link io.hardline.settings.schema.YamlText} makes nodes
 * of bytes, {@link io.hardline.settings.schema.TreeReader} makes records of nodes, and rules of the
 * caller look at the records together.
 *
 * <p>Beside it, {@link io.hardline.settings.schema.ForeignYaml} reads the YAML of other programs,
 * which takes more of the language than settings do.
 *
 * <p>What it is not: it knows none of our settings. It imports nothing of ours; reflection and the
 * YAML library stay in here. It keeps no state and may be used on any thread.
 */
@NullMarked
package io.hardline.settings.schema;

import org.jspecify.annotations.NullMarked;
