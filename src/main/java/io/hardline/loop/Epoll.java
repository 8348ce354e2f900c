package io.hardline.loop;

/** Event bits of epoll(7) and their meaning for {@link Loop.Ready}. */
public final class Epoll {
  public static final int IN = 0x001;
  public static final int OUT = 0x004;
  public static final int ERR = 0x008;
  public static final int HUP = 0x010;
  public static final int RDHUP = 0x2000;
  static final int EDGE_TRIGGERED = 1 << 31;

  /** Something to read, be it data, the end or an error. */
  public static boolean readable(int events) {
    return (events & (IN | RDHUP | HUP | ERR)) != 0;
  }

  /** Room to write, or an error that a write will report. */
  public static boolean writable(int events) {
    return (events & (OUT | HUP | ERR)) != 0;
  }

  /** The other side is gone or going: read to the end, a short read proves nothing. */
  public static boolean ending(int events) {
    return (events & (RDHUP | HUP | ERR)) != 0;
  }

  /** Both directions are over: the peer is gone, or its machine is. */
  public static boolean hungUp(int events) {
    return (events & (HUP | ERR)) != 0;
  }

  private Epoll() {}
}
