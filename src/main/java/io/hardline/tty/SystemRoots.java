package io.hardline.tty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the operating system shows its devices. A test gives directories of its own, and numbers
 * for the nodes in them, because making a device node takes root.
 *
 * @param locks directories of lock files in the manner of UUCP
 */
public record SystemRoots(Path dev, Path sys, Path proc, List<Path> locks, NodeLookup nodes) {

  /** This machine's. */
  public static final SystemRoots REAL =
      new SystemRoots(
          Path.of("/dev"),
          Path.of("/sys"),
          Path.of("/proc"),
          List.of(Path.of("/run/lock"), Path.of("/var/lock")),
          SystemRoots::stat);

  /** Looks a node up without opening it: opening some devices does harm, and a FIFO blocks. */
  @FunctionalInterface
  public interface NodeLookup {
    /** Follows links. */
    Node node(Path path) throws IOException;
  }

  /** What stat(2) says of a file; the numbers are 0 unless it is a device. */
  public record Node(boolean characterDevice, int major, int minor, long fileSystem) {
    boolean sameNumbers(Node other) {
      return characterDevice == other.characterDevice
          && major == other.major
          && minor == other.minor;
    }
  }

  private static final int S_IFMT = 0170000;
  private static final int S_IFCHR = 0020000;

  private static Node stat(Path path) throws IOException {
    Map<String, Object> found = Files.readAttributes(path, "unix:mode,rdev,dev");
    long mode = number(found, "mode");
    long rdev = number(found, "rdev");
    return new Node((mode & S_IFMT) == S_IFCHR, major(rdev), minor(rdev), number(found, "dev"));
  }

  private static long number(Map<String, Object> found, String name) {
    return found.get(name) instanceof Number number ? number.longValue() : 0;
  }

  /** As glibc packs a dev_t into 64 bits (makedev(3)). */
  static int major(long dev) {
    return (int) (((dev >>> 8) & 0xfff) | ((dev >>> 32) & 0xfffff000L));
  }

  static int minor(long dev) {
    return (int) ((dev & 0xff) | ((dev >>> 12) & 0xffffff00L));
  }
}
