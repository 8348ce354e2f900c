package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.settings.PortSettings;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopbackDeviceTest {
  private final ManualLoop loop = new ManualLoop();

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void linesGoRound(boolean dtr, boolean rts) throws IOException {
    VirtualTty tty = new VirtualTty("virtual loopback", LoopbackDevice::new, Lines.baud(9600));
    tty.setOutputs(dtr, rts);

    assertThat(tty.modemLines()).isEqualTo(new ModemLines(dtr, rts, rts, dtr, dtr, false));
  }

  @ParameterizedTest
  @CsvSource({
    "ON, ON, true, true",
    "OFF, ON, false, true",
    "ON, OFF, true, false",
    "OFF, OFF, false, false",
    "KEEP, KEEP, true, true",
  })
  void linesAtOpenAreAsTheLineSays(
      LevelAtOpen dtrAtOpen, LevelAtOpen rtsAtOpen, boolean dtr, boolean rts) throws IOException {
    VirtualTty tty =
        new VirtualTty("virtual loopback", LoopbackDevice::new, Lines.atOpen(dtrAtOpen, rtsAtOpen));

    assertThat(tty.modemLines()).isEqualTo(new ModemLines(dtr, rts, rts, dtr, dtr, false));
    assertThat(tty.modemChanges()).isZero();
  }

  @Test
  void everyMoveOfALineCounts() throws IOException {
    VirtualTty tty = new VirtualTty("virtual loopback", LoopbackDevice::new, Lines.baud(9600));
    tty.setOutputs(true, false);
    assertThat(tty.modemChanges()).isEqualTo(1);
    tty.setOutputs(true, true);
    assertThat(tty.modemChanges()).isEqualTo(2);
    tty.setOutputs(false, true);
    assertThat(tty.modemChanges()).isEqualTo(4);
    tty.setOutputs(false, true);
    assertThat(tty.modemChanges()).isEqualTo(4);
  }

  @Test
  void aSettingOfTheLineMovesNothing() throws IOException {
    VirtualTty tty = new VirtualTty("virtual loopback", LoopbackDevice::new, Lines.baud(9600));
    tty.setLine(Lines.atOpen(LevelAtOpen.OFF, LevelAtOpen.OFF), PortSettings.Rs485.STANDARD);

    assertThat(tty.modemChanges()).isZero();
    assertThat(tty.modemLines().dtr()).isTrue();
  }

  @Test
  void dataGoesRound() {
    TtyOwner owner =
        new TtyOwner(
            new VirtualTty("virtual loopback", LoopbackDevice::new, Lines.baud(115_200)), loop);
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    owner.send(all);
    loop.advanceMs(100);

    assertThat(owner.received()).isEqualTo(all);
  }

  @Test
  void everyBreakComesBackOnce() throws IOException {
    VirtualTty tty = new VirtualTty("virtual loopback", LoopbackDevice::new, Lines.baud(9600));
    tty.stopBreak();
    tty.startBreak();
    tty.stopBreak();
    tty.startBreak();
    tty.stopBreak();

    assertThat(tty.lineErrors()).isEqualTo(new LineErrors(0, 0, 0, 2, 0));
  }
}
