package io.hardline.tty;

import io.hardline.tty.SystemRoots.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A /dev, /sys and /proc in a directory of a test. A device node is an empty file whose numbers are
 * kept here, because making a real one takes root.
 */
final class FakeSystem {
  private static final String DRIVERS =
      """
      /dev/tty             /dev/tty        5       0 system:/dev/tty
      /dev/console         /dev/console    5       1 system:console
      /dev/ptmx            /dev/ptmx       5       2 system
      usbserial            /dev/ttyUSB   188 0-511 serial
      acm                  /dev/ttyACM   166 0-255 serial
      serial               /dev/ttyS       4 64-67 serial
      pty_slave            /dev/pts      136 0-1048575 pty:slave
      unknown              /dev/tty        4 1-63 console
      """;

  private final Path root;
  private final Map<Path, Node> nodes = new HashMap<>();

  FakeSystem(Path root) throws IOException {
    this.root = root.toRealPath();
    Files.createDirectories(path("dev/pts"));
    Files.createDirectories(path("sys/class/tty"));
    Files.createDirectories(path("proc/tty"));
    Files.createDirectories(path("lock"));
    Files.writeString(path("proc/tty/drivers"), DRIVERS);
    Files.writeString(path("proc/consoles"), "ttyS0                -W- (EC  p a)    4:64\n");
  }

  Path path(String name) {
    return root.resolve(name);
  }

  SystemRoots roots() {
    return new SystemRoots(
        path("dev"), path("sys"), path("proc"), List.of(path("lock")), this::node);
  }

  private Node node(Path path) throws IOException {
    Path real = path.toRealPath();
    if (!Files.exists(real)) {
      throw new NoSuchFileException(path.toString());
    }
    return nodes.getOrDefault(real, new Node(false, 0, 0, 1));
  }

  /** A character device. */
  Path device(String name, int major, int minor) throws IOException {
    Path node = path("dev").resolve(name);
    Files.createDirectories(node.getParent());
    Files.createFile(node);
    nodes.put(node, new Node(true, major, minor, 1));
    return node;
  }

  /** A USB adapter's tty, in /dev and in /sys, as usbserial makes them. */
  Path usbSerial(String name, int minor, String location, String serial, int usbInterface)
      throws IOException {
    Path adapter = path("sys/devices/pci0000:00/usb1/" + location);
    Path interfaceOfIt = adapter.resolve(location + ":1." + usbInterface);
    Path port = interfaceOfIt.resolve(name);
    Path tty = port.resolve("tty").resolve(name);
    Files.createDirectories(tty);
    write(adapter.resolve("idVendor"), "0403");
    write(adapter.resolve("idProduct"), "6001");
    write(adapter.resolve("product"), "FT232R USB UART");
    write(adapter.resolve("serial"), serial);
    write(interfaceOfIt.resolve("bInterfaceNumber"), "%02x".formatted(usbInterface));
    Path driver = path("sys/bus/usb-serial/drivers/ftdi_sio");
    Files.createDirectories(driver);
    Files.createSymbolicLink(port.resolve("driver"), driver);
    Files.createSymbolicLink(tty.resolve("device"), port);
    Files.createSymbolicLink(path("sys/class/tty").resolve(name), tty);
    return device(name, 188, minor);
  }

  /** Unplugs what {@link #usbSerial} plugged in. */
  void unplug(String name) throws IOException {
    Path node = path("dev").resolve(name);
    Files.delete(node);
    nodes.remove(node);
    Files.delete(path("sys/class/tty").resolve(name));
  }

  /** A UART, or with type 0 the place for one. */
  Path uart(String name, int minor, int type) throws IOException {
    Path port = path("sys/devices/platform/serial8250/" + name);
    Path tty = port.resolve("tty").resolve(name);
    Files.createDirectories(tty);
    write(tty.resolve("type"), Integer.toString(type));
    Files.createSymbolicLink(tty.resolve("device"), port);
    Files.createSymbolicLink(path("sys/class/tty").resolve(name), tty);
    return device(name, 4, minor);
  }

  /** A process that has a file open. */
  void openedBy(int pid, String command, int fd, Path file) throws IOException {
    Path process = path("proc/" + pid);
    Files.createDirectories(process.resolve("fd"));
    Files.createDirectories(process.resolve("fdinfo"));
    write(process.resolve("comm"), command);
    Files.createSymbolicLink(process.resolve("fd/" + fd), file);
    write(process.resolve("fdinfo/" + fd), "pos:\t0\nflags:\t0100002");
  }

  /** A process that has a pty's master open. */
  void masterOpenedBy(int pid, int fd, int index) throws IOException {
    openedBy(pid, "socat", fd, path("dev/ptmx"));
    write(path("proc/" + pid + "/fdinfo/" + fd), "pos:\t0\ntty-index:\t" + index);
  }

  void write(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n");
  }
}
