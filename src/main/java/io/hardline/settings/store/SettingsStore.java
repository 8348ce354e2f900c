package io.hardline.settings.store;

import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.store.NewestRevision.Skipped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Numbered revisions in the directory {@code settings} of the state directory: {@code 000001.yaml}
 * and so on. A revision is complete or not there: it is written beside its place, forced to disk
 * and renamed, and the directory is forced to disk too.
 *
 * <p>Calls block on the disk: never on an event loop. One thread at a time, in one process; the
 * lock on the state directory sees to that.
 */
public final class SettingsStore {
  /** Older revisions than this many are removed. */
  public static final int MAX_REVISIONS = 100;

  private static final String SUFFIX = ".yaml";
  private static final String UNFINISHED = ".yaml.new";

  private final Path directory;

  private SettingsStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens the store of a state directory and makes its own directory if need be. Changes nothing
   * else, so that a unit can run on from a disk that has become read-only.
   */
  public static SettingsStore open(Path state) throws IOException {
    Path directory = state.resolve("settings");
    if (!Files.isDirectory(directory)) {
      try {
        Files.createDirectories(state);
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        force(state);
      } catch (IOException e) {
        throw new IOException("cannot make the directory " + directory + ": " + why(e), e);
      }
    }
    return new SettingsStore(directory);
  }

  /** The newest revision that reads and is valid; broken ones are passed over and reported. */
  public NewestRevision newest() throws IOException {
    List<Skipped> skipped = new ArrayList<>();
    for (int number : numbers().reversed()) {
      Path file = file(number);
      try {
        byte[] content = SettingsFile.load(file);
        switch (SettingsFile.read(file.toString(), content)) {
          case ReadResult.Good<Settings>(Settings settings) -> {
            String text = new String(content, StandardCharsets.UTF_8);
            return new NewestRevision(new Revision(number, file, text, settings), skipped);
          }
          case ReadResult.Refused<Settings> refused ->
              skipped.add(new Skipped(file, refused.text().strip()));
        }
      } catch (IOException e) {
        skipped.add(new Skipped(file, "cannot read " + file + ": " + why(e)));
      }
    }
    return new NewestRevision(null, skipped);
  }

  /** Commits a tree: what differs from the defaults. */
  public Revision commit(Settings settings) throws IOException {
    return commit(SettingsFile.write(settings));
  }

  /**
   * Commits a file's text as it is, with its comments. When this returns, the revision is on disk
   * and is the newest; when it throws, nothing has changed.
   *
   * @throws IllegalArgumentException if the text is not valid, which the caller has to have checked
   */
  public Revision commit(String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    Settings settings =
        switch (SettingsFile.read("the new settings", content)) {
          case ReadResult.Good<Settings>(Settings tree) -> tree;
          case ReadResult.Refused<Settings> refused ->
              throw new IllegalArgumentException(refused.text());
        };
    List<Integer> numbers = numbers();
    int number = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
    Path file = file(number);
    try {
      removeUnfinished();
      write(file, content);
    } catch (IOException e) {
      throw new IOException("cannot write the settings to " + file + ": " + why(e), e);
    }
    removeOldest(numbers, MAX_REVISIONS - 1);
    return new Revision(number, file, text, settings);
  }

  private void write(Path file, byte[] content) throws IOException {
    Path unfinished = directory.resolve(file.getFileName() + ".new");
    Set<StandardOpenOption> create =
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try (FileChannel out =
        FileChannel.open(
            unfinished,
            create,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    } catch (IOException e) {
      removeQuietly(unfinished, e);
      throw e;
    }
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      removeQuietly(unfinished, e);
      throw e;
    }
    try {
      force(directory);
    } catch (IOException e) {
      removeQuietly(file, e);
      throw e;
    }
  }

  /** Without this a name may be lost with the power, however safe the bytes behind it are. */
  private static void force(Path names) throws IOException {
    try (FileChannel channel = FileChannel.open(names, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void removeQuietly(Path file, IOException because) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** What a crash in the middle of a commit left behind. */
  private void removeUnfinished() throws IOException {
    for (Path leftover : files(UNFINISHED)) {
      Files.deleteIfExists(leftover);
    }
  }

  /** A revision that cannot be removed harms nobody; the next commit tries again. */
  private void removeOldest(List<Integer> numbers, int keep) {
    for (int number : numbers.subList(0, Math.max(0, numbers.size() - keep))) {
      try {
        Files.deleteIfExists(file(number));
      } catch (IOException e) {
        return;
      }
    }
  }

  private Path file(int number) {
    return directory.resolve(String.format("%06d", number) + SUFFIX);
  }

  /** The numbers of the revisions there are, lowest first. Other files are left alone. */
  private List<Integer> numbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (Path file : files(SUFFIX)) {
      int number = number(file.getFileName().toString());
      if (number > 0 && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        numbers.add(number);
      }
    }
    numbers.sort(Comparator.naturalOrder());
    return numbers;
  }

  private List<Path> files(String ending) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ending)) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      return found;
    } catch (DirectoryIteratorException e) {
      throw new IOException("cannot list " + directory + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException("cannot list " + directory + ": " + why(e), e);
    }
  }

  /** The number of {@code 000012.yaml}, or 0 for a name that is not one of ours. */
  private static int number(String name) {
    String digits = name.substring(0, name.length() - SUFFIX.length());
    int maxDigits = 9;
    if (digits.length() < 6
        || digits.length() > maxDigits
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return Integer.parseInt(digits);
  }

  /** The reason in words: a file system exception's own message is often the bare path. */
  private static String why(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such file or directory";
      case FileAlreadyExistsException exists -> "a file of this name is in the way";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
