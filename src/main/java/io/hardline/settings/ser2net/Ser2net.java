package io.hardline.settings.ser2net;

import io.hardline.settings.Settings;
import io.hardline.settings.schema.ForeignNode;
import io.hardline.settings.schema.ForeignYaml;
import io.hardline.settings.schema.Problems;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.schema.YamlText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A configuration of ser2net as settings of ours. No state; any thread. */
public final class Ser2net {
  static final String NO_ADMIN =
      "there is no network port for administration; on the machine itself hardline status and"
          + " hardline attach show and reach every port";

  static final String NO_ROTATOR = "there is no rotator: clients choose their port";

  static final String OFF = "it is switched off; give the port its mode when it is to be used";

  private static final Pattern YAML_LINE =
      Pattern.compile("(?m)\\A(%YAML|---)|^(connections?|defines?|defaults?):");

  private Ser2net() {}

  /**
   * What became of a file.
   *
   * @param settings good ones; with no port when nothing could be used
   * @param findings what is not the same, in the order of the file
   * @param findingsLeftOut how many more there were
   * @param connections how many the file has
   */
  public record Imported(
      Settings settings, List<Finding> findings, int findingsLeftOut, int connections) {

    /** Whether something is missing that the file asked for. */
    public boolean isPartly() {
      return findingsLeftOut > 0
          || findings.stream().anyMatch(f -> f.weight() != Finding.Weight.CHANGED);
    }
  }

  /**
   * Reads either dialect, told apart by the name and the text.
   *
   * @param fileName how errors call the file
   * @return refused when the file is no text of either dialect
   */
  public static ReadResult<Imported> read(String fileName, byte[] content) {
    Problems problems = new Problems(fileName);
    Report report = new Report();
    Connections connections = new Connections(report);
    if (isYaml(fileName, content)) {
      List<ForeignNode> documents = ForeignYaml.parse(content, problems);
      if (documents != null) {
        YamlFile.read(documents, connections, report);
      }
    } else if (content.length > YamlText.MAX_BYTES) {
      problems.tooLarge(content.length);
    } else {
      ConfFile.read(new String(content, StandardCharsets.UTF_8), connections, report);
    }
    if (!problems.isEmpty()) {
      return problems.refused();
    }
    Settings settings = connections.settings();
    return new ReadResult.Good<>(
        new Imported(settings, report.findings(), report.leftOut(), connections.seen()));
  }

  /** As ser2net does, by the name; and a file that was renamed by what stands in it. */
  private static boolean isYaml(String fileName, byte[] content) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml")
        || name.endsWith(".yml")
        || YAML_LINE.matcher(new String(content, StandardCharsets.UTF_8)).find();
  }
}
