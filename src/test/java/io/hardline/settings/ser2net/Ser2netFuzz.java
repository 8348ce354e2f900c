package io.hardline.settings.ser2net;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.settings.GoldenFile;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.Problems;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.ser2net.Ser2net.Imported;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a configuration contains, good settings or a refusal come of it, and soon. */
@Tag("fuzz")
class Ser2netFuzz {
  private static final int MAX_LINE_CHARACTERS = 1_200;
  private static final long MAX_READ_NS = 5_000_000_000L;

  private static final List<String> TOKENS =
      List.of(
          "\n",
          "\\\n",
          ":",
          ",",
          "(",
          ")",
          "\"",
          "'",
          "\\",
          "*",
          "*(",
          "*{",
          "&a ",
          "*a",
          "<<: ",
          "---\n",
          "#",
          "=",
          "-",
          " ",
          "\t",
          "\r",
          "\0",
          "\u0085",
          "\u202e",
          "{",
          "}",
          "[",
          "]",
          "tcp",
          "udp",
          "telnet(rfc2217)",
          "ssl(clientauth)",
          "certauth",
          "mux",
          "serialdev",
          "9600n81",
          "99999999999999999999",
          "-1",
          "0",
          "65536",
          "::",
          "fe80::1%eth0",
          "localhost",
          "raw",
          "rawlp",
          "off",
          "connection: ",
          "connections:",
          "define: ",
          "default: ",
          "name: ",
          "value: ",
          "class: ",
          "options:",
          "accepter: ",
          "connector: ",
          "enable: ",
          "timeout: ",
          "kickolduser",
          "max-connections",
          "sendon: \\x",
          "chardelay-max",
          "rs485=1:2",
          "BANNER:",
          "DEVICE:",
          "DEFAULT:",
          "DELDEFAULT:",
          "remaddr",
          "true",
          "false");

  @Test
  void cutAnywhere() throws IOException {
    for (GoldenFile golden : GoldenFile.in("ser2net")) {
      byte[] whole = golden.input();
      for (int length = 0; length <= whole.length; length++) {
        check(golden.name(), Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void changedAnywhere() throws IOException {
    List<GoldenFile> files = GoldenFile.in("ser2net");
    FuzzRuns.run(random -> {
      GoldenFile golden = files.get(random.nextInt(files.size()));
      String text = new String(golden.input(), StandardCharsets.ISO_8859_1);
      for (int i = random.nextInt(12); i >= 0; i--) {
        text = changed(text, random);
      }
      check(golden.name(), text.getBytes(StandardCharsets.ISO_8859_1));
    });
  }

  @Test
  void anyWords() {
    FuzzRuns.run(random -> {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(80); i >= 0; i--) {
        text.append(TOKENS.get(random.nextInt(TOKENS.size())));
      }
      byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
      check("f.conf", content);
      check("f.yaml", content);
    });
  }

  /** Shapes on which a pattern or a recursion could stay for long. */
  @Test
  void longAndRepeated() {
    for (String token : TOKENS) {
      for (String before : List.of("", "2001:raw:0:/dev/ttyS1:", "connection: &a\n  accepter: ")) {
        byte[] content = (before + token.repeat(5_000)).getBytes(StandardCharsets.UTF_8);
        check("f.conf", content);
        check("f.yaml", content);
      }
    }
  }

  private static String changed(String text, RandomGenerator random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(20));
    String middle =
        switch (random.nextInt(4)) {
          case 0 -> "";
          case 1 -> text.substring(at, to).repeat(2);
          case 2 -> "" + (char) random.nextInt(256);
          default -> TOKENS.get(random.nextInt(TOKENS.size()));
        };
    return text.substring(0, at) + middle + text.substring(random.nextBoolean() ? at : to);
  }

  private static void check(String name, byte[] content) {
    String how = name + ": " + new String(content, StandardCharsets.ISO_8859_1);
    how = how.substring(0, Math.min(how.length(), 2_000));
    long startNs = System.nanoTime();
    ReadResult<Imported> result = Ser2net.read(name, content);
    assertThat(System.nanoTime() - startNs).as(how).isLessThan(MAX_READ_NS);
    switch (result) {
      case ReadResult.Good<Imported>(Imported imported) -> checkImported(imported, how);
      case ReadResult.Refused<Imported> refused ->
          assertThat(refused.errors()).as(how).hasSizeBetween(1, Problems.MAX_ERRORS);
    }
  }

  private static void checkImported(Imported imported, String how) {
    byte[] text = SettingsFile.write(imported.settings()).getBytes(StandardCharsets.UTF_8);
    assertThat(SettingsFile.read("", text)).as(how).isInstanceOf(ReadResult.Good.class);
    assertThat(imported.settings().ports().size())
        .as(how)
        .isLessThanOrEqualTo(Math.min(imported.connections(), Settings.MAX_PORTS));
    for (Finding finding : imported.findings()) {
      assertThat(finding.text("f")).as(how).hasSizeLessThan(MAX_LINE_CHARACTERS);
      assertThat(finding.text("f").chars()).as(how).noneMatch(Character::isISOControl);
    }
  }
}
