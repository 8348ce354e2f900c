package io.hardline.settings;

import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.RealComModes.RedundantCom;
import java.time.Duration;

/** Settings of a Redundant COM, all standard but for what a test says. */
public final class RedundantComBuilder {
  private int max = 1;
  private boolean ignoreJammed;
  private Duration aliveCheck = RedundantCom.STANDARD.aliveCheck();

  public RedundantComBuilder max(int connections) {
    max = connections;
    return this;
  }

  public RedundantComBuilder ignoreJammed(boolean yes) {
    ignoreJammed = yes;
    return this;
  }

  public RedundantComBuilder aliveCheck(Duration time) {
    aliveCheck = time;
    return this;
  }

  public RedundantCom build() {
    return new RedundantCom(
        0,
        0,
        max,
        aliveCheck,
        ignoreJammed,
        false,
        RemoteLineControl.ALL,
        OnLastClientGone.STANDARD);
  }
}
