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
  long unansweredRequests;

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

  /** The device has not answered a request in time. */
  public void requestUnanswered() {
    unansweredRequests++;
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
        unansweredRequests);
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
      long unansweredRequests) {}
}
