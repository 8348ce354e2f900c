package io.hardline.tty.virtual;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;

/** Lines for tests. */
final class Lines {
  static LineSettings baud(int baudRate) {
    return LineSettings.STANDARD.withFraming(baudRate, 8, Parity.NONE, StopBits.ONE);
  }

  static LineSettings with(int baudRate, FlowControl flowControl) {
    return new LineSettings(
        baudRate,
        8,
        Parity.NONE,
        StopBits.ONE,
        flowControl,
        LineSettings.Interface.RS_232,
        true,
        LevelAtOpen.ON,
        LevelAtOpen.ON);
  }

  static LineSettings atOpen(LevelAtOpen dtr, LevelAtOpen rts) {
    return new LineSettings(
        115_200,
        8,
        Parity.NONE,
        StopBits.ONE,
        FlowControl.NONE,
        LineSettings.Interface.RS_232,
        true,
        dtr,
        rts);
  }

  private Lines() {}
}
