package io.hardline;

import io.hardline.cli.ExitCode;
import io.hardline.event.EventKind;
import io.hardline.event.EventLog;
import io.hardline.event.Reason;
import io.hardline.settings.Diff;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.store.NewestRevision;
import io.hardline.settings.store.Revision;
import io.hardline.settings.store.SettingsStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who owns the settings. Started with a file, the unit is file-managed: the file is read at start
 * and on SIGHUP, committed to the state directory when it is good, and never written. Without one,
 * the newest revision in the state directory is the truth.
 */
final class SettingsInForce {
  private final @Nullable Path file;
  private final @Nullable SettingsStore store;
  private final EventLog log;
  private final PrintStream complaints;
  private volatile Settings tree = Settings.STANDARD;
  private volatile String from = "";
  private boolean isFixed;
  private byte @Nullable [] content;

  private SettingsInForce(
      @Nullable Path file, @Nullable SettingsStore store, EventLog log, PrintStream complaints) {
    this.file = file;
    this.store = store;
    this.log = log;
    this.complaints = complaints;
  }

  /**
   * Finds the settings to start with.
   *
   * @param complaints where everything that is wrong with a file is said, line by line
   */
  static SettingsInForce open(@Nullable Path file, Path state, EventLog log, PrintStream complaints)
      throws StartFailure {
    SettingsStore store = null;
    try {
      store = SettingsStore.open(state);
    } catch (IOException unwritable) {
      log.record(EventKind.STATE_UNWRITABLE, Reason.of(unwritable));
    }
    SettingsInForce settings = new SettingsInForce(file, store, log, complaints);
    if (file == null || !settings.takeFile(file)) {
      settings.takeNewestRevision();
    }
    return settings;
  }

  /** Settings that nobody can change. */
  static SettingsInForce fixed(
      Settings settings, String from, EventLog log, PrintStream complaints) {
    SettingsInForce fixed = new SettingsInForce(null, null, log, complaints);
    fixed.tree = settings;
    fixed.from = from;
    fixed.isFixed = true;
    return fixed;
  }

  /** Nobody can change them, and there is nothing to read again. */
  boolean isFixed() {
    return isFixed;
  }

  Settings tree() {
    return tree;
  }

  /** For people: the file that owns them, or the revision. */
  String from() {
    return from;
  }

  /** False when the file cannot be used; then it has been said why, and nothing has changed. */
  private boolean takeFile(Path owner) {
    try {
      byte[] found = SettingsFile.load(owner);
      if (Arrays.equals(found, content)) {
        return true;
      }
      switch (SettingsFile.read(owner.toString(), found)) {
        case ReadResult.Good<Settings>(Settings settings) -> {
          content = found;
          tree = settings;
          from = "file " + owner;
          commit(new String(found, StandardCharsets.UTF_8));
          return true;
        }
        case ReadResult.Refused<Settings> refused -> {
          complaints.print(refused.text());
          log.record(EventKind.SETTINGS_REFUSED, owner + " has " + count(refused));
        }
      }
    } catch (IOException cannot) {
      log.record(EventKind.SETTINGS_REFUSED, Reason.of(cannot));
    }
    return false;
  }

  private static String count(ReadResult.Refused<Settings> refused) {
    int errors = refused.errors().size() + refused.leftOut();
    return count(errors, "error");
  }

  private static String count(int number, String noun) {
    return number == 1 ? "1 " + noun : number + " " + noun + "s";
  }

  /**
   * What cannot be written down is in force all the same: a full disk is no reason to lose the
   * ports.
   */
  private void commit(String yaml) {
    if (store == null) {
      return;
    }
    try {
      Revision newest = store.newest().revision();
      if (newest == null || !newest.text().equals(yaml)) {
        store.commit(yaml);
      }
    } catch (IOException unwritable) {
      log.record(EventKind.STATE_UNWRITABLE, Reason.of(unwritable));
    }
  }

  private void takeNewestRevision() throws StartFailure {
    Revision newest = newestRevision();
    if (newest != null) {
      tree = newest.settings();
      from = "revision " + newest.number();
      if (file != null) {
        log.record(EventKind.SETTINGS_LAST_GOOD, file, newest.number());
      }
    } else if (file != null) {
      throw new StartFailure(
          ExitCode.BAD_SETTINGS,
          file + " cannot be used, and there are no earlier settings to fall back to");
    } else {
      from = "defaults, with no ports; start with --settings FILE";
    }
  }

  private @Nullable Revision newestRevision() {
    if (store == null) {
      return null;
    }
    try {
      NewestRevision newest = store.newest();
      for (NewestRevision.Skipped skipped : newest.skipped()) {
        log.record(EventKind.SETTINGS_REFUSED, skipped.file() + ": " + skipped.why());
      }
      return newest.revision();
    } catch (IOException unreadable) {
      log.record(EventKind.STATE_UNWRITABLE, Reason.of(unreadable));
      return null;
    }
  }

  /** Reads the file again; answers the new tree when it is good and differs. */
  Optional<Settings> reload() {
    Settings before = tree;
    if (file == null) {
      log.record(
          EventKind.SETTINGS_APPLIED, "SIGHUP", "nothing to read, no file owns the settings");
      return Optional.empty();
    }
    if (!takeFile(file)) {
      return Optional.empty();
    }
    int changes = Diff.between(before, tree).size();
    log.record(EventKind.SETTINGS_APPLIED, file, count(changes, "change"));
    return changes == 0 ? Optional.empty() : Optional.of(tree);
  }
}
