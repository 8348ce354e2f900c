/**
 * JSON, by Jackson, which is used here and nowhere else. Not the settings file: that is {@code
 * settings.schema}'s.
 */
@NullMarked
package io.hardline.json;

import org.jspecify.annotations.NullMarked;
