/** Tests of this package. */
@NullMarked
package io.hardline.remote;

import org.jspecify.annotations.NullMarked;
