package io.hardline.port;

import java.time.Instant;

/**
 * A client at one moment.
 *
 * @param peer its address, or those of a range of UDP destinations
 * @param security how the connection is protected; empty when it is not
 * @param role what it is to the port
 * @param since when it connected, or was first heard of
 * @param receivedBytes what it sent us
 * @param sentBytes what we sent it
 * @param backlogBytes what waits because it does not read
 * @param skippedBytes what it missed because it did not read, or a datagram could not be sent
 * @param discardedBytes what it sent and was thrown away: it may not write, or wanted it so
 */
public record ClientStatus(
    String peer,
    String security,
    Role role,
    Instant since,
    long receivedBytes,
    long sentBytes,
    int backlogBytes,
    long skippedBytes,
    long discardedBytes) {

  /** What a peer is to the port. */
  public enum Role {
    /** It holds a place; what it sends is for the device. */
    CLIENT,
    /** It holds no place and only listens. */
    OBSERVER,
    /** Of several hosts the one that may write. */
    WRITER,
    /** Of several hosts one that may write when its time comes. */
    STANDBY;

    /** Whether what it sends reaches the device. */
    public boolean mayWrite() {
      return this == CLIENT || this == WRITER;
    }
  }
}
