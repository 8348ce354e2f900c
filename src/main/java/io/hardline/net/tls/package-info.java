/**
 * TLS for data connections: a {@link io.hardline.net.Connection} around another one, the identity
 * that is shown to peers, and the judgement of theirs.
 *
 * <p>What it is not: it knows no ports, clients or modes, and it has no cryptography of its own;
 * the JDK's {@link javax.net.ssl.SSLEngine} turns bytes into records and back.
 */
@NullMarked
package io.hardline.net.tls;

import org.jspecify.annotations.NullMarked;
