package io.hardline.aspp;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The driver's side of the protocol, for tests: words in hexadecimal digits, as in its traces. */
public final class Driver {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Driver() {}

  /** {@code "2c 08 06 03"}, with or without blanks and bars between requests. */
  public static byte[] bytes(String words) {
    return HexFormat.of().parseHex(words.replaceAll("[ |]", ""));
  }

  public static String words(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /** What it takes for answers: how long each is it knows by the operation. */
  public static List<String> answers(byte[] stream) {
    List<String> answers = new ArrayList<>();
    for (int at = 0; at < stream.length; ) {
      int end = Math.min(at + length(stream[at]), stream.length);
      answers.add(HEX.formatHex(stream, at, end));
      at = end;
    }
    return answers;
  }

  private static int length(byte op) {
    return switch (Command.of(op & 0xff)) {
      case IQUEUE, OQUEUE, WAIT_OQUEUE, NOTIFY -> 4;
      case PORT_INIT, LSTATUS -> 5;
      case null, default -> 3;
    };
  }
}
