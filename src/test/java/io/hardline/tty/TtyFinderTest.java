package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.settings.TtySelector;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding a device by what it is, in a fake /sys. */
class TtyFinderTest {
  private static final TtySelector.Usb BY_SERIAL = new TtySelector.Usb("A50285BI", null, 0);

  @TempDir Path root;
  private FakeSystem system;

  @BeforeEach
  void makeSystem() throws Exception {
    system = new FakeSystem(root);
  }

  /** A new finder looks at once; an old one after a moment. */
  private TtyFinder finder() {
    return new TtyFinder(system.roots());
  }

  @Test
  void findsAnAdapterAgainUnderAnotherName() throws Exception {
    Path first = system.usbSerial("ttyUSB0", 0, "1-1.4", "A50285BI", 0);
    system.usbSerial("ttyUSB1", 1, "1-2", "OTHER", 0);
    assertThat(finder().find(BY_SERIAL)).isEqualTo(first);
    system.unplug("ttyUSB0");
    Path second = system.usbSerial("ttyUSB2", 2, "1-1.3", "A50285BI", 0);
    assertThat(finder().find(BY_SERIAL)).isEqualTo(second);
  }

  @Test
  void keepsSwappedNamesApart() throws Exception {
    system.usbSerial("ttyUSB0", 0, "1-1", "ONE", 0);
    system.usbSerial("ttyUSB1", 1, "1-2", "A50285BI", 0);
    system.unplug("ttyUSB0");
    system.unplug("ttyUSB1");
    Path now = system.usbSerial("ttyUSB0", 0, "1-3", "A50285BI", 0);
    system.usbSerial("ttyUSB1", 1, "1-4", "ONE", 0);
    assertThat(finder().find(BY_SERIAL)).isEqualTo(now);
  }

  @Test
  void findsByLocationAndInterface() throws Exception {
    system.usbSerial("ttyUSB0", 0, "1-1.4", "", 0);
    Path second = system.usbSerial("ttyUSB1", 1, "1-1.4", "", 1);
    assertThat(finder().find(new TtySelector.Usb(null, "1-1.4", 1))).isEqualTo(second);
  }

  @Test
  void saysThatAnAdapterIsNotPluggedIn() throws Exception {
    system.usbSerial("ttyUSB0", 0, "1-1.4", "OTHER", 0);
    assertThatThrownBy(() -> finder().find(BY_SERIAL))
        .isInstanceOf(TtyUnavailable.class)
        .hasMessage(
            "the USB adapter with serial number A50285BI, interface 0, is not plugged in; the port"
                + " waits for it")
        .extracting(e -> ((TtyUnavailable) e).absent())
        .isEqualTo(true);
  }

  @Test
  void refusesToChooseBetweenTwins() throws Exception {
    Path one = system.usbSerial("ttyUSB0", 0, "1-1", "A50285BI", 0);
    Path two = system.usbSerial("ttyUSB1", 1, "1-2", "A50285BI", 0);
    assertThatThrownBy(() -> finder().find(BY_SERIAL))
        .isInstanceOf(TtyUnavailable.class)
        .hasMessageContainingAll(one + " at 1-1", two + " at 1-2", "by location or by path")
        .extracting(e -> ((TtyUnavailable) e).reason())
        .isEqualTo(TtyUnavailable.Reason.AMBIGUOUS);
    assertThat(finder().find(new TtySelector.Usb("A50285BI", "1-2", 0))).isEqualTo(two);
  }

  @Test
  void seesThatADeviceIsNotTheOneAnyMore() throws Exception {
    Path path = system.usbSerial("ttyUSB0", 0, "1-1.4", "A50285BI", 0);
    TtyFinder finder = finder();
    assertThat(finder.isStill(BY_SERIAL, path)).isTrue();
    system.unplug("ttyUSB0");
    assertThat(finder.isStill(BY_SERIAL, path)).isFalse();
    system.usbSerial("ttyUSB0", 0, "1-2", "OTHER", 0);
    assertThat(finder.isStill(BY_SERIAL, path)).isFalse();
  }

  @Test
  void takesAPathAsItIs() throws Exception {
    Path path = finder().find(new TtySelector.Path("/dev/serial/by-id/usb-x"));
    assertThat(path).isEqualTo(Path.of("/dev/serial/by-id/usb-x"));
  }

  @Test
  void listsWhatThereIsToChooseFrom() throws Exception {
    Path usb = system.usbSerial("ttyUSB0", 0, "1-1.4", "A50285BI", 10);
    Path uart = system.uart("ttyS1", 65, 4);
    system.uart("ttyS3", 67, 0);
    UsbIdentity identity =
        new UsbIdentity("0403", "6001", "FT232R USB UART", "A50285BI", "1-1.4", 10);
    assertThat(finder().candidates())
        .containsExactly(
            new TtyFinder.Candidate(uart, "", null),
            new TtyFinder.Candidate(usb, "ftdi_sio", identity));
  }
}
