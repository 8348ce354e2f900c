package io.hardline.net.tls;

/**
 * How we put our data into records: what a peer with an old way of reading TLS has to be spared.
 *
 * @param plainBytes the most that one record carries, 1 to {@link #MOST_BYTES}
 * @param saysNothingAlone whether messages of TLS itself wait for data and go out just before it:
 *     answers to a KeyUpdate, and KeyUpdates of our own. A peer that reads when something has come,
 *     and then waits for data, would wait for the next byte of the device with all that it does
 */
public record RecordStyle(int plainBytes, boolean saysNothingAlone) {
  /** RFC 8446, 5.1: the most that one record may carry. */
  static final int MOST_BYTES = 16_384;

  /**
   * The driver for Real COM reads 1024 bytes at a time and then waits for its socket: what is left
   * of a longer record lies in its TLS until more comes.
   */
  static final int DRIVERS_BYTES = 1024;

  /** Fast: for whoever reads TLS as it is meant. */
  public static final RecordStyle LARGE = new RecordStyle(MOST_BYTES, false);

  /** For the NPort driver, on its data connection. */
  public static final RecordStyle DRIVERS = new RecordStyle(DRIVERS_BYTES, true);
}
