package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hardline.settings.Settings;
import io.hardline.tty.TtyUnavailable.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be opened, in a fake /dev, /sys and /proc. */
class TtyOpenerTest {
  @TempDir Path root;
  private FakeSystem system;
  private TtyOpener opener;

  @BeforeEach
  void makeSystem() throws Exception {
    system = new FakeSystem(root);
    SystemRoots roots = system.roots();
    opener = new TtyOpener(roots, new TtyFinder(roots), Settings.STANDARD.ttyAllow());
  }

  private void refuses(Path named, Reason reason, String saying) {
    TtyUnavailable refusal = catchThrowableOfType(TtyUnavailable.class, () -> opener.check(named));
    assertThat(refusal).hasMessageContaining(saying);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.absent()).isEqualTo(reason == Reason.ABSENT);
  }

  @Test
  void acceptsASerialDevice() throws Exception {
    Path path = system.usbSerial("ttyUSB0", 0, "1-1.4", "A50285BI", 0);
    assertThat(opener.check(path)).isEqualTo(new TtyDevice(path, 188, 0, "ftdi_sio", false));
  }

  @Test
  void acceptsAUart() throws Exception {
    Path path = system.uart("ttyS1", 65, 4);
    assertThat(opener.check(path)).isEqualTo(new TtyDevice(path, 4, 65, "", false));
  }

  @Test
  void acceptsAPtyThroughALink() throws Exception {
    Path path = system.device("pts/7", 136, 7);
    Path link = Files.createSymbolicLink(system.path("modem"), path);
    assertThat(opener.check(link)).isEqualTo(new TtyDevice(path, 136, 7, "", true));
  }

  @Test
  void waitsForWhatIsNotThere() throws Exception {
    refuses(system.path("dev/ttyUSB0"), Reason.ABSENT, "ttyUSB0 is not there");
    Path link = Files.createSymbolicLink(system.path("by-id"), system.path("dev/ttyUSB0"));
    refuses(link, Reason.ABSENT, "by-id is not there");
  }

  @Test
  void waitsForAUartThatIsNotThere() throws Exception {
    refuses(system.uart("ttyS3", 67, 0), Reason.ABSENT, "has no hardware behind it");
  }

  @Test
  void refusesADeviceThatIsNotSerial() throws Exception {
    refuses(system.device("watchdog", 10, 130), Reason.NOT_SERIAL, "not a serial device");
    refuses(system.device("ttyUSB1", 10, 130), Reason.NOT_SERIAL, "not a serial device");
    refuses(system.device("tty1", 4, 1), Reason.NOT_SERIAL, "not a serial device");
    refuses(system.device("console", 5, 1), Reason.NOT_SERIAL, "not a serial device");
    refuses(system.device("ttyS9", 4, 73), Reason.NOT_SERIAL, "not a serial device");
  }

  @Test
  void refusesAFile() throws Exception {
    Path file = Files.createFile(system.path("dev/ttyUSB0"));
    refuses(file, Reason.NOT_SERIAL, "is not a device");
    refuses(system.path("dev"), Reason.NOT_SERIAL, "is not a device");
  }

  @Test
  void refusesWhatTheSettingsDoNotAllow() throws Exception {
    Path odd = system.device("ttyXR0", 188, 3);
    refuses(odd, Reason.NOT_ALLOWED, "tty-allow names ttyS*, ttyUSB*");
    refuses(system.device("deep/ttyUSB0", 188, 4), Reason.NOT_ALLOWED, "may not be opened");
    refuses(system.device("xttyUSB0", 188, 5), Reason.NOT_ALLOWED, "may not be opened");
  }

  @Test
  void refusesANodeOutsideDev() throws Exception {
    Path outside = system.device("../ttyUSB0", 188, 0).toRealPath();
    refuses(outside, Reason.NOT_SERIAL, "is not a device");
  }

  @Test
  void judgesALinkByWhatItPointsTo() throws Exception {
    Path watchdog = system.device("watchdog", 10, 130);
    Path link = Files.createSymbolicLink(system.path("dev/ttyUSB9"), watchdog);
    refuses(link, Reason.NOT_SERIAL, "ttyUSB9 (" + watchdog + ") is not a serial device");
  }

  @Test
  void refusesTheConsoleByItsNumbers() throws Exception {
    refuses(system.uart("ttyS0", 64, 4), Reason.CONSOLE, "is this machine's console");
  }

  @Test
  void refusesTheConsoleByItsName() throws Exception {
    Path active = system.path("sys/class/tty/console/active");
    Files.createDirectories(active.getParent());
    system.write(active, "tty0 ttyS1");
    refuses(system.uart("ttyS1", 65, 4), Reason.CONSOLE, "is this machine's console");
  }

  @Test
  void refusesWhatAnotherProcessHolds() throws Exception {
    Path path = system.usbSerial("ttyUSB0", 0, "1-1.4", "A50285BI", 0);
    system.openedBy(4711, "minicom", 5, path);
    refuses(path, Reason.IN_USE, "is in use by process 4711 (minicom)");
  }

  @Test
  void refusesATerminalButNotAPairWhoseMakerHoldsBothEnds() throws Exception {
    Path terminal = system.device("pts/1", 136, 1);
    Path pair = system.device("pts/2", 136, 2);
    system.device("ptmx", 5, 2);
    system.openedBy(10, "bash", 0, terminal);
    system.masterOpenedBy(20, 4, 2);
    system.openedBy(20, "socat", 5, pair);
    refuses(terminal, Reason.IN_USE, "process 10 (bash)");
    assertThat(opener.check(pair).minor()).isEqualTo(2);
  }

  @Test
  void refusesWhatALockFileReserves() throws Exception {
    Path path = system.usbSerial("ttyUSB0", 0, "1-1.4", "A50285BI", 0);
    Files.createDirectories(system.path("proc/77"));
    Path lock = system.path("lock/LCK..ttyUSB0");
    system.write(lock, "        77 cu uucp");
    refuses(path, Reason.IN_USE, "by process 77 by its lock file " + lock);
    Files.write(lock, new byte[] {77, 0, 0, 0});
    refuses(path, Reason.IN_USE, "by process 77");
  }

  @Test
  void passesOverALockFileOfADeadProcess() throws Exception {
    Path path = system.usbSerial("ttyUSB0", 0, "1-1.4", "A50285BI", 0);
    system.write(system.path("lock/LCK..ttyUSB0"), "        78");
    assertThat(opener.check(path).path()).isEqualTo(path);
  }
}
