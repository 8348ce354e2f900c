package io.hardline.port;

import java.time.Instant;

/**
 * A client at one moment.
 *
 * @param peer its address, or those of a range of UDP destinations
 * @param security how the connection is protected; empty when it is not
 * @param observer whether it only listens
 * @param since when it connected, or was first heard of
 * @param receivedBytes what it sent us
 * @param sentBytes what we sent it
 * @param backlogBytes what waits because it does not read
 * @param skippedBytes what it missed because it did not read, or a datagram could not be sent
 */
public record ClientStatus(
    String peer,
    String security,
    boolean observer,
    Instant since,
    long receivedBytes,
    long sentBytes,
    int backlogBytes,
    long skippedBytes) {}
