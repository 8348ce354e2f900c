/** Tests of this package. */
@NullMarked
package io.hardline.settings.ser2net;

import org.jspecify.annotations.NullMarked;
