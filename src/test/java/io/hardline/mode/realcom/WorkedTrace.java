package io.hardline.mode.realcom;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.realcom.NportTrace.Way;
import java.io.IOException;
import java.util.List;

/**
 * What an application did with the real driver, and what went over the wire: section 3 of the notes
 * on the protocol. The device has DSR, CTS and DCD on.
 */
public final class WorkedTrace {
  private static final List<String> COMMANDS =
      List.of(
          "C>S 2c 08 06 03 01 01 00 00 01 00",
          "S>C 2c 03 01 01 01",
          "C>S 18 02 11 13",
          "S>C 18 4f 4b",
          "C>S 30 01 10",
          "S>C 30 4f 4b",
          "C>S 2c 08 06 03 01 01 00 00 00 00",
          "S>C 2c 03 01 01 01",
          "C>S 2f 04 19 00 00 00",
          "S>C 2f 02 00 00",
          "C>S 12 02 00 01",
          "S>C 12 4f 4b",
          "C>S 12 02 01 01",
          "S>C 12 4f 4b",
          "C>S 2f 04 19 00 00 00",
          "S>C 2f 02 00 00",
          "C>S 21 00",
          "S>C 21 4f 4b",
          "C>S 22 00",
          "S>C 22 4f 4b",
          "C>S 2f 04 19 00 00 00",
          "S>C 2f 02 00 00",
          "C>S 2f 04 <30 s> 00 00",
          "S>C 2f 02 00 00",
          "C>S 2f 04 <30 s> 00 00",
          "S>C 2f 02 00 00",
          "C>S 2f 04 <30 s> 00 00",
          "S>C 2f 02 00 00",
          "C>S 2f 04 <30 s> 00 00",
          "S>C 2f 02 00 00",
          "C>S 14 01 02",
          "S>C 14 4f 4b");

  private WorkedTrace() {}

  /**
   * Open, raw, write, drain, read, DTR off and on, a break, drain, close.
   *
   * @param answer of the device to {@code hello}
   */
  public static void play(NportDriver driver, String answer) throws IOException {
    driver.open();
    driver.setAttributes(NportTermios.RAW);
    driver.write("hello".getBytes(ISO_8859_1));
    driver.drain();
    assertThat(new String(driver.read(5, 5000), ISO_8859_1)).isEqualTo(answer);
    driver.setLines(false, true);
    driver.setLines(true, true);
    driver.sendBreak();
    driver.drain();
    driver.close();
  }

  /** Byte by byte, but for how much is left of the half minute that closing may take. */
  public static void assertIsAsSeen(NportTrace trace) {
    List<String> seen =
        trace.commands().stream()
            .map(c -> c.replaceAll("^C>S 2f 04 .. (1d|1c|1b|1a) 00 00$", "C>S 2f 04 <30 s> 00 00"))
            .toList();
    assertThat(seen).isEqualTo(COMMANDS);
    assertThat(String.join(" ", trace.of(Way.DATA_SENT))).isEqualTo("68 65 6c 6c 6f");
  }
}
