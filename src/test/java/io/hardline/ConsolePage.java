package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.ManualPage;
import io.hardline.house.ManualPage.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of one page in a directory of its own, as a reader would who pastes them one
 * after the other. TCP ports 40xx and 99xx become free ones, or those that the demonstration says
 * it has; a process id behind {@code kill} becomes that of the program that runs.
 *
 * <p>What a command prints has to be what the page shows. There {@code ...} stands for anything on
 * a line, a line of it for any lines; what differs from run to run may differ.
 */
final class ConsolePage implements AutoCloseable {
  private static final Pattern TCP_PORT = Pattern.compile("\\b(?:40|99)\\d\\d\\b");
  private static final Pattern DEMO_STATE = Pattern.compile("/tmp/hardline-demo-\\d+");
  private static final Pattern KILL = Pattern.compile("kill (-\\w+ )?\\d+");

  /** timeout(1) has done what it is for. */
  private static final int TIMED_OUT = 124;

  /** What differs from run to run: a time, an age, a process, a client's port, blanks. */
  private static final Pattern VARYING =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|process \\d+|\\b\\d+s\\b|hardline-demo-\\d+"
              + "|127\\.0\\.0\\.\\d:\\d{5}|\\Q...\\E| +");

  private final ManualPage page;
  private final Path directory;
  private final Map<String, String> ports = new TreeMap<>();
  private final Map<String, String> demoPorts = new TreeMap<>();
  private String demoState = "";
  private @Nullable Program running;
  private int section = -1;

  ConsolePage(ManualPage page, Path directory) throws IOException {
    this.page = page;
    this.directory = directory;
    Files.createSymbolicLink(directory.resolve("hardline"), Program.LAUNCHER);
    Files.createSymbolicLink(directory.resolve("examples"), Path.of("examples").toAbsolutePath());
    List<String> written =
        TCP_PORT.matcher(page.text()).results().map(m -> m.group()).distinct().toList();
    int[] free = TestDaemon.freePorts(written.size());
    for (int i = 0; i < free.length; i++) {
      ports.put(written.get(i), Integer.toString(free[i]));
    }
  }

  void run() throws IOException {
    for (Block block : page.blocks()) {
      if (block.section() != section) {
        endProgram();
        section = block.section();
      }
      if (!block.fileName().isEmpty()) {
        Files.writeString(directory.resolve(block.fileName()), asHere(block.body()));
      } else if (block.language().equals("console")) {
        runBlock(block);
      }
    }
  }

  private void runBlock(Block block) throws IOException {
    if (block.is("continues")) {
      Pattern next = Pattern.compile(regex(block.body().stripTrailing()));
      Program.await().alias(page.at(block)).until(program()::out, o -> next.matcher(o).find());
      return;
    }
    for (String step : block.body().split("(?m)^\\$ ", -1)) {
      if (!step.isBlank()) {
        int end = endOfCommand(step);
        String command = step.substring(0, end).replace("\\\n> ", "");
        runCommand(block, command.strip(), step.substring(end));
      }
    }
  }

  /** A command goes on where its line ends with a backslash; the next begins with {@code >}. */
  private static int endOfCommand(String step) {
    int end = step.indexOf('\n');
    while (step.startsWith("\\\n> ", end - 1)) {
      end = step.indexOf('\n', end + 1);
    }
    return end + 1;
  }

  private void runCommand(Block block, String command, String expected) throws IOException {
    if (block.is("running")) {
      Program program = shell("exec 2>&1; exec " + asHere(command));
      running = program;
      awaitStarted(program, block, expected);
      return;
    }
    try (Program program = shell("exec 2>&1; " + asHere(command))) {
      program.endInput();
      int code = program.awaitExit();
      assertThat(program.out().replace("\r", "").stripTrailing())
          .as(page.at(block) + ": " + command)
          .matches(regex(expected.stripTrailing()));
      assertThat(code).as(page.at(block) + ": " + command).isIn(wantedCodes(block));
    }
  }

  private void awaitStarted(Program program, Block block, String expected) {
    if (expected.contains("Hardline demo")) {
      program.awaitOut("Stop it:");
      learnFromDemo(program.out());
    }
    Pattern wanted = Pattern.compile(regex(expected.stripTrailing()));
    Program.await()
        .alias(page.at(block))
        .until(program::out, out -> wanted.matcher(out).lookingAt());
  }

  private void learnFromDemo(String out) {
    Matcher state = DEMO_STATE.matcher(out);
    Matcher first = Pattern.compile("nc 127\\.0\\.0\\.1 (\\d+)").matcher(out);
    assertThat(state.find() && first.find()).as(out).isTrue();
    demoState = state.group();
    for (int i = 0; i < 5; i++) {
      demoPorts.put("400" + (1 + i), Integer.toString(Integer.parseInt(first.group(1)) + i));
    }
  }

  private Program program() {
    Program program = running;
    if (program == null) {
      throw new AssertionError(page.path() + ": no program runs in this section");
    }
    return program;
  }

  private static List<Integer> wantedCodes(Block block) {
    List<Integer> codes = new ArrayList<>(List.of(TIMED_OUT));
    block.words().stream()
        .filter(word -> word.startsWith("exits="))
        .forEach(word -> codes.add(Integer.valueOf(word.substring("exits=".length()))));
    return codes.size() > 1 ? codes : List.of(TIMED_OUT, 0);
  }

  private Program shell(String command) throws IOException {
    String quoted = directory.toString();
    return Program.start("bash", "-c", "cd '" + quoted + "' && { " + command + "\n}");
  }

  /** The page's text with this run's ports, state directory and process. */
  private String asHere(String text) {
    String here = TCP_PORT.matcher(text).replaceAll(m -> portHere(m.group()));
    here = demoState.isEmpty() ? here : DEMO_STATE.matcher(here).replaceAll(demoState);
    return KILL.matcher(here)
        .replaceAll(m -> "kill " + (m.group(1) == null ? "" : m.group(1)) + program().pid());
  }

  private String portHere(String written) {
    return demoPorts.getOrDefault(written, ports.getOrDefault(written, written));
  }

  private String regex(String expected) {
    return Arrays.stream(asHere(expected).split("\n", -1))
        .map(ConsolePage::regexOfLine)
        .reduce((above, below) -> above.equals(ANY_LINES) ? above + below : above + "\\n" + below)
        .orElseThrow()
        .replace("\\n" + ANY_LINES, ANY_LINES);
  }

  private static final String ANY_LINES = "(?s:.*)";

  private static String regexOfLine(String line) {
    if (line.equals("...")) {
      return ANY_LINES;
    }
    StringBuilder regex = new StringBuilder();
    Matcher varying = VARYING.matcher(line);
    int done = 0;
    while (varying.find()) {
      regex.append(Pattern.quote(line.substring(done, varying.start())));
      regex.append(likeness(varying.group()));
      done = varying.end();
    }
    return regex + Pattern.quote(line.substring(done)) + " *";
  }

  private static String likeness(String text) {
    if (text.isBlank()) {
      return " +";
    }
    return text.equals("...") ? ".*" : Pattern.quote(text).replaceAll("\\d+", "\\\\E\\\\d+\\\\Q");
  }

  private void endProgram() throws IOException {
    Program ending = running;
    running = null;
    if (ending != null) {
      try (ending) {
        ending.terminate();
        ending.awaitExit();
      }
      demoPorts.clear();
      demoState = "";
    }
  }

  @Override
  public void close() throws IOException {
    endProgram();
  }
}
