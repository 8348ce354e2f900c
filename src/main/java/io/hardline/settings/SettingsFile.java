package io.hardline.settings;

import io.hardline.settings.schema.Group;
import io.hardline.settings.schema.Problems;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.schema.Schema;
import io.hardline.settings.schema.TreeReader;
import io.hardline.settings.schema.TreeWriter;
import io.hardline.settings.schema.TreeWriter.Extent;
import io.hardline.settings.schema.YamlNode;
import io.hardline.settings.schema.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The settings as the text of a file. No state; any thread. */
public final class SettingsFile {
  private static final Group SCHEMA = Schema.of(Settings.class);

  private SettingsFile() {}

  /** The description of the whole tree, for those who walk it. */
  public static Group schema() {
    return SCHEMA;
  }

  /**
   * Reads and checks a file's content: all of it, so that one look shows everything that is wrong.
   *
   * @param fileName how errors call the file
   */
  public static ReadResult<Settings> read(String fileName, byte[] content) {
    Problems problems = new Problems(fileName);
    Settings settings = null;
    YamlNode root = YamlText.parse(content, problems);
    if (root != null && !isNewer(root, problems)) {
      settings = (Settings) TreeReader.read(SCHEMA, root, problems);
      if (settings != null) {
        SettingsRules.check(settings, problems);
      }
    }
    return settings == null || !problems.isEmpty()
        ? problems.refused()
        : new ReadResult.Good<>(settings);
  }

  /**
   * A file's content for {@link #read}, and no more of it than is needed to refuse one that is too
   * large.
   *
   * @throws IOException also when it is no regular file: a FIFO would block, a device never ends
   */
  public static byte[] load(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(YamlText.MAX_BYTES + 1);
    }
  }

  /** A newer file gets this one error: what else is unknown in it is new, and not wrong. */
  private static boolean isNewer(YamlNode root, Problems problems) {
    String version = versionOf(root);
    if (version == null || !isNumberAbove(Settings.VERSION, version)) {
      return false;
    }
    problems.add(
        "version",
        version,
        "at most " + Settings.VERSION + "; the file was written for a newer Hardline");
    return true;
  }

  private static @Nullable String versionOf(YamlNode root) {
    YamlNode.Entry entry = root instanceof YamlNode.Mapping map ? map.entry("version") : null;
    return entry != null && entry.value() instanceof YamlNode.Leaf leaf && !leaf.quoted()
        ? leaf.text()
        : null;
  }

  private static boolean isNumberAbove(int known, String text) {
    try {
      return Integer.parseInt(text) > known;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The text of a file with everything that differs from the defaults. */
  public static String write(Settings settings) {
    return TreeWriter.write(SCHEMA, settings, Extent.CHANGED);
  }

  /** The text of a file with every setting. */
  public static String writeComplete(Settings settings) {
    return TreeWriter.write(SCHEMA, settings, Extent.COMPLETE);
  }
}
