/** Tests about the code itself: its format, its directions, its size and its documents. */
@NullMarked
package io.hardline.house;

import org.jspecify.annotations.NullMarked;
