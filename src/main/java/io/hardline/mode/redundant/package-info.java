/**
 * Redundant COM: one host, two networks. Its packets come and go on both, and what is behind this
 * package sees one data connection and one command connection as of any host.
 *
 * <p>What it is not: the bytes of packets are in {@code aspp}; what commands do is in {@code
 * mode.command}; who has a place and who is waited for is in {@code mode.client}.
 */
@NullMarked
package io.hardline.mode.redundant;

import org.jspecify.annotations.NullMarked;
