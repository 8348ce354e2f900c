/** Tests of the settings tree. */
@NullMarked
package io.hardline.settings.store;

import org.jspecify.annotations.NullMarked;
