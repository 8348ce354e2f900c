package io.hardline.tty;

import io.hardline.settings.TtySelector;

/**
 * What makes a USB adapter's tty the same one again, whatever name the kernel gives it.
 *
 * @param vendor vendor id, four hex digits
 * @param product product id, four hex digits
 * @param productName what the adapter calls itself; perhaps empty
 * @param serial its serial number; empty when it has none
 * @param location where it is plugged in, such as {@code 1-1.4}
 * @param usbInterface which of its interfaces
 */
public record UsbIdentity(
    String vendor,
    String product,
    String productName,
    String serial,
    String location,
    int usbInterface) {

  /** Everything that the selector names is equal. */
  boolean matches(TtySelector.Usb wanted) {
    return usbInterface == wanted.usbInterface()
        && (wanted.serial() != null || wanted.location() != null)
        && (wanted.serial() == null || wanted.serial().equals(serial))
        && (wanted.location() == null || wanted.location().equals(location));
  }
}
