package io.hardline.mode.realcom;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;

/**
 * A host of its own, as a program: for a network namespace in which the test's own process is not.
 * Its device sends back what it is sent. It ends well when all went well.
 */
public final class NportSession {
  private static final int ROUNDS = 20;
  private static final int READING_MS = 10_000;

  private NportSession() {}

  /**
   * Opens, uses and closes a port again and again, and once it loses its connections.
   *
   * @param words address of the server, TCP ports for data and for commands, own address
   */
  public static void main(String[] words) throws Exception {
    NportEntry entry =
        NportEntry.at(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    NportDriver driver = new NportDriver(entry.from(words[3]));
    for (int i = 0; i < ROUNDS; i++) {
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(115_200));
      exchange(driver, "round " + i + " of " + words[3]);
      if (i == ROUNDS / 2) {
        comeBack(driver);
      }
      driver.close();
    }
    if (!driver.complaints().isEmpty() || !driver.unasked().isEmpty()) {
      throw new IOException(driver.complaints() + " " + driver.unasked() + driver.trace());
    }
  }

  private static void exchange(NportDriver driver, String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    driver.write(bytes);
    if (!Arrays.equals(driver.read(bytes.length, READING_MS), bytes)) {
      throw new IOException("not what was sent: " + text);
    }
  }

  private static void comeBack(NportDriver driver) throws Exception {
    driver.lose();
    driver.awaitRecovery(READING_MS);
    exchange(driver, "back");
  }
}
