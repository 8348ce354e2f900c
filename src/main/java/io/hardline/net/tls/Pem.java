package io.hardline.net.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Textual encoding of keys and certificates: RFC 7468, and RFC 1421 for what openssl writes. */
final class Pem {
  /** Blocks of one file; a bundle of all public authorities has some hundred. */
  static final int MAX_BLOCKS = 1_000;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * A block.
   *
   * @param label what stands in its first line: {@code CERTIFICATE}
   * @param encrypted as its label or the headers of RFC 1421 say
   * @param base64 its content, not decoded yet
   */
  record Block(String label, boolean encrypted, String base64) {
    /**
     * Its content.
     *
     * @throws BadTlsFile without the file's name
     */
    byte[] der() throws BadTlsFile {
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException garbled) {
        throw new BadTlsFile("a " + label + " in it is garbled", garbled);
      }
    }
  }

  private Pem() {}

  /**
   * All blocks of {@code text}; what stands around them is comment (RFC 7468, 2).
   *
   * @throws BadTlsFile without the file's name
   */
  static List<Block> blocks(String text) throws BadTlsFile {
    List<Block> blocks = new ArrayList<>();
    String label = null;
    boolean encrypted = false;
    StringBuilder base64 = new StringBuilder();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + 4) {
        if (label != null) {
          throw new BadTlsFile("a " + label + " in it has no end");
        }
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        encrypted = label.startsWith("ENCRYPTED");
        base64.setLength(0);
      } else if (label != null && line.startsWith(END)) {
        blocks.add(new Block(label, encrypted, base64.toString()));
        label = null;
      } else if (label != null && line.indexOf(':') >= 0) {
        encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
        encrypted |= line.startsWith("DEK-Info:");
      } else if (label != null) {
        base64.append(line);
      }
      if (blocks.size() > MAX_BLOCKS) {
        throw new BadTlsFile("it holds more than " + MAX_BLOCKS + " keys and certificates");
      }
    }
    if (label != null) {
      throw new BadTlsFile("a " + label + " in it has no end");
    }
    return blocks;
  }
}
