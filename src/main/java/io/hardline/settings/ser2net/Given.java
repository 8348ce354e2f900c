package io.hardline.settings.ser2net;

import java.util.Locale;

/**
 * What was written for an option.
 *
 * @param value empty when only its name was
 * @param line of the file
 */
record Given(String value, int line) {

  /** As a switch: its name alone turns it on. */
  boolean isOn() {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "", "true", "on", "yes", "1" -> true;
      default -> false;
    };
  }

  /**
   * As a whole number.
   *
   * @throws LeftOut when it is none
   */
  int number(String name, int min, int max) {
    long number;
    try {
      number = Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw new LeftOut(line, name + " is " + Finding.quoted(value) + ", no number");
    }
    if (number < min) {
      throw new LeftOut(line, name + " is " + number + ", less than " + min);
    }
    return (int) Math.min(number, max);
  }
}
