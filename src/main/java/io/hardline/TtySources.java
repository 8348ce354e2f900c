package io.hardline;

import io.hardline.port.TtySource;
import io.hardline.settings.PortSettings;
import io.hardline.settings.Settings;
import io.hardline.settings.TtySelector;
import io.hardline.tty.SystemRoots;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyFinder;
import io.hardline.tty.TtyOpener;
import io.hardline.tty.virtual.VirtualTtys;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** Opens what a port's settings name: a device of the machine, or a simulated one. */
final class TtySources implements TtySource {
  private final Supplier<Settings> settings;
  private final TtyOpener opener =
      new TtyOpener(SystemRoots.REAL, new TtyFinder(SystemRoots.REAL), List.of());

  /**
   * @param settings those in force when a tty is opened: {@code tty-allow} may have changed
   */
  TtySources(Supplier<Settings> settings) {
    this.settings = settings;
  }

  @Override
  public Tty open(PortSettings port) throws IOException {
    TtySelector selector = port.tty();
    if (selector == null) {
      throw new AssertionError("a port without a tty opens none");
    }
    if (selector instanceof TtySelector.Virtual virtual) {
      return VirtualTtys.open(virtual.device(), port.line());
    }
    return opener.allowing(settings.get().ttyAllow()).open(selector, port.line());
  }
}
