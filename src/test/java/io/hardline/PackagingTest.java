package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.cli.CommandLine;
import io.hardline.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The systemd unit starts what there is, with options that there are. */
class PackagingTest {
  private static final Path UNIT = Path.of("packaging/systemd/hardline.service");
  private static final Path USERS = Path.of("packaging/systemd/hardline.sysusers.conf");
  private static final String PROGRAM = "/opt/hardline/bin/hardline";

  /** Each of these would hide the serial devices, or those that come later, from the daemon. */
  private static final List<String> HIDES_DEVICES =
      List.of("PrivateDevices", "ProtectClock", "DeviceAllow", "DevicePolicy", "ProcSubset");

  /** What the command line made of the unit's options. */
  private static final class Starts implements CommandLine.Starter {
    @Nullable Path settings;
    @Nullable Path state;

    @Override
    public int run(@Nullable Path settingsFile, @Nullable Path stateDirectory) {
      settings = settingsFile;
      state = stateDirectory;
      return ExitCode.OK;
    }

    @Override
    public int demo() {
      throw new AssertionError("a service is no demonstration");
    }

    @Override
    public void awaitStop() {
      throw new AssertionError("nothing waits for the daemon but itself");
    }
  }

  @Test
  void itStartsTheDaemonWithItsSettingsAndItsStateDirectory() throws IOException {
    String[] words = value("ExecStart").split(" ", -1);
    Starts starts = new Starts();

    assertThat(words[0]).isEqualTo(PROGRAM);
    int code = CommandLine.execute(starts, Arrays.copyOfRange(words, 1, words.length));
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(starts.settings).isEqualTo(Path.of("/etc/hardline/settings.yaml"));
    assertThat(starts.state).isEqualTo(Path.of("/var/lib", value("StateDirectory")));
  }

  @Test
  void itDoesNotStartAgainWhatCannotStart() throws IOException {
    assertThat(value("RestartPreventExitStatus").split(" ", -1))
        .containsExactlyInAnyOrder(
            "" + ExitCode.USAGE, "" + ExitCode.CANNOT_CREATE, "" + ExitCode.BAD_SETTINGS);
    assertThat(value("ExecReload")).isEqualTo("/bin/kill -HUP $MAINPID");
  }

  @Test
  void itHidesNoSerialDevice() throws IOException {
    assertThat(lines()).noneMatch(l -> HIDES_DEVICES.stream().anyMatch(o -> l.startsWith(o + "=")));
    assertThat(lines()).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute="));
  }

  @Test
  void itsUserIsMadeAndMayOpenSerialDevices() throws IOException {
    String user = value("User");

    assertThat(Files.readString(USERS))
        .containsPattern("(?m)^u " + Pattern.quote(user) + " ")
        .containsPattern("(?m)^m " + Pattern.quote(user) + " dialout$");
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(UNIT);
  }

  private static String value(String option) throws IOException {
    return lines().stream()
        .filter(line -> line.startsWith(option + "="))
        .map(line -> line.substring(option.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + option));
  }
}
