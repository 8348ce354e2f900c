package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.discovery.mdns.Announcement;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.ReadResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of ports by mDNS. */
class PortAnnouncementsTest {
  private static Settings read(String ports) {
    String yaml = "version: 1\nports:\n" + ports;
    ReadResult<Settings> result =
        SettingsFile.read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(result).isInstanceOf(ReadResult.Good.class);
    return ((ReadResult.Good<Settings>) result).tree();
  }

  private static String port(int number, String rest) {
    return "  " + number + ": { tty: { virtual: echo }, " + rest + " }\n";
  }

  @Test
  void portsToWhichOneConnectsByTcpAreAnnounced() {
    Settings settings =
        read(
            port(1, "alias: weighbridge, mode: { tcp-server: { port: 4001 } }")
                + port(2, "mode: { tcp-client: { destinations: ['a.example:4001'] } }")
                + port(3, "listen: [127.0.0.1], mode: { rfc2217: { port: 4003 } }"));

    List<Announcement> all = PortAnnouncements.of(settings, "hall-3");

    assertThat(all)
        .extracting(Announcement::name)
        .containsExactly("weighbridge on hall-3", "port 3 on hall-3");
    assertThat(all).extracting(Announcement::tcpPort).containsExactly(4001, 4003);
    assertThat(all.getFirst().text())
        .containsEntry("port", "1")
        .containsEntry("alias", "weighbridge")
        .containsEntry("mode", "tcp-server")
        .containsEntry("tls", "none")
        .containsEntry("unit", "hall-3")
        .hasSize(6);
    assertThat(all.get(1).listen()).containsExactly("127.0.0.1");
  }

  @Test
  void aLongNameIsCut() {
    String alias = "\u00e4".repeat(16);
    Settings settings = read(port(1, "alias: " + alias + ", mode: { tcp-server: { port: 4001 } }"));

    String name = PortAnnouncements.of(settings, "x".repeat(39)).getFirst().name();

    assertThat(name).isEqualTo(alias + " on " + "x".repeat(27));
    assertThat(name.getBytes(StandardCharsets.UTF_8))
        .hasSize(PortAnnouncements.MAX_SERVICE_NAME_BYTES);
  }

  @Test
  void onlySoManyAreAnnounced() {
    StringBuilder ports = new StringBuilder();
    for (int i = 1; i <= PortAnnouncements.MAX_ANNOUNCED + 2; i++) {
      ports.append(port(i, "mode: { tcp-server: { port: " + (4000 + i) + " } }"));
    }

    assertThat(PortAnnouncements.of(read(ports.toString()), "hall-3"))
        .hasSize(PortAnnouncements.MAX_ANNOUNCED);
  }

  /** RFC 6335, 5.1: at most 15 letters, digits and dashes. */
  @Test
  void theTypeIsLegal() {
    assertThat(PortAnnouncements.TYPE).matches("_[a-z0-9][a-z0-9-]{0,13}[a-z0-9]\\._tcp");
  }
}
