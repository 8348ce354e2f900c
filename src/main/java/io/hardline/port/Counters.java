package io.hardline.port;

/**
 * What a port has carried since it was started, in bytes where nothing else is said. Loop thread
 * only.
 */
public final class Counters {
  long fromSerial;
  long toSerial;
  long fromSerialDiscarded;
  long toSerialDiscarded;
  long skipped;
  long clientsAccepted;
  long clientsRefused;
  long controlIgnored;
  private long commandsRefused;
  long unansweredRequests;
  private long datagramsReceived;
  private long datagramsSent;
  private long datagramsNotSent;
  private long datagramsDropped;
  private long datagramsIgnored;

  /** Bytes that arrived while nobody was there to take them. */
  public void discardedFromSerial(long bytes) {
    fromSerialDiscarded += bytes;
  }

  /** Bytes of a client that were not read any more. */
  public void discardedToSerial(long bytes) {
    toSerialDiscarded += bytes;
  }

  /** Bytes that a client missed because it did not read. */
  public void skipped(long bytes) {
    skipped += bytes;
  }

  public void clientAccepted() {
    clientsAccepted++;
  }

  public void clientRefused() {
    clientsRefused++;
  }

  /** A client asked for something of the line that the settings forbid or that nobody knows. */
  public void controlIgnored() {
    controlIgnored++;
  }

  /** A connection gave commands, or was there to, without owning a client's place. */
  public void commandsRefused() {
    commandsRefused++;
  }

  /** The device has not answered a request in time. */
  public void requestUnanswered() {
    unansweredRequests++;
  }

  /** A datagram came and was taken. */
  public void datagramReceived() {
    datagramsReceived++;
  }

  /** A datagram went out to one address. */
  public void datagramSent() {
    datagramsSent++;
  }

  /** A datagram could not be sent to one address. */
  public void datagramNotSent() {
    datagramsNotSent++;
  }

  /** A datagram came while the tty took no more. */
  public void datagramDropped() {
    datagramsDropped++;
  }

  /** A datagram came from somebody whose turn it is not. */
  public void datagramIgnored() {
    datagramsIgnored++;
  }

  Snapshot snapshot() {
    return new Snapshot(
        fromSerial,
        toSerial,
        fromSerialDiscarded,
        toSerialDiscarded,
        skipped,
        clientsAccepted,
        clientsRefused,
        controlIgnored,
        commandsRefused,
        unansweredRequests,
        new Datagrams(
            datagramsReceived,
            datagramsSent,
            datagramsNotSent,
            datagramsDropped,
            datagramsIgnored));
  }

  /** The counters at one moment. */
  public record Snapshot(
      long fromSerialBytes,
      long toSerialBytes,
      long fromSerialDiscardedBytes,
      long toSerialDiscardedBytes,
      long skippedBytes,
      long clientsAccepted,
      long clientsRefused,
      long controlIgnored,
      long commandsRefused,
      long unansweredRequests,
      Datagrams datagrams) {}

  /**
   * Datagrams at one moment; all zero in modes that have none.
   *
   * @param received and meant for the device
   * @param sent counted for each address that one went to
   * @param notSent the network or the kernel did not take it
   * @param dropped the tty took no more
   * @param ignored it was not the sender's turn
   */
  public record Datagrams(long received, long sent, long notSent, long dropped, long ignored) {
    /** Whether there is nothing to say. */
    public boolean areNone() {
      return received + sent + notSent + dropped + ignored == 0;
    }
  }
}
