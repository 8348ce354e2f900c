package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.linux.Libc;
import io.hardline.loop.RunningLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A socket that cannot be had leaves no descriptor behind: it is tried again for months. */
@Timeout(60)
class SocketLeaksTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int TRIES = 200;

  @TempDir Path directory;

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.count();
    }
  }

  private static boolean isOpen(int fd) {
    return Files.exists(DESCRIPTORS.resolve("" + fd), LinkOption.NOFOLLOW_LINKS);
  }

  /** A plain file, which epoll refuses to watch. */
  private int unwatchable() throws IOException {
    return Libc.open(Files.createFile(directory.resolve("file")).toString(), 0);
  }

  @Test
  void anAddressThatIsNotThere() throws Exception {
    UdpAddress absent = UdpAddress.of("2001:db8::77", 0);
    long before = descriptors();
    for (int i = 0; i < TRIES; i++) {
      assertThatThrownBy(() -> UdpOptions.bind(absent, false)).isInstanceOf(IOException.class);
    }
    assertThat(descriptors() - before).isLessThan(TRIES / 2);
  }

  @Test
  void aSocketThatCannotBeWatched() throws Exception {
    try (RunningLoop loop = RunningLoop.start()) {
      int fd = unwatchable();
      assertThat(isOpen(fd)).isTrue();
      assertThatThrownBy(
              () -> loop.call(() -> new DatagramReader(loop.loop, fd, (data, from) -> {})))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("epoll_ctl");
      assertThat(isOpen(fd)).isFalse();
    }
  }

  @Test
  void aListenerThatCannotBeWatched() throws Exception {
    try (RunningLoop loop = RunningLoop.start()) {
      int fd = unwatchable();
      assertThatThrownBy(
              () -> loop.call(() -> new SocketListener(loop.loop, fd, 0, connection -> {})))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("epoll_ctl");
      assertThat(isOpen(fd)).isFalse();
    }
  }
}
