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
import org.jspecify.annotations.Nullable;

/** The MAC address that is shown to who searches. */
final class MacAddress {
  private static final int BYTES = 6;
  private static final int LOCALLY_ADMINISTERED = 0x02;
  private static final int GROUP = 0x01;

  private static final HexFormat TEXT = HexFormat.ofDelimiter(":");

  private MacAddress() {}

  /** As text has it: {@code 02:00:5e:10:00:00}. */
  static byte[] parse(String text) {
    return TEXT.parseHex(text);
  }

  /**
   * That of the interface with this address; null when it has none. Walks through all interfaces:
   * some milliseconds on a machine with hundreds.
   */
  static byte @Nullable [] ofInterface(InetAddress here) {
    try {
      NetworkInterface owner = NetworkInterface.getByInetAddress(here);
      byte[] real = owner == null ? null : owner.getHardwareAddress();
      return real != null && real.length == BYTES ? real : null;
    } catch (SocketException unknown) {
      return null;
    }
  }

  /**
   * For an interface that has none, such as loopback. It comes of the machine's id, hashed, which
   * is not to be shown as it is (machine-id(5)); without one, of the host's name. So it stays the
   * same whatever the unit is called in the settings. Reads files.
   */
  static String madeUp() {
    return madeUpOf(machineId());
  }

  /** Of this machine's id; the same for the same. */
  static String madeUpOf(String machine) {
    byte[] hash = sha256("hardline discovery\n" + machine);
    byte[] mac = Arrays.copyOf(hash, BYTES);
    mac[0] = (byte) ((mac[0] & ~GROUP) | LOCALLY_ADMINISTERED);
    return TEXT.formatHex(mac);
  }

  private static String machineId() {
    try {
      return Files.readString(Path.of("/etc/machine-id")).strip();
    } catch (IOException none) {
      return UnitName.orHost("");
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
