package io.hardline.settings.ser2net;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.GoldenFile;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.ForeignYaml;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.schema.YamlText;
import io.hardline.settings.ser2net.Ser2net.Imported;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Configurations as people have them, what becomes of them, and the limits of a file. */
class Ser2netTest {
  private static final String ONE_PORT = "3001:raw:0:/dev/ttyS1:9600 LOCAL\n";

  @TestFactory
  Stream<DynamicTest> filesBecomeSettingsAndAReport() throws IOException {
    return GoldenFile.in("ser2net").stream()
        .map(golden ->
            DynamicTest.dynamicTest(
                golden.name(), () -> golden.compare(outcome(golden.name(), golden.input()))));
  }

  /** As the command prints it: settings, then what is not the same. */
  private static String outcome(String name, byte[] content) {
    return switch (Ser2net.read(name, content)) {
      case ReadResult.Good<Imported>(Imported imported) -> {
        StringBuilder out = new StringBuilder(SettingsFile.write(imported.settings()));
        out.append('\n');
        imported.findings().forEach(f -> out.append(f.text(name)).append('\n'));
        out.append(imported.settings().ports().size()).append(" of ");
        yield out.append(imported.connections()).append('\n').toString();
      }
      case ReadResult.Refused<Imported> refused -> refused.text();
    };
  }

  @Test
  void aPortThatWasProtectedServesNobody() {
    for (String option : new String[] {"remaddr=192.0.2.7", "remaddr=\"192.0.2.7,0\""}) {
      Imported imported = good("3001:raw:0:/dev/ttyS1:9600 LOCAL " + option + "\n");
      assertThat(port(imported, 1).mode()).isEqualTo(ModeSettings.Disabled.STANDARD);
      assertThat(imported.isPartly()).isTrue();
    }
  }

  @Test
  void whatSaysTheSameInOtherWordsIsNothingMissing() {
    assertThat(good(ONE_PORT).isPartly()).isFalse();
    assertThat(good(ONE_PORT).findings()).isEmpty();
    assertThat(good("3001:raw:0:/dev/ttyS1:9600\n").isPartly()).isFalse();
    assertThat(good("3001:raw:0:/dev/ttyS1:9600\n").findings()).hasSize(1);
  }

  @Test
  void aFileIsKnownByWhatStandsInIt() {
    String yaml =
        "connection: &a\n  accepter: tcp,3001\n  connector: serialdev,/dev/ttyS1,9600n81,local\n";
    String named = SettingsFile.write(good("ser2net.bak", yaml).settings());
    assertThat(named.replace("    alias: a\n", ""))
        .isEqualTo(SettingsFile.write(good(ONE_PORT).settings()));
    assertThat(good("ser2net.YML", yaml).connections()).isEqualTo(1);
  }

  @Test
  void aUnitHasSoManyPortsAndNoMore() {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= Settings.MAX_PORTS + 1; i++) {
      text.append("%d:raw:0:/dev/ttyS%d:9600 LOCAL\n".formatted(2000 + i, i));
    }
    Imported imported = good(text.toString());
    assertThat(imported.settings().ports()).hasSize(Settings.MAX_PORTS);
    assertThat(imported.findings())
        .singleElement()
        .extracting(Finding::lines)
        .asString()
        .isEqualTo("[1025]");
  }

  @Test
  void aFileOfTheGreatestSizeIsReadAndOneByteMoreIsNot() {
    String fits = ONE_PORT + "#" + "x".repeat(YamlText.MAX_BYTES - ONE_PORT.length() - 1);
    assertThat(good(fits).settings().ports()).hasSize(1);
    assertThat(refusal("f.conf", fits + "x"))
        .isEqualTo("f.conf:1:1: (file): found 1048577 bytes, allowed at most 1048576 bytes\n");
    assertThat(refusal("f.yaml", fits + "x"))
        .isEqualTo(refusal("f.conf", fits + "x").replace("conf", "yaml"));
  }

  @Test
  void aliasesOfAliasesStayFew() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String before = "*a" + (i - 1);
      String ten = (before + ", ").repeat(9) + before;
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ten));
    }
    assertThat(refusal("f.yaml", laughs.toString()))
        .contains("more than " + ForeignYaml.MAX_NODES + " values, aliases written out");
  }

  @Test
  void textsWithinTextsStayShort() {
    StringBuilder laughs = new StringBuilder("define: &a0 xxxxxxxxxx\n");
    for (int i = 1; i < 40; i++) {
      String before = "*(a%d)".formatted(i - 1);
      laughs.append("define: &a%d '%s'\n".formatted(i, before.repeat(10)));
    }
    assertThat(good("f.yaml", laughs.toString()).findings())
        .extracting(Finding::text)
        .contains("a text longer than " + YamlFile.MAX_TEXT_CHARACTERS + " characters");
  }

  @Test
  void soManyFindingsAreKept() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Report.MAX_FINDINGS + 5; i++) {
      text.append("what ").append(i).append('\n');
    }
    Imported imported = good(text.toString());
    assertThat(imported.findings()).hasSize(Report.MAX_FINDINGS);
    assertThat(imported.findingsLeftOut()).isEqualTo(5);
    assertThat(imported.isPartly()).isTrue();
  }

  @Test
  void aFindingSaysManyLinesInOne() {
    String banner = "BANNER:b:hello\n";
    String text = banner;
    for (int i = 1; i <= 20; i++) {
      text += "%d:raw:0:/dev/ttyS%d:9600 LOCAL b\n".formatted(2000 + i, i);
    }
    assertThat(good(text).findings())
        .singleElement()
        .extracting(f -> f.text("f"))
        .asString()
        .startsWith("f:2: missing: a banner is not sent")
        .endsWith("(also lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 and 7 more)");
  }

  private static PortSettings port(Imported imported, int number) {
    return Objects.requireNonNull(imported.settings().ports().get(number));
  }

  private static Imported good(String conf) {
    return good("f.conf", conf);
  }

  static Imported good(String name, String text) {
    return switch (Ser2net.read(name, text.getBytes(StandardCharsets.UTF_8))) {
      case ReadResult.Good<Imported>(Imported imported) -> imported;
      case ReadResult.Refused<Imported> refused -> throw new AssertionError(refused.text());
    };
  }

  private static String refusal(String name, String text) {
    return switch (Ser2net.read(name, text.getBytes(StandardCharsets.UTF_8))) {
      case ReadResult.Good<Imported> good -> throw new AssertionError("accepted: " + good);
      case ReadResult.Refused<Imported> refused -> refused.text();
    };
  }
}
