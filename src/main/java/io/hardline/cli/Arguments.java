package io.hardline.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was given to a command, checked against what it takes. */
final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  private Arguments() {}

  /**
   * Reads {@code --name}, {@code --name value} and {@code --name=value} in any order, and operands
   * in theirs; what follows {@code --} is an operand.
   *
   * @throws CommandFailure that says what is wrong, with {@link ExitCode#USAGE}
   */
  static Arguments parse(Command command, List<String> words) {
    Arguments given = new Arguments();
    int operands = 0;
    boolean onlyOperands = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--") && !onlyOperands) {
        onlyOperands = true;
      } else if (!onlyOperands && word.startsWith("-") && word.length() > 1) {
        i += given.takeOption(command, word, i + 1 < words.size() ? words.get(i + 1) : null);
      } else if (operands < command.operands().size()) {
        given.values.put(command.operands().get(operands++).name(), word);
      } else {
        throw wrong(command, "'" + word + "' is one word too many");
      }
    }
    if (operands < command.operands().size()) {
      Command.Operand missing = command.operands().get(operands);
      throw wrong(command, missing.name() + " is missing: " + missing.about());
    }
    return given;
  }

  /** Answers how many of the following words belong to the option. */
  private int takeOption(Command command, String word, @Nullable String next) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Command.Option option =
        command.options().stream().filter(o -> o.name().equals(name)).findFirst().orElse(null);
    if (option == null) {
      throw wrong(command, "there is no option " + name);
    }
    if (values.containsKey(name)) {
      throw wrong(command, name + " is given twice");
    }
    if (option.value() == null) {
      if (equals >= 0) {
        throw wrong(command, name + " takes no value");
      }
      values.put(name, "");
      return 0;
    }
    if (equals >= 0) {
      values.put(name, word.substring(equals + 1));
      return 0;
    }
    if (next == null) {
      throw wrong(command, name + " needs a value: " + option.value());
    }
    values.put(name, next);
    return 1;
  }

  private static CommandFailure wrong(Command command, String what) {
    return new CommandFailure(
        ExitCode.USAGE, what + "\nTry: hardline " + command.name() + " --help");
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** What follows an option; null when it is not given. */
  @Nullable String value(String name) {
    return values.get(name);
  }

  /** An operand; parsing has seen to it that it is there. */
  String operand(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new AssertionError("the command has no operand " + name);
    }
    return value;
  }

  /** An operand that is a whole number. */
  int number(String name) {
    try {
      return Integer.parseInt(operand(name));
    } catch (NumberFormatException not) {
      throw new CommandFailure(ExitCode.USAGE, name + " is a number, not '" + operand(name) + "'");
    }
  }

  /** An operand that is a path. */
  Path operandPath(String name) {
    return pathOf(name, operand(name));
  }

  /** The path that an option gives; null when it is not given. */
  @Nullable Path path(String name) {
    String value = values.get(name);
    return value == null ? null : pathOf(name, value);
  }

  private static Path pathOf(String name, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException bad) {
      throw new CommandFailure(ExitCode.USAGE, name + ": " + bad.getMessage());
    }
  }
}
