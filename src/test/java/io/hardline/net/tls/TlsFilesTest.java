package io.hardline.net.tls;

import static io.hardline.net.tls.TestCertificates.encrypted;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.net.FakeConnection;
import io.hardline.net.tls.TestCertificates.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that come late, go bad and are renewed, while connections come. */
class TlsFilesTest {
  @TempDir Path directory;
  private final ManualLoop loop = new ManualLoop();
  private final List<String> said = new ArrayList<>();
  private final List<Runnable> hanging = new ArrayList<>();
  private boolean hangs;
  private TestCertificates made = new TestCertificates(Path.of(""));
  private Pair own = new Pair(Path.of(""), Path.of(""));

  private final TlsFiles.Listener listener =
      new TlsFiles.Listener() {
        @Override
        public void inUse(String certificate) {
          said.add("in use: " + certificate.replaceAll(", .*", ""));
        }

        @Override
        public void trouble(String what) {
          said.add("trouble: " + what);
        }

        @Override
        public void warning(String what) {
          said.add("warning");
        }
      };

  @BeforeEach
  void makeCertificates() {
    made = new TestCertificates(directory);
    own = made.ownCertificate("first", "");
  }

  private TlsFiles files() {
    TlsFiles files =
        new TlsFiles(loop, encrypted(own), true, RecordStyle.LARGE, this::execute, listener);
    loop.runAll();
    return files;
  }

  private void execute(Runnable task) {
    if (hangs) {
      hanging.add(task);
    } else {
      task.run();
    }
  }

  /** Whether a connection that comes now gets an identity; empty while it waits. */
  private List<Boolean> answers(TlsFiles files) {
    List<Boolean> answers = new ArrayList<>();
    files.server(new FakeConnection(loop, "peer:1"), tls -> answers.add(tls != null));
    loop.runAll();
    return answers;
  }

  private void replaceBy(String name) throws IOException {
    Pair next = made.ownCertificate(name, "");
    Files.move(next.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(next.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aRenewedFileIsPickedUpWithTheNextConnectionButNotMoreOftenThanOnceASecond()
      throws IOException {
    TlsFiles files = files();
    assertThat(answers(files)).containsExactly(true);
    replaceBy("second");
    assertThat(answers(files)).containsExactly(true);
    assertThat(said).containsExactly("in use: CN=first");

    loop.advanceMs(TlsFiles.LOOK_INTERVAL_MS);
    assertThat(answers(files)).containsExactly(true);
    assertThat(said).containsExactly("in use: CN=first", "in use: CN=second");
  }

  @Test
  void aMissingFileIsTroubleUntilItIsThere() throws IOException {
    Path aside = made.file("aside");
    Files.move(own.key(), aside);
    TlsFiles files = files();
    assertThat(files.trouble()).isEqualTo("key " + own.key() + " is not there");
    assertThat(answers(files)).containsExactly(false);
    loop.advanceMs(10L * TlsFiles.RETRY_MS);
    assertThat(said).as("said once").hasSize(1);

    Files.move(aside, own.key());
    loop.advanceMs(TlsFiles.RETRY_MS);
    assertThat(files.trouble()).isEmpty();
    assertThat(answers(files)).containsExactly(true);
  }

  @Test
  void aBadNewFileLeavesTheOldOneInUse() throws IOException {
    TlsFiles files = files();
    Pair other = made.ownCertificate("other", "");
    Files.move(other.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
    loop.advanceMs(TlsFiles.LOOK_INTERVAL_MS);
    assertThat(answers(files)).containsExactly(true);
    assertThat(files.trouble())
        .contains("does not belong to")
        .endsWith("; what was read before stays");

    Files.move(other.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
    loop.advanceMs(TlsFiles.RETRY_MS);
    assertThat(files.trouble()).isEmpty();
    assertThat(said).contains("in use: CN=other");
  }

  @Test
  void aFileSystemThatHangsDelaysAConnectionAndDoesNotStopIt() {
    TlsFiles files = files();
    hangs = true;
    loop.advanceMs(TlsFiles.LOOK_INTERVAL_MS);
    List<Boolean> answers = answers(files);
    assertThat(answers).isEmpty();
    loop.advanceMs(TlsFiles.LOOK_DEADLINE_MS);
    assertThat(answers).containsExactly(true);

    assertThat(answers(files)).isEmpty();
    assertThat(hanging).as("one look at a time").hasSize(1);
    hanging.getFirst().run();
    loop.runAll();
    assertThat(files.trouble()).isEmpty();
  }

  @Test
  void whoIsClosedTellsNobody() {
    hangs = true;
    TlsFiles files = files();
    List<Boolean> answers = answers(files);
    files.close();
    hanging.getFirst().run();
    loop.advanceMs(60_000);
    assertThat(answers).isEmpty();
    assertThat(said).isEmpty();
  }
}
