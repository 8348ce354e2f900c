package io.hardline.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What {@code --help} prints. */
final class Help {
  private static final int WIDTH = 80;

  private static final List<List<String>> EXIT_CODES =
      List.of(
          List.of("0", "done"),
          List.of("1", "refused; the message says why"),
          List.of("2", "done in part; what is missing was said"),
          List.of("64", "the command line is wrong"),
          List.of("66", "a file cannot be read"),
          List.of("69", "no daemon answers, or no machine for Hardline"),
          List.of("70", "a fault in Hardline"),
          List.of("73", "the state directory cannot be used, or a file not be written"),
          List.of("75", "another daemon has the state directory"),
          List.of("78", "no usable settings"));

  private Help() {}

  static void printCommands(List<Command> commands, PrintStream out) {
    out.println("Hardline: a serial device server that hardens itself.\n");
    out.println("Usage: hardline COMMAND ...\n");
    List<List<String>> rows = new ArrayList<>();
    for (Command command : commands) {
      rows.add(List.of(command.name(), command.summary()));
    }
    printRows(rows, out);
    out.println("\n`hardline COMMAND --help` says more of one. Exit codes:\n");
    printRows(EXIT_CODES, out);
    out.println("\nStart with: hardline demo");
  }

  static void printCommand(Command command, PrintStream out) {
    StringBuilder usage = new StringBuilder("Usage: hardline ").append(command.name());
    List<List<String>> rows = new ArrayList<>();
    for (Command.Operand operand : command.operands()) {
      usage.append(' ').append(operand.name());
      rows.add(List.of(operand.name(), operand.about()));
    }
    for (Command.Option option : command.options()) {
      String text = option.value() == null ? option.name() : option.name() + " " + option.value();
      usage.append(" [").append(text).append(']');
      rows.add(List.of(text, option.about()));
    }
    rows.add(List.of("--help", "This text."));
    out.println(usage.append('\n'));
    out.println(command.summary());
    out.println();
    printRows(rows, out);
    for (String note : command.notes()) {
      out.println();
      wrap(note, WIDTH).forEach(out::println);
    }
  }

  private static void printRows(List<List<String>> rows, PrintStream out) {
    int first = rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0);
    for (List<String> row : rows) {
      String margin = "  " + row.getFirst() + " ".repeat(first - row.getFirst().length() + 2);
      for (String line : wrap(row.getLast(), WIDTH - margin.length())) {
        out.println(margin + line);
        margin = " ".repeat(margin.length());
      }
    }
  }

  /** Breaks at blanks, so that no line is longer than {@code width} unless a word is. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
