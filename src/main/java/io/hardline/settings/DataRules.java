package io.hardline.settings;

import io.hardline.settings.PortSettings.Buffer;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.schema.Problems;
import java.util.regex.Pattern;

/** What the settings of packing and buffer say together, and with the line. */
final class DataRules {
  private static final Pattern DELIMITER = Pattern.compile("([0-9a-fA-F]{2}){0,2}");

  private DataRules() {}

  /**
   * @param path of the port: {@code ports.1}
   */
  static void check(PortSettings port, String path, Problems problems) {
    checkPacking(port.packing(), port.line(), path + ".packing", problems);
    Buffer buffer = port.buffer();
    if (buffer.replay() && buffer.size() == 0) {
      problems.add(path + ".buffer.size", "0", "a size with replay: true", path + ".buffer.replay");
    }
  }

  private static void checkPacking(
      Packing packing, LineSettings line, String path, Problems problems) {
    String delimiter = path + ".delimiter";
    if (!DELIMITER.matcher(packing.delimiter()).matches()) {
      problems.add(
          delimiter, packing.delimiter(), "one or two bytes in hex, such as 0d or 0d0a, or empty");
    } else if (!packing.delimiter().isEmpty() && packing.length() > 0) {
      problems.add(path + ".length", "" + packing.length(), "0 with a delimiter", delimiter);
    }
    if (packing.delimiter().isEmpty() && packing.delimiterProcess() != DelimiterProcess.NONE) {
      problems.add(path + ".delimiter-process", "a process", "none without a delimiter", delimiter);
    }
    long gapMs = packing.forceTransmit().toMillis();
    if (gapMs > 0 && gapMs * 1_000 <= line.characterUs()) {
      problems.add(
          path + ".force-transmit",
          gapMs + "ms",
          "more than one character takes: "
              + (line.characterUs() / 1_000 + 1)
              + "ms at "
              + line.text(),
          path.replace(".packing", ".line"));
    }
  }
}
