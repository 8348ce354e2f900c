package io.hardline.discovery;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Who answers a search, in twelve bytes: two numbers of the kind of device, little-endian, and a
 * MAC address.
 *
 * <p>The numbers are ours. Those of the vendor's devices begin with 0x8000 or 0x0 and repeat the
 * model's number; these are no model's: they spell {@code HARD} and {@code HL}, so that a tool that
 * has pictures of models shows none, and nobody writes the firmware of some box to a unit.
 */
final class DeviceId {
  private static final int KIND = 0x4841_5244;
  private static final short HARDWARE = 0x484c;

  private final byte[] mac;

  /**
   * @param mac six bytes
   */
  DeviceId(byte[] mac) {
    this.mac = Arrays.copyOf(mac, 6);
  }

  /** Writes it at the position, which moves. */
  void put(ByteBuffer to) {
    to.putInt(Integer.reverseBytes(KIND)).putShort(Short.reverseBytes(HARDWARE)).put(mac);
  }
}
