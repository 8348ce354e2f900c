package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.Problems;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.schema.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files good and bad, the examples, and the limits of a file. */
class SettingsFileTest {

  @TestFactory
  Stream<DynamicTest> badFilesAreRefused() throws IOException {
    return GoldenFile.in("bad").stream()
        .map(golden ->
            DynamicTest.dynamicTest(
                golden.name(),
                () ->
                    golden.compare(
                        refused(SettingsFile.read(golden.name(), golden.input())).text())));
  }

  @TestFactory
  Stream<DynamicTest> goodFilesAreReadAndWritten() throws IOException {
    return GoldenFile.in("good").stream()
        .map(golden ->
            DynamicTest.dynamicTest(
                golden.name(),
                () ->
                    golden.compare(
                        SettingsFile.write(
                            good(SettingsFile.read(golden.name(), golden.input()))))));
  }

  @TestFactory
  Stream<DynamicTest> examplesLoadAndRoundTrip() throws IOException {
    return examples().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.toString(),
                () -> {
                  Settings settings =
                      good(SettingsFile.read(file.toString(), Files.readAllBytes(file)));
                  assertThat(read(SettingsFile.write(settings))).isEqualTo(settings);
                  assertThat(read(SettingsFile.writeComplete(settings))).isEqualTo(settings);
                  assertThat(SettingsRules.check(settings)).isEmpty();
                }));
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void theExampleWithEveryKeyDiffersFromTheShortOneInWhatItSays() throws IOException {
    Settings all =
        read(Files.readString(Path.of("examples/weighbridge.yaml"), StandardCharsets.UTF_8));
    Settings few =
        read(
            """
            version: 1
            ports:
              1:
                alias: weighbridge
                tty: { usb: { serial: A50285BI } }
                mode: { tcp-server: { port: 4001 } }
            """);
    assertThat(Diff.between(few, all)).isEmpty();
    assertThat(all).isEqualTo(few);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFile() {
    assertThat(read("\uFEFFversion: 1\n")).isEqualTo(Settings.STANDARD);
  }

  /** Not among the files, which have to be tidy texts themselves. */
  @Test
  void whatIsNoTextIsRefusedWithItsPlace() {
    byte[] latin1 = "version: 1\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refused(SettingsFile.read("f.yaml", latin1)).text())
        .isEqualTo("f.yaml:2:6: (file): found the byte 0xe9, allowed UTF-8\n");
    assertThat(errors("version: 1\n# \u00e9 a\u0007b\n"))
        .extracting(BadSetting::text)
        .containsExactly(
            "f.yaml:2:6: (file): found no YAML: an invisible character, allowed YAML 1.2");
    assertThat(errors("version: 1\nports:\n\t1: {}\n"))
        .extracting(BadSetting::line, BadSetting::column)
        .containsExactly(tuple(3, 1));
  }

  @Test
  void aFileOfTheGreatestSizeIsReadAndOneByteMoreIsNot() {
    String fits = "version: 1\n#" + "x".repeat(YamlText.MAX_BYTES - 12);
    assertThat(fits).hasSize(YamlText.MAX_BYTES);
    assertThat(read(fits)).isEqualTo(Settings.STANDARD);
    assertThat(errors(fits + "x"))
        .singleElement()
        .extracting(BadSetting::text)
        .isEqualTo("f.yaml:1:1: (file): found 1048577 bytes, allowed at most 1048576 bytes");
  }

  @Test
  void theGreatestDepthIsReadAndOneMoreIsNot() {
    int below = YamlText.MAX_DEPTH - 1;
    String deepest = "version: " + "[".repeat(below) + "]".repeat(below);
    assertThat(errors(deepest)).extracting(BadSetting::path).containsExactly("version");
    assertThat(errors("version: [" + "[".repeat(below) + "]".repeat(below) + "]"))
        .singleElement()
        .extracting(BadSetting::found)
        .isEqualTo("a group or list at depth 17");
  }

  @Test
  void manyErrorsAreCountedAndNotAllKept() {
    StringBuilder text = new StringBuilder("version: 1\n");
    for (int i = 0; i < Problems.MAX_ERRORS + 7; i++) {
      text.append("key").append(i).append(": 1\n");
    }
    ReadResult.Refused<Settings> refused =
        refused(SettingsFile.read("f.yaml", bytes(text.toString())));
    assertThat(refused.errors()).hasSize(Problems.MAX_ERRORS);
    assertThat(refused.leftOut()).isEqualTo(7);
    assertThat(refused.text()).endsWith("\nand 7 more\n");
  }

  @Test
  void aUnitWithAllItsPortsRoundTrips() {
    StringBuilder text = new StringBuilder("version: 1\nports:\n");
    for (int i = 1; i <= Settings.MAX_PORTS; i++) {
      text.append("  " + i + ": { alias: port " + i + ", tty: /dev/ttyS" + i);
      text.append(
          ", line: { baud-rate: 9600 }, mode: { tcp-server: { port: " + (4000 + i) + "}}}\n");
    }
    Settings settings = read(text.toString());
    assertThat(settings.ports()).hasSize(Settings.MAX_PORTS);
    assertThat(read(SettingsFile.write(settings))).isEqualTo(settings);
  }

  @Test
  void aTreeWithoutAFileHasErrorsWithoutPositions() {
    Settings settings = read("version: 1\nports: { 1: {} }\n");
    PortSettings port = PortSettings.STANDARD;
    PortSettings noTty =
        new PortSettings(
            "",
            null,
            port.whenAbsent(),
            port.listen(),
            port.line(),
            port.rs485(),
            port.packing(),
            port.buffer(),
            ModeSettings.TcpServer.STANDARD);
    var ports = new java.util.TreeMap<>(settings.ports());
    ports.put(1, noTty);
    assertThat(
            SettingsRules.check(new Settings(1, settings.ttyAllow(), settings.services(), ports)))
        .extracting(BadSetting::text)
        .containsExactly("ports.1.tty: found nothing, allowed a serial device, or mode: disabled");
  }

  static Settings read(String text) {
    return good(SettingsFile.read("f.yaml", bytes(text)));
  }

  static List<BadSetting> errors(String text) {
    return refused(SettingsFile.read("f.yaml", bytes(text))).errors();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Settings good(ReadResult<Settings> result) {
    return switch (result) {
      case ReadResult.Good<Settings>(Settings tree) -> tree;
      case ReadResult.Refused<Settings> refused -> throw new AssertionError(refused.text());
    };
  }

  static ReadResult.Refused<Settings> refused(ReadResult<Settings> result) {
    return switch (result) {
      case ReadResult.Good<Settings>(Settings tree) ->
          throw new AssertionError("was accepted: " + tree);
      case ReadResult.Refused<Settings> refused -> refused;
    };
  }
}
