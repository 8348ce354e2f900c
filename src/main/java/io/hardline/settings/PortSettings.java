package io.hardline.settings;

import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Key;
import io.hardline.settings.schema.Range;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One serial port: the device behind it, its line, and what it does on the network. */
@About("One serial port")
public record PortSettings(
    @About("A name for people, such as what is plugged in.") @Range(max = MAX_ALIAS_CHARACTERS)
        String alias,
    @About("The serial device behind the port.") @Nullable TtySelector tty,
    @About("What happens to network clients while the device is absent.") WhenAbsent whenAbsent,
    @About(
            "Addresses of this machine on which the port listens; \"*\" is every IPv4 and IPv6"
                + " address.")
        @Range(min = 1, max = 16)
        List<@Range(min = 1, max = 64) String> listen,
    @About("The configured line: framing, flow control and interface.") LineSettings line,
    @About("Timing of RS-485 direction control.") @Key("rs-485") Rs485 rs485,
    @About("When serial data is sent on to the network.") Packing packing,
    @About("Serial data kept while nobody is connected.") Buffer buffer,
    @About("What the port does on the network; exactly one mode.") ModeSettings mode) {

  /** The most characters of an alias. */
  public static final int MAX_ALIAS_CHARACTERS = 16;

  public static final PortSettings STANDARD =
      new PortSettings(
          "",
          null,
          WhenAbsent.KEEP_CLIENTS,
          List.of("*"),
          LineSettings.STANDARD,
          Rs485.STANDARD,
          Packing.STANDARD,
          Buffer.STANDARD,
          ModeSettings.Disabled.STANDARD);

  public PortSettings {
    listen = List.copyOf(listen);
  }

  /** What happens to network clients while the device is absent. */
  public enum WhenAbsent {
    @About(
        "Clients stay connected and new ones are accepted; what they send is discarded and"
            + " counted.")
    KEEP_CLIENTS,
    @About("Clients are disconnected, and nothing listens until the device is back.")
    REFUSE_CLIENTS
  }

  /** RS-485 direction control. */
  @About("Timing of RS-485 direction control")
  public record Rs485(
      @About("Wait after the transmitter is switched on, before the first bit.") @Range(max = 1000)
          Duration delayBeforeSend,
      @About("Wait after the last bit, before the transmitter is switched off.") @Range(max = 1000)
          Duration delayAfterSend) {
    public static final Rs485 STANDARD = new Rs485(Duration.ZERO, Duration.ZERO);
  }

  /** When serial data is sent on to the network. */
  @About("When serial data is sent on to the network")
  public record Packing(
      @About("Send when this many bytes have gathered; 0 sends what is there.") @Range(max = 1024)
          int length,
      @About("Send when these one or two bytes were seen, in hex: \"0d0a\"; empty is off.")
          @Range(max = 4)
          String delimiter,
      @About("What becomes of the delimiter.") DelimiterProcess delimiterProcess,
      @About("Send when the line has been silent that long; 0 is off.") @Range(max = 65535)
          Duration forceTransmit) {
    public static final Packing STANDARD = new Packing(0, "", DelimiterProcess.NONE, Duration.ZERO);

    /** Whether anything is gathered at all. */
    public boolean isOn() {
      return length > 0 || !delimiter.isEmpty() || !forceTransmit.isZero();
    }
  }

  /** What becomes of the delimiter. */
  public enum DelimiterProcess {
    @About("Sent with the data before it.")
    NONE,
    @About("Send after one more byte.")
    @Key("delimiter+1")
    DELIMITER_PLUS_1,
    @About("Send after two more bytes.")
    @Key("delimiter+2")
    DELIMITER_PLUS_2,
    @About("Removed.")
    STRIP
  }

  /** Serial data kept while nobody is connected. */
  @About("Serial data kept while nobody is connected")
  public record Buffer(
      @About("Bytes kept while nobody is connected; 0 reads and discards them.")
          @Range(max = 16_777_216)
          int size,
      @About("Send what was kept to the next client.") boolean replay) {
    public static final Buffer STANDARD = new Buffer(0, false);
  }
}
