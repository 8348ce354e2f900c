package io.hardline.mode.rfc2217;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.StopSize;

/**
 * A line in the words of RFC 2217 and back. Flow control is one setting for both directions: what
 * is set outbound holds for both, and what is asked inbound is answered with it.
 */
final class ComPortLine {
  private ComPortLine() {}

  /** Whether it asks for the value in force instead of setting one. */
  static boolean asks(ComPortOption option) {
    return switch (option) {
      case SetBaudRate(long baudRate) -> baudRate == 0;
      case SetDataSize(int bits) -> bits == 0;
      case SetParity(ComPortOption.Parity parity) -> parity == ComPortOption.Parity.ASK;
      case SetStopSize(StopSize stopSize) -> stopSize == StopSize.ASK;
      case SetControl(ComPortControl control) ->
          switch (control) {
            case ASK_FLOW, ASK_INBOUND_FLOW, ASK_BREAK, ASK_DTR, ASK_RTS -> true;
            default -> false;
          };
      default -> false;
    };
  }

  /** The line as it is to be; {@code line} itself when it cannot be like that. */
  static LineSettings with(LineSettings line, ComPortOption wanted) {
    int baudRate = line.baudRate();
    int dataBits = line.dataBits();
    Parity parity = line.parity();
    StopBits stopBits = line.stopBits();
    switch (wanted) {
      case SetBaudRate(long rate) -> baudRate = isBaudRate(rate) ? (int) rate : baudRate;
      case SetDataSize(int bits) -> dataBits = bits == 0 ? dataBits : bits;
      case SetParity(ComPortOption.Parity p) -> parity = parity(p, parity);
      case SetStopSize(StopSize size) -> stopBits = stopBits(size, stopBits);
      case SetControl(ComPortControl control) -> {
        return line.withFlowControl(flowControl(control, line));
      }
      default -> {}
    }
    return line.withFraming(baudRate, dataBits, parity, stopBits);
  }

  private static boolean isBaudRate(long rate) {
    return rate >= LineSettings.SLOWEST_BAUD && rate <= LineSettings.FASTEST_BAUD;
  }

  private static Parity parity(ComPortOption.Parity wanted, Parity now) {
    return switch (wanted) {
      case ASK -> now;
      case NONE -> Parity.NONE;
      case ODD -> Parity.ODD;
      case EVEN -> Parity.EVEN;
      case MARK -> Parity.MARK;
      case SPACE -> Parity.SPACE;
    };
  }

  private static StopBits stopBits(StopSize wanted, StopBits now) {
    return switch (wanted) {
      case ASK -> now;
      case ONE -> StopBits.ONE;
      case TWO -> StopBits.TWO;
      case ONE_AND_A_HALF -> StopBits.ONE_AND_A_HALF;
    };
  }

  private static FlowControl flowControl(ComPortControl wanted, LineSettings line) {
    return switch (wanted) {
      case FLOW_NONE -> FlowControl.NONE;
      case FLOW_XON_XOFF -> FlowControl.XON_XOFF;
      case FLOW_DSR -> FlowControl.DTR_DSR;
      // Of RS-485, RTS is the transmitter's switch.
      case FLOW_HARDWARE -> rtsIsFree(line) ? FlowControl.RTS_CTS : line.flowControl();
      default -> line.flowControl();
    };
  }

  /** Whether RTS may be moved: with RS-485 it switches the transmitter. */
  static boolean rtsIsFree(LineSettings line) {
    return switch (line.electricalInterface()) {
      case RS_232, RS_422 -> true;
      case RS_485, RS_485_4_WIRE -> false;
    };
  }

  /** What is in force of that which {@code asked} sets or asks for. */
  static ComPortOption inForce(LineSettings line, ComPortOption asked) {
    return switch (asked) {
      case SetBaudRate rate -> new SetBaudRate(line.baudRate());
      case SetDataSize size -> new SetDataSize(line.dataBits());
      case SetParity parity -> new SetParity(parity(line.parity()));
      case SetStopSize size -> new SetStopSize(stopSize(line.stopBits()));
      case SetControl(ComPortControl control) ->
          new SetControl(isInbound(control) ? inbound(line) : outbound(line));
      default -> asked;
    };
  }

  private static ComPortOption.Parity parity(Parity parity) {
    return switch (parity) {
      case NONE -> ComPortOption.Parity.NONE;
      case EVEN -> ComPortOption.Parity.EVEN;
      case ODD -> ComPortOption.Parity.ODD;
      case MARK -> ComPortOption.Parity.MARK;
      case SPACE -> ComPortOption.Parity.SPACE;
    };
  }

  private static StopSize stopSize(StopBits stopBits) {
    return switch (stopBits) {
      case ONE -> StopSize.ONE;
      case ONE_AND_A_HALF -> StopSize.ONE_AND_A_HALF;
      case TWO -> StopSize.TWO;
    };
  }

  private static boolean isInbound(ComPortControl control) {
    return switch (control) {
      case ASK_INBOUND_FLOW,
          INBOUND_FLOW_NONE,
          INBOUND_FLOW_XON_XOFF,
          INBOUND_FLOW_HARDWARE,
          INBOUND_FLOW_DTR ->
          true;
      default -> false;
    };
  }

  private static ComPortControl outbound(LineSettings line) {
    return switch (line.flowControl()) {
      case NONE -> ComPortControl.FLOW_NONE;
      case RTS_CTS -> ComPortControl.FLOW_HARDWARE;
      case XON_XOFF -> ComPortControl.FLOW_XON_XOFF;
      case DTR_DSR -> ComPortControl.FLOW_DSR;
    };
  }

  private static ComPortControl inbound(LineSettings line) {
    return switch (line.flowControl()) {
      case NONE -> ComPortControl.INBOUND_FLOW_NONE;
      case RTS_CTS -> ComPortControl.INBOUND_FLOW_HARDWARE;
      case XON_XOFF -> ComPortControl.INBOUND_FLOW_XON_XOFF;
      case DTR_DSR -> ComPortControl.INBOUND_FLOW_DTR;
    };
  }
}
