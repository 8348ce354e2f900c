package io.hardline.aspp;

import java.util.OptionalInt;

/** The table of speeds, which a host names by their index. */
public final class Speed {
  /** Not in the table: what is in force is kept, unless {@link Command#SETBAUD} follows. */
  public static final int KEEP = 0xff;

  private static final int[] BAUD_RATES = {
    300, 600, 1200, 2400, 4800, 7200, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800,
    921_600, 150, 134, 110, 75, 50
  };

  private Speed() {}

  /** In bits per second; empty for {@link #KEEP} and for what the table does not have. */
  public static OptionalInt baudRate(int index) {
    return index >= 0 && index < BAUD_RATES.length
        ? OptionalInt.of(BAUD_RATES[index])
        : OptionalInt.empty();
  }

  /** The index of a rate; {@link #KEEP} when the table does not have it. */
  public static int index(int baudRate) {
    for (int i = 0; i < BAUD_RATES.length; i++) {
      if (BAUD_RATES[i] == baudRate) {
        return i;
      }
    }
    return KEEP;
  }
}
