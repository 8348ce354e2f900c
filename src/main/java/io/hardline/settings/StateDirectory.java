package io.hardline.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a unit keeps what it must not forget: revisions of the settings, the control socket, later
 * accounts and logs.
 */
public final class StateDirectory {
  private StateDirectory() {}

  /**
   * The one that was named, or the default: {@code /var/lib/hardline} for root, else {@code
   * $XDG_STATE_HOME/hardline}, which is {@code ~/.local/state/hardline} unless set.
   */
  public static Path orDefault(@Nullable Path named) {
    if (named != null) {
      return named.toAbsolutePath().normalize();
    }
    if (System.getProperty("user.name").equals("root")) {
      return Path.of("/var/lib/hardline");
    }
    String xdg = System.getenv("XDG_STATE_HOME");
    Path base =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".local", "state");
    return base.resolve("hardline");
  }
}
