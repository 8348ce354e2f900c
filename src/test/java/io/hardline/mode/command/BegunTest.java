package io.hardline.mode.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.RealComBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What hosts have begun, and who ends it: breaks, and output that is held. */
@Timeout(120)
class BegunTest {
  private static final String START_BREAK = "21 00";
  private static final String STOP_BREAK = "22 00";
  private static final String SUSPEND = "34 00";
  private static final String RESUME = "33 00";

  private final CommandRig rig = new CommandRig(settings());
  private final CommandRig.Host a = rig.host();
  private final CommandRig.Host b =
      rig.new Host(rig.commands("192.0.2.8:1"), rig.data("192.0.2.8:2"));

  private static RealComBuilder settings() {
    return new RealComBuilder().max(2).allowDriverControl(true).aliveCheck(Duration.ZERO);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void reconfigure(RealComBuilder settings) {
    rig.commands.reconfigure(settings.build(), Duration.ZERO);
    rig.settle();
  }

  @Test
  void aBreakEndsWhenItsHostMayCommandNoMore() {
    a.asks(START_BREAK);
    rig.mayCommand = false;
    rig.commands.rightsChanged();
    rig.settle();
    assertThat(rig.deeds()).endsWith("startBreak", "stopBreak");
  }

  @Test
  void aBreakThatHasNotBegunYetEndsThenToo() {
    rig.tty.blockCalls();
    a.says(START_BREAK);
    rig.mayCommand = false;
    rig.commands.rightsChanged();
    rig.tty.releaseCalls();
    rig.settle();
    assertThat(rig.deeds()).endsWith("stopBreak");
  }

  @Test
  void heldOutputGoesOnWhenTheSettingsLetNobodyCommandAnyMore() {
    a.asks(SUSPEND);
    a.data.feed("held");
    reconfigure(settings().remoteLineControl(RemoteLineControl.NONE));
    assertThat(rig.tty.takenText()).isEqualTo("held");
    assertThat(a.asks(RESUME)).containsExactly("33 4f 4b");
  }

  @Test
  void heldOutputGoesOnWhenDriversMayNotControlAnyMore() {
    a.asks(SUSPEND);
    a.data.feed("held");
    reconfigure(settings().allowDriverControl(false));
    assertThat(rig.tty.takenText()).isEqualTo("held");
  }

  @Test
  void whoMayStillCommandKeepsWhatItHasBegun() {
    a.asks(SUSPEND);
    a.data.feed("held");
    reconfigure(settings());
    assertThat(rig.tty.takenText()).isEmpty();
  }

  @Test
  void whatTwoHoldIsHeldUntilTheLastOfThemHasGone() {
    a.asks(SUSPEND);
    b.asks(SUSPEND);
    a.data.feed("held");
    b.data.vanishes("reset");
    rig.settle();
    assertThat(rig.tty.takenText()).isEmpty();

    a.asks(RESUME);
    assertThat(rig.tty.takenText()).isEqualTo("held");
  }

  @Test
  void aBreakOfTwoLastsUntilTheLastOfThemHasGone() {
    a.asks(START_BREAK);
    b.asks(START_BREAK);
    b.data.vanishes("reset");
    rig.settle();
    assertThat(rig.deeds()).doesNotContain("stopBreak");

    a.data.vanishes("reset");
    rig.settle();
    assertThat(rig.deeds()).endsWith("stopBreak");
  }

  @Test
  void anyHostThatMayCommandEndsABreak() {
    a.asks(START_BREAK);
    assertThat(b.asks(STOP_BREAK)).containsExactly("22 4f 4b");
    assertThat(rig.deeds()).endsWith("startBreak", "stopBreak");
  }
}
