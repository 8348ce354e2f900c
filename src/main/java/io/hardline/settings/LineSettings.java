package io.hardline.settings;

import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Key;
import io.hardline.settings.schema.Range;

/** The line of a port: electrical and framing settings. */
@About("The line of a port")
public record LineSettings(
    @About("Bits per second; any rate the device can make.")
        @Range(min = SLOWEST_BAUD, max = FASTEST_BAUD)
        int baudRate,
    @About("Data bits of a character.") @Range(min = 5, max = 8) int dataBits,
    @About("Parity bit of a character.") Parity parity,
    @About("Stop bits of a character.") StopBits stopBits,
    @About("How either side tells the other to wait.") FlowControl flowControl,
    @About("The electrical interface, where the device can be switched.") @Key("interface")
        Interface electricalInterface,
    @About("Ask the driver to hand over bytes at once (16 ms to 1 ms on FTDI adapters).")
        boolean lowLatency,
    @About("DTR when the device is opened.") LevelAtOpen dtrAtOpen,
    @About("RTS when the device is opened.") LevelAtOpen rtsAtOpen) {

  /** In bits per second. */
  public static final int SLOWEST_BAUD = 50;

  /** In bits per second. */
  public static final int FASTEST_BAUD = 4_000_000;

  public static final LineSettings STANDARD =
      new LineSettings(
          115_200,
          8,
          Parity.NONE,
          StopBits.ONE,
          FlowControl.NONE,
          Interface.RS_232,
          true,
          LevelAtOpen.ON,
          LevelAtOpen.ON);

  /** Parity bit of a character. */
  public enum Parity {
    NONE,
    EVEN,
    ODD,
    MARK,
    SPACE
  }

  /** Stop bits of a character. */
  public enum StopBits {
    @Key("1")
    ONE,
    @Key("1.5")
    ONE_AND_A_HALF,
    @Key("2")
    TWO
  }

  /** How either side tells the other to wait. */
  public enum FlowControl {
    @About("Not at all; right for three-wire devices.")
    NONE,
    @About("By the lines RTS and CTS, in the driver.")
    RTS_CTS,
    @About("By the characters XON and XOFF, in the driver.")
    XON_XOFF,
    @About("By the lines DTR and DSR, done by Hardline.")
    DTR_DSR
  }

  /** The electrical interface. */
  public enum Interface {
    @Key("rs-232")
    RS_232,
    @Key("rs-422")
    RS_422,
    @About("Two wires; the transmitter is switched on only while sending.")
    @Key("rs-485")
    RS_485,
    @About("Four wires.")
    @Key("rs-485-4-wire")
    RS_485_4_WIRE
  }

  /** A control line when the device is opened. */
  public enum LevelAtOpen {
    ON,
    OFF,
    @About("As the kernel leaves it.")
    KEEP
  }

  /** The same line with another framing: what a remote host may change. */
  public LineSettings withFraming(
      int newBaudRate, int newDataBits, Parity newParity, StopBits newStopBits) {
    return new LineSettings(
        newBaudRate,
        newDataBits,
        newParity,
        newStopBits,
        flowControl,
        electricalInterface,
        lowLatency,
        dtrAtOpen,
        rtsAtOpen);
  }

  /** The same line with another flow control. */
  public LineSettings withFlowControl(FlowControl newFlowControl) {
    return new LineSettings(
        baudRate,
        dataBits,
        parity,
        stopBits,
        newFlowControl,
        electricalInterface,
        lowLatency,
        dtrAtOpen,
        rtsAtOpen);
  }

  /** How long one character takes on the wire, in microseconds, rounded up. */
  public long characterUs() {
    int parityBits = parity == Parity.NONE ? 0 : 1;
    int halfStopBits =
        switch (stopBits) {
          case ONE -> 2;
          case ONE_AND_A_HALF -> 3;
          case TWO -> 4;
        };
    long halfBits = 2L * (1 + dataBits + parityBits) + halfStopBits;
    return Math.ceilDiv(halfBits * 1_000_000, 2L * baudRate);
  }

  /** As engineers write it: {@code 115200 8N1}. */
  public String text() {
    String stop =
        switch (stopBits) {
          case ONE -> "1";
          case ONE_AND_A_HALF -> "1.5";
          case TWO -> "2";
        };
    return baudRate + " " + dataBits + parity.name().charAt(0) + stop;
  }
}
