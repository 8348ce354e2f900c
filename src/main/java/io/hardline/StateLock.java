package io.hardline;

import io.hardline.cli.ExitCode;
import io.hardline.control.ControlSocket;
import io.hardline.event.Reason;
import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The state directory, taken for as long as this process lives: one daemon for each. The lock is on
 * the directory itself, so a file system that is read-only or full can be locked as well, and
 * nothing is left over from a crash.
 */
final class StateLock implements AutoCloseable {
  private static final int O_RDONLY_DIRECTORY_CLOEXEC = 0x10000 | 0x80000;
  private static final int LOCK_EX_NB = 2 | 4;

  private final Path directory;
  private final int fd;

  private StateLock(Path directory, int fd) {
    this.directory = directory;
    this.fd = fd;
  }

  /** Makes the directory if it is not there, for this user alone, and locks it. */
  static StateLock take(Path directory) throws StartFailure {
    checkControlSocket(directory);
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException cannot) {
      throw new StartFailure(
          ExitCode.CANNOT_CREATE,
          "the state directory %s cannot be made (%s); choose another with --state DIR"
              .formatted(directory, Reason.of(cannot)));
    }
    int fd = Libc.open(directory.toString(), O_RDONLY_DIRECTORY_CLOEXEC);
    if (fd < 0) {
      throw new StartFailure(
          ExitCode.CANNOT_CREATE,
          ("the state directory %s cannot be used: %s; it must belong to the user that runs"
                  + " Hardline, or choose another with --state DIR")
              .formatted(directory, Errno.text(fd)));
    }
    if (Libc.flock(fd, LOCK_EX_NB) < 0) {
      Libc.close(fd);
      throw new StartFailure(
          ExitCode.ALREADY_RUNNING,
          "another daemon runs with the state directory %s; `hardline status --state %s` shows it"
              .formatted(directory, directory));
    }
    return new StateLock(directory, fd);
  }

  /** Before anything is made: a daemon that can never be asked is refused, by the path's name. */
  private static void checkControlSocket(Path directory) throws StartFailure {
    try {
      ControlSocket.checkPath(directory);
    } catch (IOException tooLong) {
      throw new StartFailure(
          ExitCode.CANNOT_CREATE,
          tooLong.getMessage() + "; choose a shorter state directory with --state DIR");
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
