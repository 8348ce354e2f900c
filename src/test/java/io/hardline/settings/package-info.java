/** Tests of the settings tree. */
@NullMarked
package io.hardline.settings;

import org.jspecify.annotations.NullMarked;
