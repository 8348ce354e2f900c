package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.ReadResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings of services are refused. */
class ServiceRulesTest {
  private static List<String> refusedPaths(String discovery, String ports) {
    String yaml = "version: 1\nservices:\n  discovery: { " + discovery + " }\nports:\n" + ports;
    ReadResult<Settings> result =
        SettingsFile.read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    return switch (result) {
      case ReadResult.Good<Settings> good -> List.of();
      case ReadResult.Refused<Settings> refused ->
          refused.errors().stream().map(BadSetting::path).toList();
    };
  }

  private static String udpPort(String listen, int port) {
    return """
      1:
        tty: { virtual: echo }
        listen: [%s]
        mode: { udp: { port: %d, dynamic: { enabled: true } } }
    """
        .indent(2)
        .formatted(listen, port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"02:00:5e:10:00:00", "00:90:E8:11:22:33", ""})
  void macAddresses(String mac) {
    assertThat(refusedPaths("mac: '" + mac + "'", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"01:00:5e:10:00:00", "02:00:5e:10:00", "02005e100000", "02:00:5e:10:00:0g", "x"})
  void whatIsNoMacAddressOfOneMachine(String mac) {
    assertThat(refusedPaths("mac: '" + mac + "'", "")).containsExactly("services.discovery.mac");
  }

  @Test
  void aNameIsAsciiAndFits() {
    assertThat(refusedPaths("name: 'Hall 3, north'", "")).isEmpty();
    assertThat(refusedPaths("name: \"h\u00e4ll\"", "")).containsExactly("services.discovery.name");
    assertThat(refusedPaths("name: '" + "x".repeat(39) + "'", "")).isEmpty();
    assertThat(refusedPaths("name: '" + "x".repeat(40) + "'", ""))
        .containsExactly("services.discovery.name");
  }

  @Test
  void addressesAreChecked() {
    assertThat(refusedPaths("listen: [here]", "")).containsExactly("services.discovery.listen.1");
    assertThat(refusedPaths("listen: ['*', 127.0.0.1]", ""))
        .containsExactly("services.discovery.listen.2");
  }

  @Test
  void aPortCannotHaveItsUdpPorts() {
    String enabled = "services.discovery.enabled";
    assertThat(refusedPaths("enabled: true", udpPort("'*'", 4800))).containsExactly(enabled);
    assertThat(refusedPaths("enabled: true", udpPort("'*'", 5353))).containsExactly(enabled);
    assertThat(refusedPaths("enabled: true", udpPort("'*'", 4801))).isEmpty();
    assertThat(refusedPaths("enabled: false", udpPort("'*'", 4800))).isEmpty();
    assertThat(refusedPaths("enabled: true, listen: [127.0.0.2]", udpPort("127.0.0.1", 4800)))
        .isEmpty();
  }
}
