package io.hardline.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The MAC address that is shown to who searches. */
final class MacAddress {
  private static final int BYTES = 6;
  private static final int LOCALLY_ADMINISTERED = 0x02;
  private static final int GROUP = 0x01;

  private static final HexFormat TEXT = HexFormat.ofDelimiter(":");

  private MacAddress() {}

  /**
   * That of the settings; else of the interface that has the address that was asked; else one that
   * is made up, and stays the same.
   *
   * @param configured empty, or as settings have it
   */
  static byte[] shownAt(InetAddress here, String configured, String madeUp) {
    if (!configured.isEmpty()) {
      return TEXT.parseHex(configured);
    }
    try {
      NetworkInterface owner = NetworkInterface.getByInetAddress(here);
      byte[] real = owner == null ? null : owner.getHardwareAddress();
      return real != null && real.length == BYTES ? real : TEXT.parseHex(madeUp);
    } catch (SocketException unknown) {
      return TEXT.parseHex(madeUp);
    }
  }

  /**
   * For an interface that has none, such as loopback. It comes of the machine's id, hashed, which
   * is not to be shown as it is (machine-id(5)). Reads a file.
   */
  static String madeUp(String name) {
    byte[] hash = sha256("hardline discovery\n" + machineId() + "\n" + name);
    byte[] mac = Arrays.copyOf(hash, BYTES);
    mac[0] = (byte) ((mac[0] & ~GROUP) | LOCALLY_ADMINISTERED);
    return TEXT.formatHex(mac);
  }

  private static String machineId() {
    try {
      return Files.readString(Path.of("/etc/machine-id")).strip();
    } catch (IOException none) {
      return "";
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
