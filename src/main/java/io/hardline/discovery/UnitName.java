package io.hardline.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the unit is called in the network. */
final class UnitName {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private UnitName() {}

  /** The name of the settings; else the host's, without its domain. Reads a file. */
  static String orHost(String configured) {
    return configured.isEmpty() ? host() : configured;
  }

  private static String host() {
    try {
      String name = Files.readString(HOST_NAME).strip();
      int dot = name.indexOf('.');
      String host = dot < 0 ? name : name.substring(0, dot);
      int end = Math.min(host.length(), SearchReply.MAX_NAME_BYTES);
      return host.isEmpty() ? "hardline" : host.substring(0, end);
    } catch (IOException unknown) {
      return "hardline";
    }
  }
}
