package io.hardline.port;

import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an operator may ask of a running port, beside its settings. Command line, help and the
 * control socket walk this table; a new action is a row here.
 */
public enum PortAction {
  /** Who of several hosts may write. */
  WRITER(
      "writer",
      "ADDRESS",
      "gives a connected host the role of the one that may write, in the modes of DRDAS, until it"
          + " goes; 'auto' instead of an address goes back to the rule of the settings") {
    @Override
    String run(Mode mode, String argument) throws ActionRefused {
      return mode.writer(argument.equals("auto") ? null : address(argument));
    }
  };

  private final String word;
  private final String argument;
  private final String about;

  PortAction(String word, String argument, String about) {
    this.word = word;
    this.argument = argument;
    this.about = about;
  }

  /** The action of that name. */
  public static Optional<PortAction> of(String word) {
    return Stream.of(values()).filter(action -> action.word.equals(word)).findFirst();
  }

  /** What it is called. */
  public String word() {
    return word;
  }

  /** What its argument is called. */
  public String argument() {
    return argument;
  }

  /** What it does, as the end of a sentence that begins with its name. */
  public String about() {
    return about;
  }

  /**
   * Does it. On the loop of the port.
   *
   * @return what holds now, for people
   */
  abstract String run(Mode mode, String argument) throws ActionRefused;

  /** Never a name, which would have to be looked up; an interface does not count. */
  private static InetAddress address(String text) throws ActionRefused {
    int zone = text.indexOf('%');
    try {
      return InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone));
    } catch (IllegalArgumentException not) {
      throw new ActionRefused(
          "'" + text + "' is no address such as 192.0.2.7 or 2001:db8::7, without a TCP port");
    }
  }
}
