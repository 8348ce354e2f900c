package io.hardline.port;

import java.time.Instant;

/**
 * A client at one moment.
 *
 * @param peer its address
 * @param security how the connection is protected; empty when it is not
 * @param since when it connected
 * @param receivedBytes what it sent us
 * @param sentBytes what we sent it
 * @param backlogBytes what waits because it does not read
 * @param skippedBytes what it missed because it did not read
 */
public record ClientStatus(
    String peer,
    String security,
    Instant since,
    long receivedBytes,
    long sentBytes,
    int backlogBytes,
    long skippedBytes) {}
