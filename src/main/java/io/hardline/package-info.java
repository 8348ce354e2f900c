/** Where the parts are put together: {@link io.hardline.Main} sees everything, nothing sees it. */
@NullMarked
package io.hardline;

import org.jspecify.annotations.NullMarked;
