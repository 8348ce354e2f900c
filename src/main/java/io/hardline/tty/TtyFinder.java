package io.hardline.tty;

import io.hardline.settings.TtySelector;
import io.hardline.tty.TtyUnavailable.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tty that a selector means now, by /sys alone: a container has no udev. Whoever waits
 * for a device asks again from time to time.
 *
 * <p>Any thread; reads files, so not on a loop.
 */
public final class TtyFinder {
  /** How long one look at /sys serves, so that 256 absent ports do not look 256 times. */
  private static final long LOOK_SERVES_NS = 300_000_000;

  /** A serial device of this machine. */
  public record Candidate(Path path, String driver, @Nullable UsbIdentity usb) {}

  private final SystemRoots roots;
  private final Object lock = new Object();
  private List<Candidate> usbCandidates = List.of();
  private long lookedAtNs;
  private boolean looked;

  public TtyFinder(SystemRoots roots) {
    this.roots = roots;
  }

  /**
   * The device's name now. A link is left to be resolved by whoever opens it.
   *
   * @throws TtyUnavailable when it is absent, or when several devices fit
   */
  public Path find(TtySelector selector) throws TtyUnavailable {
    return switch (selector) {
      case TtySelector.Path path -> Path.of(path.path());
      case TtySelector.Usb usb -> findUsb(usb);
      case TtySelector.Virtual virtual ->
          throw new IllegalArgumentException("a simulated device has no name: " + virtual);
    };
  }

  private Path findUsb(TtySelector.Usb wanted) throws TtyUnavailable {
    List<Candidate> fitting =
        usbCandidates().stream().filter(c -> c.usb != null && c.usb.matches(wanted)).toList();
    if (fitting.isEmpty()) {
      throw new TtyUnavailable(
          Reason.ABSENT, text(wanted) + " is not plugged in; the port waits for it");
    }
    if (fitting.size() > 1) {
      throw new TtyUnavailable(
          Reason.AMBIGUOUS,
          text(wanted)
              + " fits "
              + fitting.stream()
                  .map(c -> c.path + " at " + (c.usb == null ? "" : c.usb.location()))
                  .collect(Collectors.joining(" and "))
              + "; say which one, by location or by path");
    }
    return fitting.getFirst().path;
  }

  private static String text(TtySelector.Usb wanted) {
    String serial = wanted.serial() == null ? "" : " with serial number " + wanted.serial();
    String location = wanted.location() == null ? "" : " at " + wanted.location();
    return "the USB adapter" + serial + location + ", interface " + wanted.usbInterface() + ",";
  }

  /** Looks afresh whether a device is the one that is wanted. */
  boolean isStill(TtySelector.Usb wanted, Path device) {
    Candidate now = candidate(device.getFileName().toString());
    return now != null && now.usb != null && now.usb.matches(wanted);
  }

  private List<Candidate> usbCandidates() {
    synchronized (lock) {
      if (!looked || System.nanoTime() - lookedAtNs > LOOK_SERVES_NS) {
        usbCandidates = candidates().stream().filter(c -> c.usb != null).toList();
        lookedAtNs = System.nanoTime();
        looked = true;
      }
      return usbCandidates;
    }
  }

  /** All serial devices with hardware behind them, by name; for people who have to choose one. */
  public List<Candidate> candidates() {
    List<Candidate> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(classDirectory())) {
      for (Path entry : entries) {
        Candidate candidate = candidate(entry.getFileName().toString());
        if (candidate != null) {
          found.add(candidate);
        }
      }
    } catch (IOException noSysfs) {
      return List.of();
    }
    found.sort(Comparator.comparing(c -> c.path.toString()));
    return List.copyOf(found);
  }

  private Path classDirectory() {
    return roots.sys().resolve("class/tty");
  }

  /** Null for a virtual terminal, a socket without a UART, and what is not there. */
  private @Nullable Candidate candidate(String name) {
    Path entry = classDirectory().resolve(name);
    try {
      Path device = entry.resolve("device").toRealPath();
      if (!hasHardware(entry)) {
        return null;
      }
      return new Candidate(roots.dev().resolve(name), driver(name), usb(device));
    } catch (IOException notThere) {
      return null;
    }
  }

  /** serial_core keeps nodes for UARTs that a machine might have; their type is 0. */
  private static boolean hasHardware(Path entry) {
    return !attribute(entry, "type").equals("0");
  }

  /** Whether sysfs says that there is no UART behind a name. */
  boolean isEmptySocket(String name) {
    return !hasHardware(classDirectory().resolve(name));
  }

  /** The driver's name, such as {@code ftdi_sio}; empty when sysfs does not say. */
  String driver(String name) {
    try {
      Path driver = classDirectory().resolve(name).resolve("device/driver");
      return driver.toRealPath().getFileName().toString();
    } catch (IOException unknown) {
      return "";
    }
  }

  /** Walks up from the tty's device to the USB interface and to the adapter, its parent. */
  private @Nullable UsbIdentity usb(Path device) {
    for (Path at = device; at != null && at.startsWith(roots.sys()); at = at.getParent()) {
      String number = attribute(at, "bInterfaceNumber");
      Path adapter = at.getParent();
      if (!number.isEmpty() && adapter != null) {
        return new UsbIdentity(
            attribute(adapter, "idVendor"),
            attribute(adapter, "idProduct"),
            attribute(adapter, "product"),
            attribute(adapter, "serial"),
            adapter.getFileName().toString(),
            hexNumber(number));
      }
    }
    return null;
  }

  private static int hexNumber(String text) {
    try {
      return Integer.parseInt(text, 16);
    } catch (NumberFormatException unlikely) {
      return -1;
    }
  }

  private static String attribute(Path directory, String name) {
    try {
      return Files.readString(directory.resolve(name)).strip();
    } catch (IOException notThere) {
      return "";
    }
  }
}
