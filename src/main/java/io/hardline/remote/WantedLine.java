package io.hardline.remote;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.Parity;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.StopSize;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a remote line shall be, each part of it or not.
 *
 * @param baudRate 0 leaves it as it is
 * @param dataBits 0 leaves them
 * @param parity {@link Parity#ASK} leaves it
 * @param stopSize {@link StopSize#ASK} leaves it
 * @param flow {@link ComPortControl#ASK_FLOW} leaves it
 */
public record WantedLine(
    long baudRate, int dataBits, Parity parity, StopSize stopSize, ComPortControl flow) {

  /** As it is. */
  public static final WantedLine ANY =
      new WantedLine(0, 0, Parity.ASK, StopSize.ASK, ComPortControl.ASK_FLOW);

  private static final Pattern TEXT =
      Pattern.compile("([1-9][0-9]{0,8})(?:[ ,]+([5-8])([NEOMS])(1|1\\.5|2))?");

  /**
   * As engineers write it, {@code 9600} or {@code 9600 7E1}; null when the text is none.
   *
   * @param text in upper or lower case
   */
  public static @Nullable WantedLine parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toUpperCase(java.util.Locale.ROOT));
    if (!matcher.matches()) {
      return null;
    }
    long baudRate = Long.parseLong(matcher.group(1));
    if (matcher.group(2) == null) {
      return ANY.withBaudRate(baudRate);
    }
    StopSize stopSize =
        switch (matcher.group(4)) {
          case "1" -> StopSize.ONE;
          case "2" -> StopSize.TWO;
          default -> StopSize.ONE_AND_A_HALF;
        };
    return new WantedLine(
        baudRate, Integer.parseInt(matcher.group(2)), parity(matcher.group(3)), stopSize, ANY.flow);
  }

  private static Parity parity(String letter) {
    return switch (letter) {
      case "N" -> Parity.NONE;
      case "O" -> Parity.ODD;
      case "E" -> Parity.EVEN;
      case "M" -> Parity.MARK;
      default -> Parity.SPACE;
    };
  }

  private WantedLine withBaudRate(long newBaudRate) {
    return new WantedLine(newBaudRate, dataBits, parity, stopSize, flow);
  }

  /** The same with another flow control; null when the name is none. */
  public @Nullable WantedLine withFlow(String name) {
    ComPortControl control =
        switch (name) {
          case "none" -> ComPortControl.FLOW_NONE;
          case "xon-xoff" -> ComPortControl.FLOW_XON_XOFF;
          case "rts-cts" -> ComPortControl.FLOW_HARDWARE;
          default -> null;
        };
    return control == null ? null : withFlow(control);
  }

  private WantedLine withFlow(ComPortControl control) {
    return new WantedLine(baudRate, dataBits, parity, stopSize, control);
  }

  /** What is different on a pty now; data bits and parity it cannot say, so they stay. */
  static WantedLine change(LineSettings before, LineSettings now) {
    WantedLine change = ANY;
    if (before.baudRate() != now.baudRate() && now.baudRate() > 0) {
      change = change.withBaudRate(now.baudRate());
    }
    if (before.flowControl() != now.flowControl()) {
      change = change.withFlow(control(now.flowControl()));
    }
    return before.stopBits() == now.stopBits()
        ? change
        : new WantedLine(change.baudRate, 0, Parity.ASK, stopSize(now.stopBits()), change.flow);
  }

  /** Both, what is newer first. */
  WantedLine over(WantedLine older) {
    return new WantedLine(
        baudRate != 0 ? baudRate : older.baudRate,
        dataBits != 0 ? dataBits : older.dataBits,
        parity != Parity.ASK ? parity : older.parity,
        stopSize != StopSize.ASK ? stopSize : older.stopSize,
        flow != ComPortControl.ASK_FLOW ? flow : older.flow);
  }

  private static ComPortControl control(FlowControl flow) {
    return switch (flow) {
      case NONE, DTR_DSR -> ComPortControl.FLOW_NONE;
      case XON_XOFF -> ComPortControl.FLOW_XON_XOFF;
      case RTS_CTS -> ComPortControl.FLOW_HARDWARE;
    };
  }

  private static StopSize stopSize(StopBits bits) {
    return switch (bits) {
      case ONE -> StopSize.ONE;
      case ONE_AND_A_HALF -> StopSize.ONE_AND_A_HALF;
      case TWO -> StopSize.TWO;
    };
  }

  /** The orders that make it so, and ask for the rest. */
  List<ComPortOption> orders() {
    return List.of(
        new SetBaudRate(baudRate),
        new SetDataSize(dataBits),
        new SetParity(parity),
        new SetStopSize(stopSize),
        new SetControl(flow));
  }

  /** {@code 9600 7E1}, with ? for what is not known. */
  public String text() {
    String letter = parity == Parity.ASK ? "?" : parity.name().substring(0, 1);
    String stop =
        switch (stopSize) {
          case ASK -> "?";
          case ONE -> "1";
          case TWO -> "2";
          case ONE_AND_A_HALF -> "1.5";
        };
    String flowText =
        switch (flow) {
          case FLOW_XON_XOFF -> " xon-xoff";
          case FLOW_HARDWARE -> " rts-cts";
          default -> "";
        };
    return (baudRate == 0 ? "?" : "" + baudRate)
        + " "
        + (dataBits == 0 ? "?" : "" + dataBits)
        + letter
        + stop
        + flowText;
  }

  /** As settings, what is not known as it is on most lines. */
  LineSettings settings() {
    LineSettings standard = LineSettings.STANDARD;
    LineSettings.Parity checked =
        switch (parity) {
          case ASK, NONE -> LineSettings.Parity.NONE;
          case ODD -> LineSettings.Parity.ODD;
          case EVEN -> LineSettings.Parity.EVEN;
          case MARK -> LineSettings.Parity.MARK;
          case SPACE -> LineSettings.Parity.SPACE;
        };
    StopBits stopBits =
        switch (stopSize) {
          case ASK, ONE -> StopBits.ONE;
          case TWO -> StopBits.TWO;
          case ONE_AND_A_HALF -> StopBits.ONE_AND_A_HALF;
        };
    FlowControl flowControl =
        switch (flow) {
          case FLOW_XON_XOFF -> FlowControl.XON_XOFF;
          case FLOW_HARDWARE -> FlowControl.RTS_CTS;
          default -> FlowControl.NONE;
        };
    boolean known = baudRate > 0 && baudRate <= Integer.MAX_VALUE;
    return standard
        .withFraming(
            known ? (int) baudRate : standard.baudRate(),
            dataBits == 0 ? standard.dataBits() : dataBits,
            checked,
            stopBits)
        .withFlowControl(flowControl);
  }
}
