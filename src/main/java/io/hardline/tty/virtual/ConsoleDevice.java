package io.hardline.tty.virtual;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The serial console of an imaginary controller of a climate chamber. Its one account is for
 * demonstrations, and its banner says so. Like a real console it forgets who was logged in when DTR
 * drops or a break comes.
 */
final class ConsoleDevice implements SimulatedDevice {
  static final String USER = "operator";
  static final String PASSWORD = "demo";

  static final String BANNER =
      """

      Climate chamber controller CC-4, simulated by Hardline
      For demonstration only: log in as operator with the password demo.

      """;
  static final String LOGIN = "cc4 login: ";
  static final String PASSWORD_PROMPT = "Password: ";
  static final String PROMPT = "cc4> ";

  /** How long the controller takes to start again. */
  static final long REBOOT_NS = 2_000_000_000;

  private static final String HELP =
      """
      help                     this list
      status                   temperature, set point, heater, uptime
      set set-point DEGREES    20.0 to 250.0
      set heater on|off
      reboot                   restart the controller
      exit                     log out
      """;

  private static final Pattern DEGREES = Pattern.compile("(\\d{1,3})(?:\\.(\\d))?");
  private static final long NS_PER_SECOND = 1_000_000_000;

  private enum State {
    OFF,
    LOGIN,
    PASSWORD,
    COMMAND,
    REBOOTING
  }

  private final DeviceLine line;
  private final LineEditor editor = new LineEditor();
  private final ByteBuffer echo = ByteBuffer.allocate(2 * LineEditor.MAX_ECHO);
  private Chamber chamber = new Chamber();
  private State state = State.OFF;
  private String user = "";
  private boolean dtr;
  private long startedNs;

  ConsoleDevice(DeviceLine line) {
    this.line = line;
    line.setInputs(true, true, true, false);
  }

  @Override
  public void powerUp(long nowNs) {
    startedNs = nowNs;
    chamber.advance(nowNs);
    state = State.LOGIN;
    if (dtr) {
      logOut();
    }
  }

  @Override
  public void outputsChanged(boolean newDtr, boolean rts) {
    boolean raised = newDtr && !dtr;
    boolean dropped = !newDtr && dtr;
    dtr = newDtr;
    if (!listens()) {
      return;
    }
    if (raised) {
      logOut();
    } else if (dropped) {
      forget();
    }
  }

  @Override
  public void breakChanged(boolean on) {
    if (!on && listens()) {
      logOut();
    }
  }

  @Override
  public void due(long nowNs) {
    if (state == State.REBOOTING) {
      chamber = new Chamber();
      powerUp(nowNs);
    }
  }

  @Override
  public void received(ByteBuffer bytes, long nowNs) {
    chamber.advance(nowNs);
    while (bytes.hasRemaining() && listens()) {
      LineEditor.Typed typed = editor.type(bytes.get() & 0xFF, echo);
      if (typed != LineEditor.Typed.MORE || echo.remaining() < LineEditor.MAX_ECHO) {
        showEcho();
      }
      switch (typed) {
        case MORE -> {}
        case LINE -> enter(editor.take(), nowNs);
        case INTERRUPT -> interrupt();
        case END -> logOut();
      }
    }
    showEcho();
  }

  private boolean listens() {
    return state != State.OFF && state != State.REBOOTING;
  }

  private void showEcho() {
    echo.flip();
    line.send(echo);
    echo.clear();
  }

  /** Sends a text, its line ends as terminals want them. */
  private void say(String text) {
    byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    line.send(ByteBuffer.wrap(octets));
  }

  private void forget() {
    editor.clear();
    editor.setHidden(false);
    user = "";
    state = State.LOGIN;
  }

  private void logOut() {
    forget();
    say(BANNER + LOGIN);
  }

  private void interrupt() {
    if (state == State.COMMAND) {
      say(PROMPT);
    } else {
      forget();
      say(LOGIN);
    }
  }

  private void enter(String text, long nowNs) {
    switch (state) {
      case LOGIN -> enterUser(text.strip());
      case PASSWORD -> enterPassword(text);
      case COMMAND -> enterCommand(text.strip(), nowNs);
      case OFF, REBOOTING -> {}
    }
  }

  private void enterUser(String text) {
    if (text.isEmpty()) {
      // Whoever came after the banner was sent sees it now.
      logOut();
      return;
    }
    user = text;
    state = State.PASSWORD;
    editor.setHidden(true);
    say(PASSWORD_PROMPT);
  }

  private void enterPassword(String text) {
    boolean right = user.equals(USER) && text.equals(PASSWORD);
    editor.setHidden(false);
    if (right) {
      state = State.COMMAND;
      say("Type help for the commands.\n" + PROMPT);
    } else {
      forget();
      say("Login incorrect\n" + LOGIN);
    }
  }

  private void enterCommand(String text, long nowNs) {
    String[] words = text.split(" +");
    switch (words[0]) {
      case "" -> say(PROMPT);
      case "help" -> say(HELP + PROMPT);
      case "status" -> say(status(nowNs) + PROMPT);
      case "set" -> say(set(words) + PROMPT);
      case "exit" -> logOut();
      case "reboot" -> {
        forget();
        state = State.REBOOTING;
        say("Restarting\n");
        line.wakeAtNs(nowNs + REBOOT_NS);
      }
      default -> say(words[0] + ": not a command; help lists them\n" + PROMPT);
    }
  }

  private String status(long nowNs) {
    long seconds = (nowNs - startedNs) / NS_PER_SECOND;
    return String.format(
        Locale.ROOT,
        "temperature %s C\nset point   %s C\nheater      %s\nuptime      %d:%02d:%02d\n",
        degrees(chamber.temperatureTenths()),
        degrees(chamber.setPointTenths()),
        chamber.heaterOn() ? "on" : "off",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60);
  }

  private static String degrees(int tenths) {
    return tenths / 10 + "." + tenths % 10;
  }

  /** What to say about it; nothing when it was done. */
  private String set(String[] words) {
    String what = words.length == 3 ? words[1] : "";
    return switch (what) {
      case "set-point" -> setSetPoint(words[2]);
      case "heater" -> setHeater(words[2]);
      default -> "set: say set set-point DEGREES or set heater on|off\n";
    };
  }

  private String setSetPoint(String text) {
    Matcher matcher = DEGREES.matcher(text);
    if (matcher.matches()) {
      String tenth = matcher.group(2);
      int tenths = 10 * Integer.parseInt(matcher.group(1));
      tenths += tenth == null ? 0 : Integer.parseInt(tenth);
      if (Chamber.isSetPoint(tenths)) {
        chamber.setSetPointTenths(tenths);
        return "";
      }
    }
    return "set: the set point is 20.0 to 250.0\n";
  }

  private String setHeater(String text) {
    boolean on = text.equals("on");
    if (!on && !text.equals("off")) {
      return "set: the heater is on or off\n";
    }
    chamber.setHeaterOn(on);
    return "";
  }
}
