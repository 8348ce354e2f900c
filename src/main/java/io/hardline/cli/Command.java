package io.hardline.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command of the command line, as data: what it is called, what it takes, what it does. Help,
 * parsing and completion walk this.
 *
 * @param notes what a reader of the help should know besides, a paragraph each
 */
record Command(
    String name,
    String summary,
    List<Operand> operands,
    List<Option> options,
    List<String> notes,
    Body body) {

  /** A word that has to be given, in its place. */
  record Operand(String name, String about) {}

  /**
   * Something that may be given, anywhere.
   *
   * @param value what follows it, as help calls it; null for a switch
   */
  record Option(String name, @Nullable String value, String about) {
    static Option toggle(String name, String about) {
      return new Option(name, null, about);
    }

    static Option valued(String name, String value, String about) {
      return new Option(name, value, about);
    }
  }

  /** What it does; answers an {@link ExitCode}. */
  interface Body {
    int run(Arguments given) throws Exception;
  }
}
