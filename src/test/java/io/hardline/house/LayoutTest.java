package io.hardline.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.Layout.Use;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Packages use each other only in the directions that {@link Layout} draws. */
class LayoutTest {
  /** A line of {@code jdeps -verbose:class}; the last column, where it was found, is of no use. */
  private static final Pattern JDEPS_LINE = Pattern.compile("^ +(\\S+) +-> (\\S+) .*$");

  @Test
  void everyArrowPointsDownwards() {
    List<Use> uses = jdeps("target/classes");

    assertThat(uses).isNotEmpty();
    assertThat(Layout.complaints(uses)).isEmpty();
  }

  @Test
  void everythingThatIsAllowedHasARowItself() {
    List<String> named =
        Layout.ALLOWED.values().stream().flatMap(row -> row.stream()).distinct().toList();

    assertThat(Layout.ALLOWED.keySet()).containsAll(named).containsAll(Layout.LIBRARIES.values());
  }

  @Test
  void anArrowUpwardsIsRefusedWithTheWayOut() {
    assertThat(complaints("io.hardline.loop.Loop", "io.hardline.port.Port"))
        .singleElement()
        .asString()
        .contains("io.hardline.loop.Loop", "io.hardline.port.Port", "only linux", "Hand it in");
  }

  @Test
  void aModeMayNotKnowAnotherButTheGroundUnderBoth() {
    assertThat(complaints("io.hardline.mode.tcp.A", "io.hardline.mode.udp.B")).hasSize(1);
    assertThat(complaints("io.hardline.mode.tcp.A", "io.hardline.mode.client.B")).isEmpty();
    assertThat(complaints("io.hardline.mode.Modes", "io.hardline.mode.udp.B")).isEmpty();
  }

  @Test
  void mainSeesEverythingAndNobodySeesMain() {
    assertThat(complaints("io.hardline.Main", "io.hardline.mode.Modes")).isEmpty();
    assertThat(complaints("io.hardline.cli.Status", "io.hardline.Main")).hasSize(1);
  }

  @Test
  void anAllowedPackageBringsThePackagesInsideIt() {
    assertThat(complaints("io.hardline.port.Port", "io.hardline.tty.virtual.Echo")).isEmpty();
  }

  @Test
  void aPackageWithoutRowIsRefused() {
    assertThat(complaints("io.hardline.attic.Box", "io.hardline.linux.Libc"))
        .singleElement()
        .asString()
        .contains("attic has no row");
  }

  @Test
  void aLibraryStaysInItsPackage() {
    assertThat(complaints("io.hardline.settings.schema.Reader", "org.snakeyaml.engine.v2.api.Load"))
        .isEmpty();
    assertThat(complaints("io.hardline.port.Port", "tools.jackson.databind.ObjectMapper"))
        .singleElement()
        .asString()
        .contains("only json knows that library");
    assertThat(complaints("io.hardline.port.Port", "com.example.New")).hasSize(1);
    assertThat(complaints("io.hardline.port.Port", "org.jspecify.annotations.Nullable")).isEmpty();
  }

  @Test
  void aCircleIsFound() {
    List<Use> uses =
        List.of(
            new Use("io.hardline.mode.A", "io.hardline.mode.tcp.B"),
            new Use("io.hardline.mode.tcp.B", "io.hardline.port.C"),
            new Use("io.hardline.port.C", "io.hardline.mode.A"));

    assertThat(Layout.complaints(uses)).filteredOn(text -> text.contains("circle")).hasSize(3);
  }

  private static List<String> complaints(String from, String to) {
    return Layout.complaints(List.of(new Use(from, to)));
  }

  private static List<Use> jdeps(String classes) {
    StringWriter out = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    int code =
        jdeps.run(
            new PrintWriter(out),
            new PrintWriter(out),
            "--ignore-missing-deps",
            "-verbose:class",
            "-filter:none",
            classes);
    assertThat(code).as(out.toString()).isZero();
    List<Use> uses = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      Matcher matcher = JDEPS_LINE.matcher(line);
      if (matcher.matches()) {
        uses.add(new Use(matcher.group(1), matcher.group(2)));
      }
    }
    return uses;
  }
}
