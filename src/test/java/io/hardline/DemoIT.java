package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demonstration, and the commands that it prints, pasted into another terminal. */
class DemoIT {
  @Test
  void everyCommandThatItPrintsWorks() throws Exception {
    Program.assumeInstalled("nc", "netcat-openbsd");
    try (Program demo = Program.hardline("demo")) {
      demo.awaitOut("Stop it:");
      List<String> screen = demo.out().lines().toList();

      assertAnswers(talk(screen, "1 "), "hello\n", "hello");
      assertAnswers(talk(screen, "2 "), "", "01 04 02");
      assertAnswers(talk(screen, "3 "), "", "$GP");
      assertAnswers(talk(screen, "4 "), "\roperator\rdemo\r", "cc4> ");
      assertAnswers(talk(screen, "5 "), "round\n", "round");
      assertAnswers(after(screen, "See them all:"), "", "furnace");

      demo.signal("INT");
      assertThat(demo.awaitExit()).isEqualTo(ExitCode.OK);
      assertThat(demo.err()).isEmpty();
      assertThat(Path.of(state(screen))).doesNotExist();
    }
  }

  /** What stands in the line below a device's. */
  private static String talk(List<String> screen, String row) {
    return screen.get(screen.indexOf(line(screen, row)) + 1).strip();
  }

  private static String after(List<String> screen, String start) {
    return line(screen, start).substring(start.length()).strip();
  }

  private static String state(List<String> screen) {
    return after(screen, "See them all:").replaceAll(".*--state ", "");
  }

  private static String line(List<String> screen, String start) {
    return screen.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
  }

  private static void assertAnswers(String command, String input, String answer)
      throws IOException {
    try (Program pasted = Program.start("bash", "-c", command)) {
      pasted.send(input);
      Program.await()
          .alias(command + " answers " + answer)
          .until(() -> pasted.out().contains(answer));
    }
  }
}
