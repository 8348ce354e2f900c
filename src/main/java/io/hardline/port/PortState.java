package io.hardline.port;

/** How a port's serial side is doing. */
public enum PortState {
  /** No tty is asked for. */
  IDLE,
  /** The tty is being opened. */
  OPENING,
  /** Bytes flow. */
  OPEN,
  /** The tty is not there; it is looked for. */
  ABSENT,
  /** The tty is there and may not be used. */
  REFUSED,
  /** A call into the driver has not returned by its deadline. */
  STUCK
}
