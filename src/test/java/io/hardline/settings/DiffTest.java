package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.schema.Change;
import org.junit.jupiter.api.Test;

/** Differences as an operator reads them. */
class DiffTest {
  private static final String BEFORE =
      """
      version: 1
      ports:
        1: { alias: scale, tty: /dev/ttyS1, mode: tcp-server }
        2: { alias: pump, line: { parity: even } }
        3: { tty: { virtual: echo }, mode: { tcp-server: { port: 4003 } } }
        5: { tty: { usb: { serial: "00123" } } }
      """;

  private static final String AFTER =
      """
      version: 1
      tty-allow: ["ttyUSB*"]
      ports:
        1: { alias: "scale: 2", tty: /dev/ttyS2, mode: { tcp-server: { alive-check: 20s } } }
        3: { tty: { virtual: nmea }, listen: ["::1", "192.0.2.1"] }
        4: { alias: new, line: { baud-rate: 9600, stop-bits: 2 } }
        5: { }
      """;

  @Test
  void everyKindOfChangeIsOneLine() {
    assertThat(Diff.between(SettingsFileTest.read(BEFORE), SettingsFileTest.read(AFTER)))
        .extracting(Change::text)
        .containsExactly(
            "tty-allow: [\"ttyS*\", \"ttyUSB*\", \"ttyACM*\", \"ttyAMA*\", \"ttymxc*\", \"ttySC*\","
                + " \"pts/*\"] -> [\"ttyUSB*\"]",
            "ports.1.alias: scale -> \"scale: 2\"",
            "ports.1.tty.path: /dev/ttyS1 -> /dev/ttyS2",
            "ports.1.mode.tcp-server.alive-check: 1m -> 20s",
            "ports.2: removed { alias: pump, line: { parity: even } }",
            "ports.3.tty.virtual: echo -> nmea",
            "ports.3.listen: [\"*\"] -> [\"::1\", \"192.0.2.1\"]",
            "ports.3.mode: { tcp-server: { port: 4003 } } -> disabled",
            "ports.4: added { alias: new, line: { baud-rate: 9600, stop-bits: 2 } }",
            "ports.5.tty: removed { usb: { serial: \"00123\" } }");
  }

  @Test
  void equalTreesDoNotDiffer() {
    assertThat(Diff.between(SettingsFileTest.read(BEFORE), SettingsFileTest.read(BEFORE)))
        .isEmpty();
  }
}
