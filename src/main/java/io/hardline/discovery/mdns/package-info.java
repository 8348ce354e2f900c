/**
 * Announces services by mDNS (RFC 6762) and DNS-SD (RFC 6763); the one package that knows JmDNS.
 *
 * <p>What it is not: it looks for nobody, and what there is to announce it is told.
 */
@NullMarked
package io.hardline.discovery.mdns;

import org.jspecify.annotations.NullMarked;
