package io.hardline.remote;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a terminal that are not for the device: one leaves, and one goes before a letter that
 * does something to the line. Knows no terminal: keys in, bytes and wishes out.
 *
 * <p>One thread at a time.
 */
public final class MenuKeys {
  /** Ctrl-]. */
  public static final int LEAVE = 0x1d;

  /** Ctrl-\. */
  public static final int MENU = 0x1c;

  /** What a person asks for. */
  public enum Wish {
    LEAVE,
    BREAK,
    DTR_ON,
    DTR_OFF,
    RTS_ON,
    RTS_OFF,
    /** Which keys there are. */
    KEYS
  }

  /** Told what keys mean, in their order. */
  public interface Events {
    /** For the device; the array is the callee's. */
    void data(byte[] bytes);

    void wish(Wish wish);
  }

  private final boolean withMenu;
  private boolean inMenu;

  /**
   * @param withMenu whether there is a line to do something to; else one key alone is not for the
   *     device
   */
  public MenuKeys(boolean withMenu) {
    this.withMenu = withMenu;
  }

  /** Goes through what was typed; what follows the key that leaves is nobody's. */
  public void typed(byte[] keys, int length, Events events) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(length);
    for (int i = 0; i < length; i++) {
      int key = keys[i] & 0xff;
      boolean second = inMenu;
      Wish wish = key == LEAVE ? Wish.LEAVE : second ? chosen(key) : null;
      inMenu = !second && withMenu && key == MENU;
      if (wish != null) {
        pass(data, events);
        events.wish(wish);
        if (wish == Wish.LEAVE) {
          return;
        }
      } else if (!inMenu) {
        data.write(key);
      }
    }
    pass(data, events);
  }

  /** Twice it is for the device, and any other key there is none of ours shows which there are. */
  private static @Nullable Wish chosen(int key) {
    return switch (key) {
      case 'b', 'B' -> Wish.BREAK;
      case 'D' -> Wish.DTR_ON;
      case 'd' -> Wish.DTR_OFF;
      case 'R' -> Wish.RTS_ON;
      case 'r' -> Wish.RTS_OFF;
      case MENU -> null;
      default -> Wish.KEYS;
    };
  }

  private static void pass(ByteArrayOutputStream data, Events events) {
    if (data.size() > 0) {
      events.data(data.toByteArray());
      data.reset();
    }
  }
}
