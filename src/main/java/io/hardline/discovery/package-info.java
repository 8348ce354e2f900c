/**
 * Being found in the network: answers the search tools and drivers that ask on UDP 4800, and has
 * mDNS announce what there is.
 *
 * <p>What it is not: it changes nothing, tells no secret, and knows no mode; which TCP sockets a
 * port has it asks of {@code port}.
 */
@NullMarked
package io.hardline.discovery;

import org.jspecify.annotations.NullMarked;
