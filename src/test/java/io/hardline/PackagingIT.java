package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd says of the unit, where it is installed. */
@Tag("once")
class PackagingIT {
  @TempDir Path directory;

  @Test
  void systemdFindsNothingWrongWithTheUnit() throws IOException {
    assertThat(complaints(unit())).isEmpty();
  }

  @Test
  void systemdSaysWhatItDoesNotKnow() throws IOException {
    assertThat(complaints(unit().replace("NoNewPrivileges=", "NoNewPriveleges=")))
        .contains("NoNewPriveleges");
  }

  /** The verifier wants to see the program and the user, which this machine need not have. */
  private static String unit() throws IOException {
    return Files.readString(Path.of("packaging/systemd/hardline.service"))
        .replace("=/opt/hardline/bin/hardline ", "=/bin/true ")
        .replace("=hardline\n", "=root\n")
        .replace("StateDirectory=root", "StateDirectory=hardline");
  }

  private String complaints(String unit) throws IOException {
    Program.assumeInstalled("systemd-analyze", "systemd");
    Path copy = directory.resolve("hardline.service");
    Files.writeString(copy, unit);
    try (Program verify = Program.start("systemd-analyze", "verify", copy.toString())) {
      verify.awaitExit();
      return (verify.err() + verify.out())
          .lines()
          .filter(line -> line.contains("hardline.service"))
          .reduce("", String::concat);
    }
  }
}
