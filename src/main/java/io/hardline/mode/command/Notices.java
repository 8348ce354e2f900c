package io.hardline.mode.command;

import io.hardline.aspp.Answers;
import io.hardline.loop.Loop;

/**
 * Tells one host what happens on the line, merged: events are gathered, control lines are told as
 * they are, so that what was left out between is nothing the host has to know. Loop thread only.
 */
final class Notices {
  /** Between two. A change is told at once when the last was longer ago. */
  static final long NOTICE_INTERVAL_MS = 50;

  /** How they reach the host. */
  interface Way {
    /**
     * Sends one; false when the host may not have read the last yet, {@link Notices#goOn} follows.
     */
    boolean send(int events, int lines);
  }

  private static final int UNKNOWN = -1;

  private final Way way;
  private final Loop.Timer interval;
  private boolean on;

  /** What the host takes the lines for. */
  private int told = UNKNOWN;

  private int lines;
  private int events;

  Notices(Loop loop, Way way) {
    this.way = way;
    this.interval = loop.timer(this::goOn);
  }

  boolean isOn() {
    return on;
  }

  void on(boolean wanted) {
    on = wanted;
    events = 0;
  }

  /** The host has been told in another way how the lines are. */
  void told(int newLines) {
    lines = newLines;
    told = newLines;
  }

  void linesAre(int newLines) {
    lines = newLines;
    if (told == UNKNOWN) {
      told = newLines;
    }
    goOn();
  }

  void happened(int newEvents) {
    if (on) {
      events |= newEvents;
      goOn();
    }
  }

  /** There may be room for one again. */
  void goOn() {
    int due = events | (lines == told || told == UNKNOWN ? 0 : Answers.LINES_CHANGED);
    if (on && due != 0 && !interval.isSet() && way.send(due, lines)) {
      events = 0;
      told = lines;
      interval.setMs(NOTICE_INTERVAL_MS);
    }
  }

  void close() {
    on = false;
    interval.clear();
  }
}
