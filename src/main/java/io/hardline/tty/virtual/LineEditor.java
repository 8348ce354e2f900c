package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/**
 * One line as a terminal types it: keeps printable ASCII up to {@link #MAX_LINE}, understands
 * backspace, ^C, ^D and ^U, takes CR, LF or both for the end, skips the sequences of cursor keys.
 */
final class LineEditor {
  /** Characters in a line; more are refused with a bell. */
  static final int MAX_LINE = 80;

  /** The most that {@link #type} echoes for one byte. */
  static final int MAX_ECHO = 3 * MAX_LINE;

  /** What a byte has brought about. */
  enum Typed {
    MORE,
    LINE,
    INTERRUPT,
    END
  }

  private enum Escape {
    NONE,
    STARTED,
    SEQUENCE
  }

  private static final int CTRL_C = 0x03;
  private static final int CTRL_D = 0x04;
  private static final int BELL = 0x07;
  private static final int BACKSPACE = 0x08;
  private static final int LF = 0x0A;
  private static final int CR = 0x0D;
  private static final int CTRL_U = 0x15;
  private static final int ESC = 0x1B;
  private static final int DELETE = 0x7F;

  private final StringBuilder text = new StringBuilder(MAX_LINE);
  private boolean hidden;
  private boolean afterCr;
  private Escape escape = Escape.NONE;

  /** Whether what is typed is not to be seen: a password. */
  void setHidden(boolean on) {
    hidden = on;
  }

  /** Forgets what was typed. */
  void clear() {
    text.setLength(0);
    escape = Escape.NONE;
  }

  /** The line typed, and starts the next. */
  String take() {
    String line = text.toString();
    clear();
    return line;
  }

  /** Takes one byte; what the terminal is to show for it goes to {@code echo}. */
  Typed type(int octet, ByteBuffer echo) {
    boolean secondOfPair = afterCr && octet == LF;
    afterCr = octet == CR;
    if (secondOfPair || skippedAsEscape(octet)) {
      return Typed.MORE;
    }
    switch (octet) {
      case CR, LF -> {
        echo.put((byte) CR).put((byte) LF);
        return Typed.LINE;
      }
      case CTRL_C -> {
        echo.put((byte) '^').put((byte) 'C').put((byte) CR).put((byte) LF);
        clear();
        return Typed.INTERRUPT;
      }
      case CTRL_D -> {
        return text.isEmpty() ? Typed.END : Typed.MORE;
      }
      case BACKSPACE, DELETE -> erase(1, echo);
      case CTRL_U -> erase(text.length(), echo);
      default -> add(octet, echo);
    }
    return Typed.MORE;
  }

  /** A control character inside a sequence is meant: a lone escape key came before it. */
  private boolean skippedAsEscape(int octet) {
    Escape before = escape;
    boolean parameter = octet >= 0x20 && octet <= 0x3F;
    escape =
        switch (before) {
          case NONE -> octet == ESC ? Escape.STARTED : Escape.NONE;
          case STARTED -> octet == '[' || octet == 'O' ? Escape.SEQUENCE : Escape.NONE;
          case SEQUENCE -> parameter ? Escape.SEQUENCE : Escape.NONE;
        };
    return before == Escape.NONE ? octet == ESC : octet >= ' ';
  }

  private void erase(int count, ByteBuffer echo) {
    int characters = Math.min(count, text.length());
    text.setLength(text.length() - characters);
    for (int i = 0; i < characters && !hidden; i++) {
      echo.put((byte) BACKSPACE).put((byte) ' ').put((byte) BACKSPACE);
    }
  }

  private void add(int octet, ByteBuffer echo) {
    if (octet < ' ' || octet > '~') {
      return;
    }
    if (text.length() == MAX_LINE) {
      echo.put((byte) BELL);
      return;
    }
    text.append((char) octet);
    if (!hidden) {
      echo.put((byte) octet);
    }
  }
}
