package io.hardline.aspp;

import org.jspecify.annotations.Nullable;

/** What a host asks for on its command connection. */
public sealed interface Request {

  /**
   * Speed and framing.
   *
   * @param speed index of {@link Speed}
   * @param framing null when the mode byte is none
   */
  record SetSpeedAndMode(int speed, @Nullable Framing framing) implements Request {}

  /** Flow control, in the two forms that hosts use. */
  record SetFlowControl(boolean rtsCts, boolean xonXoff) implements Request {}

  /** Both lines, always. */
  record SetLines(boolean dtr, boolean rts) implements Request {}

  /** Asks for DSR, CTS and DCD. */
  record ReadLines() implements Request {}

  /**
   * Throws data away.
   *
   * @param received what the device has sent
   * @param unsent what the host has sent
   */
  record Flush(boolean received, boolean unsent) implements Request {}

  /** Asks how many bytes of the device wait for the host. */
  record CountReceived() implements Request {}

  /** Asks how many bytes of the host wait for the device. */
  record CountUnsent() implements Request {}

  /**
   * Any speed.
   *
   * @param baudRate 0 to 2^32 - 1
   */
  record SetBaudRate(long baudRate) implements Request {}

  /** The characters of XON/XOFF. */
  record SetFlowCharacters(int xon, int xoff) implements Request {}

  /** A break begins. */
  record StartBreak() implements Request {}

  /** It ends. */
  record StopBreak() implements Request {}

  /** The host wants to be told of errors and control lines. */
  record StartNotify() implements Request {}

  /** Not any more. */
  record StopNotify() implements Request {}

  /** The answer to a poll; not answered. */
  record Alive(int token) implements Request {}

  /** The host's name, in a form that nobody has seen. */
  record HostName() implements Request {}

  /**
   * The whole line at once: sent at every open and every change.
   *
   * @param speed index of {@link Speed}
   * @param framing null when the mode byte is none
   */
  record InitPort(
      int speed,
      @Nullable Framing framing,
      boolean dtr,
      boolean rts,
      boolean rtsCts,
      boolean xonXoff)
      implements Request {}

  /**
   * Asks to be told when all bytes of the host are sent, or how many are not when time is out.
   *
   * @param timeout in ticks of the host's kernel, none of which is shorter than a millisecond; 0 to
   *     2^32 - 1
   */
  record AwaitSent(long timeout) implements Request {}

  /** Depth of the transmitter's FIFO. */
  record SetFifo() implements Request {}

  /** As if the device had sent XON. */
  record ResumeOutput() implements Request {}

  /** As if the device had sent XOFF. */
  record SuspendOutput() implements Request {}

  /**
   * Not known, or of a length that its operation cannot have; not answered.
   *
   * @param op the first byte
   */
  record Unknown(int op) implements Request {}
}
