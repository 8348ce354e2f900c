package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @CsvSource({
    "plc.example:4001, plc.example, 4001",
    "plc:1, plc, 1",
    "line_3-scale.plant:65535, line_3-scale.plant, 65535",
    "192.0.2.7:4001, 192.0.2.7, 4001",
    "[2001:db8::7]:4001, 2001:db8::7, 4001",
    "[fe80::1%eth0]:4001, fe80::1%eth0, 4001",
    "3com.example:80, 3com.example, 80",
  })
  void whatNamesAHostIsTakenAndWrittenTheSameWay(String text, String host, int port) {
    assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
    assertThat(new HostPort(host, port).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "plc",
        "plc:",
        ":4001",
        "plc:0",
        "plc:65536",
        "plc:99999",
        "plc:04001",
        "plc:-1",
        "plc:4001 ",
        " plc:4001",
        "plc :4001",
        "2001:db8::7:4001",
        "[2001:db8::7]",
        "[192.0.2.7]:1",
        "[plc]:4001",
        "[]:1",
        "192.0.2:4001",
        "1.2.3.4.5:4001",
        "192.0.2.256:4001",
        "4001:4001",
        "-plc:4001",
        "plc-:4001",
        "plc..example:4001",
        "plc.:4001",
        "*:4001",
        "a/b:1",
        "a@b:1",
        "[fe80::1%]:1",
        "plc:+1",
        "plc:\u0661"
      })
  void whatNamesNoneIsRefused(String text) {
    assertThat(HostPort.parse(text)).isNull();
  }

  @Test
  void aNameIsAsLongAsTheStandardAllows() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "b".repeat(61));

    assertThat(HostPort.parse(longest + ":1")).isNotNull();
    assertThat(HostPort.parse(longest + "b:1")).isNull();
    assertThat(HostPort.parse("a".repeat(64) + ":1")).isNull();
  }

  @Test
  void whateverIsTakenComesBackAsItWas() {
    Random random = new Random(7);
    String letters = "a1.:[]-%*_f";
    int taken = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(9); length >= 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      HostPort parsed = HostPort.parse(text.toString());
      taken += parsed == null ? 0 : 1;
      assertThat(parsed == null ? text.toString() : parsed.text()).isEqualTo(text.toString());
    }
    assertThat(taken).isPositive();
  }
}
