package io.hardline.settings.ser2net;

import static java.util.Map.entry;

import io.hardline.settings.ModeSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Options of a connection that have nothing to do with its device: ser2net.yaml(5). */
final class ConnectionRules {
  private static final String SILENT =
      " is not sent: clients and device receive each other's bytes alone";

  private static final String TRACE =
      " is not written; hardline attach PORT --visible shows what a device sends";

  private static final String RETRY = " is not needed: what fails is tried again by itself";

  private static final String LEDS = " is not driven; the driver of many adapters has its own";

  private static final String MDNS = "mdns: ports are not announced";

  private static final int MAX_TIMEOUT_S = ModeSettings.MAX_INACTIVITY_MS / 1_000;

  private static final Map<String, Rule> RULES =
      Map.ofEntries(
          entry("kickolduser", (draft, given, report) -> draft.replaceOldest = given.isOn()),
          entry("max-connections", ConnectionRules::maxConnections),
          entry("sendon", ConnectionRules::sendOn),
          entry("chardelay", (draft, given, report) -> draft.characterDelay = given.isOn()),
          entry("chardelay-scale", characterDelay("chardelay-scale")),
          entry("chardelay-min", characterDelay("chardelay-min")),
          entry("chardelay-max", characterDelay("chardelay-max")),
          entry("remctl", (draft, given, report) -> draft.remoteControl = given.isOn()),
          entry("banner", Rule.missing("a banner" + SILENT)),
          entry("openstr", Rule.missing("openstr" + SILENT)),
          entry("closestr", Rule.missing("closestr" + SILENT)),
          entry(
              "closeon",
              Rule.missing("closeon: clients go of themselves, or by the time of inactivity")),
          entry("signature", Rule.missing("signature: RFC 2217 clients are told ours")),
          entry(
              "telnet-brk-on-sync",
              Rule.missing(
                  "telnet-brk-on-sync: a Telnet Synch sends no break; the Telnet command Break and"
                      + " RFC 2217 do")),
          entry("tr", Rule.missing("a trace" + TRACE)),
          entry("tw", Rule.missing("a trace" + TRACE)),
          entry("tb", Rule.missing("a trace" + TRACE)),
          entry("trace-read", Rule.missing("a trace" + TRACE)),
          entry("trace-write", Rule.missing("a trace" + TRACE)),
          entry("trace-both", Rule.missing("a trace" + TRACE)),
          entry("led-rx", Rule.missing("an LED" + LEDS)),
          entry("led-tx", Rule.missing("an LED" + LEDS)),
          entry("mdns", Rule.missing(MDNS)),
          entry("connback", ConnectionRules::connectBack),
          entry("accepter-retry-time", Rule.needless("accepter-retry-time" + RETRY)),
          entry("connector-retry-time", Rule.needless("connector-retry-time" + RETRY)),
          entry("dev-to-net-bufsize", Rule.needless("dev-to-net-bufsize is not needed")),
          entry("net-to-dev-bufsize", Rule.needless("net-to-dev-bufsize is not needed")),
          entry(
              "no-con-to-acc",
              Rule.missing("no-con-to-acc: clients receive what the device sends")),
          entry(
              "no-acc-to-con",
              Rule.protection(
                  "no-acc-to-con lets clients listen alone; make it tcp-server with observer-port"
                      + " for them, and another port for who may send")),
          entry(
              "remaddr",
              Rule.protection(
                  "remaddr lets only some addresses in, and there is no list of allowed addresses"
                      + " yet; put a firewall before the port, or use tls with type:"
                      + " authenticated, and then give it its mode")),
          // These say how clients of certauth and ssl(clientauth) are known; see Accepter.
          entry("authdir", Rule.same()),
          entry("pamauth", Rule.same()),
          entry("allowed-users", Rule.same()));

  /** Said with what they belong to. */
  private static final List<String> PARTS_OF_OTHERS = List.of("hexdump", "timestamp", "mdns-");

  private ConnectionRules() {}

  /** Answers whether it is an option of a connection. */
  static boolean apply(PortDraft draft, String name, Given given, Report report) {
    String folded = PortDraft.folded(name);
    return Rule.apply(RULES, draft, folded, given, report)
        || PARTS_OF_OTHERS.stream().anyMatch(folded::contains);
  }

  /** What the file says for all connections from here on. */
  static void applyDefaults(PortDraft draft, Defaults defaults, Report report) {
    for (Map.Entry<String, Rule> rule : RULES.entrySet()) {
      Given given = defaults.get("ser2net", rule.getKey());
      if (given != null) {
        rule.getValue().apply(draft, given, report);
      }
    }
  }

  /** Seconds without data after which a client is disconnected. */
  static void timeout(PortDraft draft, Given given, Report report) {
    int seconds = given.number("timeout", 0, Integer.MAX_VALUE);
    if (seconds > MAX_TIMEOUT_S) {
      report.changed(given.line(), "timeout is " + MAX_TIMEOUT_S + " seconds, the longest");
    }
    draft.inactivity = Duration.ofSeconds(Math.min(seconds, MAX_TIMEOUT_S));
  }

  private static void maxConnections(PortDraft draft, Given given, Report report) {
    int most = ModeSettings.MAX_CONNECTIONS;
    int wanted = given.number("max-connections", 1, Integer.MAX_VALUE);
    if (wanted > most) {
      report.changed(given.line(), "max-connections is " + most + ", the most there are");
    }
    draft.maxConnections = Math.min(wanted, most);
  }

  private static Rule characterDelay(String name) {
    int longestUs = 1_000_000;
    return (draft, given, report) ->
        draft.characterDelays.put(name, given.number(name, 1, longestUs));
  }

  private static void sendOn(PortDraft draft, Given given, Report report) {
    String bytes = unescaped(given.value());
    if (bytes.length() > 2 || bytes.chars().anyMatch(c -> c > 0xff)) {
      report.missing(given.line(), "sendon has more bytes than packing.delimiter, which has two");
      return;
    }
    draft.delimiter = HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void connectBack(PortDraft draft, Given given, Report report) {
    report.missing(
        given.line(),
        "connback "
            + Finding.quoted(given.value())
            + ": a port that connects to a host is one in mode tcp-client, with connect-on:"
            + " any-character");
  }

  /** The escapes of C that stand for one byte; any other character stands for itself. */
  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      int plain = "abtnvfr".indexOf(next);
      if (plain >= 0) {
        out.append((char) (7 + plain));
      } else if (next == 'x' && i + 2 < text.length() && isHex(text, i + 1)) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else if (i + 2 < text.length() && isOctal(text, i)) {
        out.append((char) (Integer.parseInt(text.substring(i, i + 3), 8) & 0xff));
        i += 2;
      } else {
        out.append(next);
      }
    }
    return out.toString();
  }

  private static boolean isHex(String text, int at) {
    return HexFormat.isHexDigit(text.charAt(at)) && HexFormat.isHexDigit(text.charAt(at + 1));
  }

  private static boolean isOctal(String text, int at) {
    return text.substring(at, at + 3).chars().allMatch(c -> c >= '0' && c <= '7');
  }
}
