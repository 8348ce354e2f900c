package io.hardline.mode.command;

import io.hardline.aspp.Framing;
import io.hardline.aspp.Speed;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import org.jspecify.annotations.Nullable;

/** The line that a host asks for, made from the one that is. */
final class WantedLine {
  private WantedLine() {}

  /** Whether there is such a rate. */
  static boolean isBaudRate(long baudRate) {
    return baudRate >= LineSettings.SLOWEST_BAUD && baudRate <= LineSettings.FASTEST_BAUD;
  }

  /**
   * With another speed and framing.
   *
   * @param speed index of {@link Speed}; what the table does not have keeps the rate
   * @param framing null keeps it
   */
  static LineSettings with(LineSettings line, int speed, @Nullable Framing framing) {
    int baudRate = Speed.baudRate(speed).orElse(line.baudRate());
    return framing == null
        ? line.withFraming(baudRate, line.dataBits(), line.parity(), line.stopBits())
        : line.withFraming(baudRate, framing.dataBits(), framing.parity(), framing.stopBits());
  }

  static LineSettings withBaudRate(LineSettings line, int baudRate) {
    return line.withFraming(baudRate, line.dataBits(), line.parity(), line.stopBits());
  }

  /** Lines go before characters: they do not depend on what the data are. */
  static LineSettings withFlowControl(LineSettings line, boolean rtsCts, boolean xonXoff) {
    if (rtsCts) {
      return rtsIsFree(line) ? line.withFlowControl(FlowControl.RTS_CTS) : line;
    }
    return line.withFlowControl(xonXoff ? FlowControl.XON_XOFF : FlowControl.NONE);
  }

  /** Whether RTS may be moved: with RS-485 it switches the transmitter. */
  static boolean rtsIsFree(LineSettings line) {
    return switch (line.electricalInterface()) {
      case RS_232, RS_422 -> true;
      case RS_485, RS_485_4_WIRE -> false;
    };
  }

  /** Whether a device has taken what was asked; it rounds rates. */
  static boolean isTaken(LineSettings asked, LineSettings took) {
    long off = Math.abs((long) asked.baudRate() - took.baudRate());
    return off * PARTS_OF_A_RATE <= asked.baudRate()
        && took.equals(withBaudRate(asked, took.baudRate()));
  }

  /** Two percent: with that ten bits still end where they should. */
  private static final int PARTS_OF_A_RATE = 50;
}
