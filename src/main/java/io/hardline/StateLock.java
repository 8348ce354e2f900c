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
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int LOCK_EX_NB = 2 | 4;

  private static final int ROOT = 0;
  private static final int WRITABLE_BY_OTHERS = 022;

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
    int fd = Libc.open(directory.toString(), O_RDONLY_CLOEXEC);
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
    try {
      checkOwner(directory);
    } catch (StartFailure | RuntimeException failure) {
      Libc.close(fd);
      throw failure;
    }
    return new StateLock(directory, fd);
  }

  /** Whoever can write there decides what runs here: what is found in it is believed. */
  private static void checkOwner(Path directory) throws StartFailure {
    try {
      int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      int owner = (Integer) Files.getAttribute(directory, "unix:uid");
      int mode = (Integer) Files.getAttribute(directory, "unix:mode");
      if ((owner != self && owner != ROOT) || (mode & WRITABLE_BY_OTHERS) != 0) {
        throw new StartFailure(
            ExitCode.CANNOT_CREATE,
            ("the state directory %s can be written by other users; make it yours alone"
                    + " (chmod 700), or choose another with --state DIR")
                .formatted(directory));
      }
    } catch (IOException cannot) {
      throw new StartFailure(
          ExitCode.CANNOT_CREATE, "the state directory cannot be looked at: " + Reason.of(cannot));
    }
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
