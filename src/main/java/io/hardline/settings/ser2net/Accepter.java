package io.hardline.settings.ser2net;

import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import io.hardline.settings.ser2net.GensioText.Layer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How clients reach a connection: addresses and port, Telnet, TLS, authentication. */
final class Accepter {
  private static final Set<String> FAMILIES = Set.of("ipv4", "ipv6", "ipv6n4");

  /** ser2net(8), FILES: what it uses unless told otherwise. */
  private static final String STANDARD_KEY = "/etc/ser2net/ser2net.key";

  private static final String STANDARD_CERTIFICATE = "/etc/ser2net/ser2net.crt";

  /** Options of tcp and udp that ask for what is so anyway, or for nothing that shows. */
  private static final Set<String> SAME = Set.of("nodelay", "reuseaddr", "readbuf");

  /** Layers that are left away, and what that means. */
  private static final Map<String, String> LEFT_AWAY =
      Map.of(
          "mux", "mux: several channels in one connection; clients use TLS or TCP itself",
          "trace", "trace: nothing is written to a file",
          "ratelimit", "ratelimit: the line is the limit");

  private final PortDraft draft;
  private final Defaults defaults;
  private final Report report;
  private final int line;

  private Accepter(PortDraft draft, Defaults defaults, Report report, int line) {
    this.draft = draft;
    this.defaults = defaults;
    this.report = report;
    this.line = line;
  }

  /** {@code telnet(rfc2217),ssl,tcp,localhost,3000}. */
  static void apply(PortDraft draft, String text, Defaults defaults, Report report, int line) {
    GensioText stack = GensioText.parse(text, line);
    Accepter accepter = new Accepter(draft, defaults, report, line);
    stack.filters().forEach(accepter::filter);
    accepter.base(stack.base(), stack.rest());
  }

  private void filter(Layer layer) {
    switch (layer.name()) {
      case "telnet" -> telnet(layer);
      case "ssl" -> ssl(layer);
      case "certauth" -> certauth(layer);
      case "keepopen", "perf" -> {}
      default -> {
        String text = LEFT_AWAY.get(layer.name());
        if (text == null) {
          throw new LeftOut(line, "no mode speaks " + Finding.quoted(layer.name()));
        }
        report.missing(line, text);
      }
    }
  }

  private void telnet(Layer layer) {
    refuseClientMode(layer);
    draft.telnet = true;
    draft.remoteControl = isOn(layer, "rfc2217");
  }

  private void ssl(Layer layer) {
    refuseClientMode(layer);
    String key = value(layer, "key", STANDARD_KEY);
    String certificate = value(layer, "cert", STANDARD_CERTIFICATE);
    if (certificate.isEmpty()) {
      certificate = key;
    }
    draft.tls = new Tls(TlsType.ENCRYPTED, certificate, key, "", List.of());
    // Whoever is asked for a certificate is known by those below authdir (ser2net.yaml(5),
    // AUTHENTICATION WITH SSL); an authority alone would let in more than these.
    if (isOn(layer, "clientauth") && !isOn(layer, "allow-authfail")) {
      draft.disable(
          line,
          "ssl(clientauth) lets in whose certificate is below authdir; put these certificates into"
              + " one file, and give the port its mode with tls: { type: authenticated,"
              + " certificate: %s, key: %s, ca: THAT FILE }"
                  .formatted(Finding.quoted(certificate), Finding.quoted(key)));
    }
  }

  private void certauth(Layer layer) {
    if (isOn(layer, "allow-authfail")) {
      report.missing(line, "certauth: nobody is asked who he is, as before; gtlssh cannot connect");
      return;
    }
    draft.disable(
        line,
        "certauth asks clients who they are, and no mode does; use tls with type: authenticated,"
            + " and then give the port its mode");
  }

  private void refuseClientMode(Layer layer) {
    if ("client".equals(layer.option("mode"))) {
      throw new LeftOut(line, layer.name() + "(mode=client) in an accepter");
    }
  }

  private void base(Layer layer, String rest) {
    switch (layer.name()) {
      case "tcp" -> {}
      case "udp" -> draft.udp = true;
      case "dummy" -> throw new LeftOut(line, "dummy: reached by a rotator alone");
      default ->
          throw new LeftOut(
              line,
              "clients come by TCP or UDP, not by "
                  + Finding.quoted(layer.name())
                  + "; make it tcp and import again");
    }
    if (draft.udp && (draft.telnet || draft.tls.type() != TlsType.NONE)) {
      throw new LeftOut(line, "telnet and ssl need TCP");
    }
    for (GensioText.Option option : layer.options()) {
      if (option.name().startsWith("tcpd")) {
        report.missing(
            line, "tcpd: hosts.allow and hosts.deny are not looked at; a firewall does their work");
      } else if (!SAME.contains(option.name())) {
        report.missing(line, "option " + Finding.quoted(option.name()) + " of " + layer.name());
      }
    }
    addresses(GensioText.words(rest, line));
  }

  /** One or more of {@code [family,][host,]port}. */
  private void addresses(List<String> words) {
    String family = "";
    @Nullable String host = null;
    for (String word : words) {
      if (FAMILIES.contains(word) && host == null) {
        family = word;
      } else if (word.chars().allMatch(c -> c >= '0' && c <= '9')) {
        address(family, host, word);
        family = "";
        host = null;
      } else if (host == null) {
        host = word;
      } else {
        throw namedPort(word);
      }
    }
    if (host != null) {
      throw namedPort(host);
    }
    if (draft.port == 0) {
      throw new LeftOut(line, "there is no port number");
    }
  }

  private LeftOut namedPort(String word) {
    return new LeftOut(line, "the port is " + Finding.quoted(word) + "; write its number");
  }

  private void address(String family, @Nullable String host, String digits) {
    int port = new Given(digits, line).number("the port", 0, Integer.MAX_VALUE);
    if (port == 0 || port > 65_535) {
      throw new LeftOut(line, "the port is " + Finding.quoted(digits) + "; 1 to 65535 can be kept");
    }
    if (draft.port != 0 && draft.port != port) {
      report.missing(line, "the port " + port + ": one port is served on one TCP port");
      return;
    }
    boolean everywhere = draft.port != 0 && draft.listen.isEmpty();
    draft.port = port;
    List<String> listen = listen(family, host);
    if (listen.isEmpty() || everywhere) {
      draft.listen.clear();
    } else {
      listen.stream().filter(each -> !draft.listen.contains(each)).forEach(draft.listen::add);
    }
  }

  /** Addresses to listen on; none is all. */
  private List<String> listen(String family, @Nullable String host) {
    if (host == null) {
      return switch (family) {
        case "ipv4" -> List.of("0.0.0.0");
        case "ipv6" -> List.of("::");
        default -> List.of();
      };
    }
    if (host.equals("localhost") || host.equals("ip6-localhost")) {
      boolean four = !family.equals("ipv6") && host.equals("localhost");
      boolean six = !family.equals("ipv4") && !family.equals("ipv6n4");
      return four && six ? List.of("127.0.0.1", "::1") : List.of(four ? "127.0.0.1" : "::1");
    }
    boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    if (!literal) {
      draft.disable(
          line,
          "it listened at the name "
              + Finding.quoted(host)
              + "; write the name's address into listen, and give the port its mode");
      return List.of();
    }
    return List.of(host);
  }

  private boolean isOn(Layer layer, String option) {
    String value = layer.option(option);
    Given standard = defaults.get(layer.name(), option);
    return value != null ? new Given(value, line).isOn() : standard != null && standard.isOn();
  }

  private String value(Layer layer, String option, String otherwise) {
    String value = layer.option(option);
    Given standard = defaults.get(layer.name(), option);
    return value != null ? value : standard != null ? standard.value() : otherwise;
  }
}
