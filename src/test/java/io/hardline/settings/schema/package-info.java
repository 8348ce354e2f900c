/** Tests of the machinery that walks settings. */
@NullMarked
package io.hardline.settings.schema;

import org.jspecify.annotations.NullMarked;
