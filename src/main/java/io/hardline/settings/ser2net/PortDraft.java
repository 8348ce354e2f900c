package io.hardline.settings.ser2net;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Interface;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.Dynamic;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.WhenFull;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettings.Rs485;
import io.hardline.settings.TtySelector;
import io.hardline.settings.ser2net.Finding.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A connection of ser2net on its way to become a port. Starts with what ser2net's defaults are. */
final class PortDraft {
  final int line;
  final String name;

  @Nullable TtySelector tty;

  int baudRate = 9_600;
  int dataBits = 8;
  Parity parity = Parity.NONE;
  boolean twoStopBits;
  FlowControl flowControl = FlowControl.NONE;
  Interface electricalInterface = Interface.RS_232;
  Rs485 rs485 = Rs485.STANDARD;
  LevelAtOpen dtrAtOpen = LevelAtOpen.ON;
  LevelAtOpen rtsAtOpen = LevelAtOpen.ON;

  /** Whether ser2net looked at DCD; we do not. */
  boolean followsCarrier = true;

  boolean udp;
  boolean telnet;
  boolean remoteControl;
  Tls tls = Tls.STANDARD;
  final List<String> listen = new ArrayList<>();
  int port;

  int maxConnections = 1;
  boolean replaceOldest;
  Duration inactivity = Duration.ZERO;
  String delimiter = "";

  /** Those of chardelay that were written. */
  final Map<String, Integer> characterDelays = new TreeMap<>();

  boolean characterDelay = true;

  private @Nullable LeftOut whyDisabled;

  /**
   * @param line where it begins
   * @param name as reports call it; becomes the alias
   */
  PortDraft(int line, String name) {
    this.line = line;
    this.name = name;
  }

  /** ser2net takes {@code _} and {@code -} in a name for the same, as people do. */
  static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The port is written and nothing listens for it; the first reason is reported. */
  void disable(int at, String why) {
    if (whyDisabled == null) {
      whyDisabled = new LeftOut(at, why);
    }
  }

  /** The port, when all has been gathered. */
  PortSettings build(Report report) {
    LineSettings settings = line(report);
    return new PortSettings(
        alias(report),
        tty,
        PortSettings.WhenAbsent.KEEP_CLIENTS,
        listen.isEmpty() ? List.of("*") : listen,
        settings,
        rs485,
        packing(settings, report),
        PortSettings.Buffer.STANDARD,
        mode(report));
  }

  private String alias(Report report) {
    int characters = name.codePointCount(0, name.length());
    if (characters <= PortSettings.MAX_ALIAS_CHARACTERS) {
      return name;
    }
    String cut = name.substring(0, name.offsetByCodePoints(0, PortSettings.MAX_ALIAS_CHARACTERS));
    report.changed(line, "the name " + Finding.quoted(name) + " is cut to " + Finding.quoted(cut));
    return cut;
  }

  private LineSettings line(Report report) {
    StopBits stopBits = twoStopBits ? StopBits.TWO : StopBits.ONE;
    if (twoStopBits && dataBits == 5) {
      report.changed(line, "2 stop bits with 5 data bits are 1.5, as UARTs make them");
      stopBits = StopBits.ONE_AND_A_HALF;
    }
    return new LineSettings(
        baudRate,
        dataBits,
        parity,
        stopBits,
        flowControl,
        electricalInterface,
        LineSettings.STANDARD.lowLatency(),
        dtrAtOpen,
        rtsAtOpen);
  }

  /**
   * ser2net gathers for a moment by default, we do not; only what was asked for is carried over.
   */
  private Packing packing(LineSettings settings, Report report) {
    boolean gap = characterDelay && !characterDelays.isEmpty();
    if (!gap && delimiter.isEmpty()) {
      return Packing.STANDARD;
    }
    long gapMs = gap ? gapMs(settings) : 0;
    if (gap) {
      report.changed(line, "chardelay becomes packing.force-transmit: " + gapMs + "ms");
    }
    return new Packing(0, delimiter, DelimiterProcess.NONE, Duration.ofMillis(gapMs));
  }

  /** ser2net.yaml(5): scale is in tenths of a character, min and max in microseconds. */
  private long gapMs(LineSettings settings) {
    long scale = characterDelays.getOrDefault("chardelay-scale", 20);
    long min = characterDelays.getOrDefault("chardelay-min", 1_000);
    long max = characterDelays.getOrDefault("chardelay-max", 20_000);
    long us = Math.min(Math.max(settings.characterUs() * scale / 10, min), max);
    return Math.max(Math.ceilDiv(us, 1_000), settings.characterUs() / 1_000 + 1);
  }

  private ModeSettings mode(Report report) {
    if (whyDisabled == null) {
      return servingMode(report);
    }
    String mode = udp ? "udp" : telnet ? "rfc2217" : "tcp-server";
    String what = "%s port %d".formatted(mode, port);
    report.add(
        Weight.DISABLED,
        whyDisabled.line(),
        (name.isEmpty() ? what : Finding.quoted(name) + ", " + what) + ": " + whyDisabled.why());
    return ModeSettings.Disabled.STANDARD;
  }

  private ModeSettings servingMode(Report report) {
    if (udp) {
      return udpMode(report);
    }
    if (telnet) {
      return telnetMode(report);
    }
    ModeSettings.TcpServer standard = ModeSettings.TcpServer.STANDARD;
    return new ModeSettings.TcpServer(
        port,
        maxConnections,
        whenFull(report),
        standard.aliveCheck(),
        inactivity,
        standard.ignoreJammedClient(),
        standard.onLastClientGone(),
        standard.observerPort(),
        standard.commandPort(),
        standard.allowDriverControl(),
        standard.remoteLineControl(),
        standard.commandByCommand(),
        tls);
  }

  private ModeSettings telnetMode(Report report) {
    if (!remoteControl) {
      report.changed(
          line,
          "telnet without RFC 2217 becomes mode rfc2217 with remote-line-control: none, which is"
              + " Telnet whose clients cannot change the line");
    }
    ModeSettings.Rfc2217 standard = ModeSettings.Rfc2217.STANDARD;
    return new ModeSettings.Rfc2217(
        port,
        maxConnections,
        whenFull(report),
        standard.aliveCheck(),
        inactivity,
        standard.ignoreJammedClient(),
        standard.onLastClientGone(),
        standard.lineAfterClient(),
        remoteControl ? RemoteLineControl.ALL : RemoteLineControl.NONE,
        standard.observerPort(),
        standard.commandByCommand(),
        tls);
  }

  private WhenFull whenFull(Report report) {
    if (replaceOldest && maxConnections > 1) {
      report.changed(
          line,
          "kickolduser with several connections ended all of them; when-full: replace-oldest ends"
              + " the oldest");
    }
    return replaceOldest ? WhenFull.REPLACE_OLDEST : WhenFull.REFUSE;
  }

  private ModeSettings udpMode(Report report) {
    if (maxConnections > 1) {
      report.missing(line, "several UDP clients at once: who sent last is answered, nobody else");
    }
    long timeoutMs = Math.min(inactivity.toMillis(), ModeSettings.MAX_DYNAMIC_MS);
    if (timeoutMs < inactivity.toMillis()) {
      report.changed(
          line,
          "the time-out of a UDP client is " + ModeSettings.MAX_DYNAMIC_MS + "ms, the longest");
    }
    if (timeoutMs == 0 && !replaceOldest) {
      report.changed(
          line,
          "with no time-out the first UDP client had the port for ever; now who sent last is"
              + " answered");
    }
    Dynamic dynamic = new Dynamic(true, Duration.ofMillis(replaceOldest ? 0 : timeoutMs));
    return new ModeSettings.Udp(port, List.of(), dynamic);
  }
}
