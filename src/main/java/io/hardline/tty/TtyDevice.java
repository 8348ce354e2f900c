package io.hardline.tty;

import java.nio.file.Path;

/**
 * A device that was found fit to be opened.
 *
 * @param path its own name, links resolved: {@code /dev/ttyUSB0}
 * @param driver the driver as sysfs names it, such as {@code ftdi_sio}; empty when it does not say
 * @param pty the end of a pseudo-terminal: no hardware, so no control lines, framing or rate
 */
public record TtyDevice(Path path, int major, int minor, String driver, boolean pty) {
  String name() {
    return path.toString();
  }

  /** As TIOCGDEV gives it (new_encode_dev in kdev_t.h). */
  int encoded() {
    return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
  }
}
