package io.hardline.tty.virtual;

/**
 * The plant behind the simulated controllers: a climate chamber whose temperature creeps toward the
 * set point while the heater is on, and back to that of the room while it is off. Temperatures are
 * in tenths of a degree Celsius, as such controllers have them.
 */
final class Chamber {
  static final int ROOM_TENTHS = 200;
  static final int MIN_SET_POINT_TENTHS = ROOM_TENTHS;
  static final int MAX_SET_POINT_TENTHS = 2500;

  /** Half a degree in a second. */
  static final long NS_PER_TENTH = 200_000_000;

  /** How close counts as there. */
  static final int TOLERANCE_TENTHS = 5;

  private int temperatureTenths = ROOM_TENTHS;
  private int setPointTenths = 600;
  private boolean heaterOn = true;
  private boolean started;
  private long sinceNs;

  /** Lets the time until now pass; the first call starts it. */
  void advance(long nowNs) {
    if (!started) {
      started = true;
      sinceNs = nowNs;
    }
    long steps = (nowNs - sinceNs) / NS_PER_TENTH;
    sinceNs += steps * NS_PER_TENTH;
    int wayTenths = (heaterOn ? setPointTenths : ROOM_TENTHS) - temperatureTenths;
    temperatureTenths += (int) Math.clamp(wayTenths, -steps, steps);
  }

  static boolean isSetPoint(int tenths) {
    return tenths >= MIN_SET_POINT_TENTHS && tenths <= MAX_SET_POINT_TENTHS;
  }

  int temperatureTenths() {
    return temperatureTenths;
  }

  int setPointTenths() {
    return setPointTenths;
  }

  void setSetPointTenths(int tenths) {
    setPointTenths = tenths;
  }

  boolean heaterOn() {
    return heaterOn;
  }

  void setHeaterOn(boolean on) {
    heaterOn = on;
  }

  boolean atSetPoint() {
    return Math.abs(temperatureTenths - setPointTenths) <= TOLERANCE_TENTHS;
  }
}
