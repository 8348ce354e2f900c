package io.hardline.settings.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.hardline.settings.PortSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revisions on disk, whole and broken. */
class SettingsStoreTest {
  @TempDir Path temporary;

  private static String text(String alias) {
    return "version: 1 # kept as it is\nports: { 1: { alias: " + alias + " } }\n";
  }

  private Path state() {
    return temporary.resolve("state");
  }

  private Path directory() {
    return state().resolve("settings");
  }

  private static Revision newest(SettingsStore store) throws IOException {
    return Objects.requireNonNull(store.newest().revision());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anEmptyStoreHasNoRevision() throws IOException {
    assertThat(SettingsStore.open(state()).newest()).isEqualTo(new NewestRevision(null, List.of()));
  }

  @Test
  void theNewestIsWhatWasCommittedLast() throws IOException {
    SettingsStore store = SettingsStore.open(state());
    assertThat(store.commit(text("a")).number()).isEqualTo(1);
    Revision second = store.commit(text("b"));
    Revision found = newest(SettingsStore.open(state()));
    assertThat(found).isEqualTo(second);
    assertThat(found.text()).isEqualTo(text("b"));
    assertThat(found.settings().ports().values())
        .extracting(PortSettings::alias)
        .containsExactly("b");
    assertThat(store.commit(found.settings()).settings()).isEqualTo(found.settings());
    assertThat(files()).containsExactly("000001.yaml", "000002.yaml", "000003.yaml");
  }

  @Test
  void nobodyElseMayReadThem() throws IOException {
    Revision revision = SettingsStore.open(state()).commit(text("a"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(revision.file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void brokenRevisionsArePassedOverAndReported() throws IOException {
    SettingsStore store = SettingsStore.open(state());
    store.commit(text("good"));
    Files.writeString(directory().resolve("000002.yaml"), "version: 1\nprots: {}\n");
    Files.writeString(directory().resolve("000003.yaml"), "");
    Files.write(directory().resolve("000004.yaml"), new byte[] {(byte) 0xff});
    NewestRevision newest = store.newest();
    assertThat(newest.revision()).extracting(Revision::number).isEqualTo(1);
    assertThat(newest.skipped())
        .extracting(s -> s.file().getFileName().toString())
        .containsExactly("000004.yaml", "000003.yaml", "000002.yaml");
    assertThat(newest.skipped().getLast().why()).contains("000002.yaml:2:1: prots: found");
    assertThat(store.commit(text("next")).number()).isEqualTo(5);
  }

  @Test
  void leftoversOfACrashAndForeignFilesAreNoRevisions() throws IOException {
    SettingsStore store = SettingsStore.open(state());
    store.commit(text("a"));
    Files.writeString(directory().resolve("000002.yaml.new"), text("half"));
    Files.writeString(directory().resolve("notes.yaml"), text("foreign"));
    Files.writeString(directory().resolve("7.yaml"), text("foreign"));
    Files.createDirectory(directory().resolve("000009.yaml"));
    assertThat(newest(store).number()).isEqualTo(1);
    store.commit(text("b"));
    assertThat(files())
        .containsExactly("000001.yaml", "000002.yaml", "000009.yaml", "7.yaml", "notes.yaml");
  }

  @Test
  void onlyTheNewestHundredAreKept() throws IOException {
    SettingsStore store = SettingsStore.open(state());
    store.commit(text("a"));
    // Far beyond the limit at once, as after a limit that was lowered.
    for (int i = 2; i < SettingsStore.MAX_REVISIONS + 10; i++) {
      Files.writeString(directory().resolve(String.format("%06d.yaml", i)), text("a"));
    }
    Revision last = store.commit(text("b"));
    assertThat(files()).hasSize(SettingsStore.MAX_REVISIONS).doesNotContain("000010.yaml");
    assertThat(last.number()).isEqualTo(SettingsStore.MAX_REVISIONS + 10);
    assertThat(files()).contains("000011.yaml", "000110.yaml");
  }

  @Test
  void whatIsNotValidIsNotCommitted() throws IOException {
    SettingsStore store = SettingsStore.open(state());
    assertThatThrownBy(() -> store.commit("version: 2\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("written for a newer Hardline");
    assertThat(files()).isEmpty();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Files.writeString(state(), "");
    assertThatThrownBy(() -> SettingsStore.open(state()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot make the directory " + directory() + ": ");
  }

  @Test
  void aCommitThatFailsLeavesNothing() throws IOException {
    SettingsStore store = SettingsStore.open(state());
    store.commit(text("a"));
    // A directory that is not empty cannot be removed, so the commit cannot clean up.
    Path leftover = directory().resolve("000002.yaml.new");
    Files.createDirectories(leftover.resolve("x"));
    assertThatThrownBy(() -> store.commit(text("b")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot write the settings to " + directory().resolve("000002.yaml"));
    assertThat(newest(store).number()).isEqualTo(1);
  }

  /** Root may write everywhere, so this is tested as a plain user alone. */
  @Test
  void aReadOnlyStoreCanBeReadAndSaysWhyItCannotBeWritten() throws IOException {
    SettingsStore.open(state()).commit(text("a"));
    Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("r-x------"));
    assumeFalse(Files.isWritable(directory()), "root may write to a read-only directory");
    try {
      SettingsStore store = SettingsStore.open(state());
      assertThat(newest(store).number()).isEqualTo(1);
      assertThatThrownBy(() -> store.commit(text("b")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot write the settings to "
                  + directory().resolve("000002.yaml")
                  + ": permission denied");
    } finally {
      Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aStoreThatIsGoneIsAnError() throws IOException {
    SettingsStore store = SettingsStore.open(state());
    Files.delete(directory());
    assertThatThrownBy(store::newest)
        .isInstanceOf(IOException.class)
        .hasMessage("cannot list " + directory() + ": no such file or directory");
    assertThatThrownBy(() -> store.commit(text("a"))).isInstanceOf(IOException.class);
  }
}
