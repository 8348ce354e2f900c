package io.hardline.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.ScalarPlaces.ScalarPlace;
import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.Field;
import io.hardline.settings.schema.Group;
import io.hardline.settings.schema.Problems;
import io.hardline.settings.schema.Scalar;
import io.hardline.settings.schema.Shape;
import io.hardline.settings.schema.TreeReader;
import io.hardline.settings.schema.YamlNode;
import io.hardline.settings.schema.YamlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every setting alone, before the rules that look at several together: defaults and
 * the ends of ranges are taken and come back, one step beyond is refused at the right place.
 */
class EverySettingTest {

  static List<ScalarPlace> everyPlace() {
    return ScalarPlaces.all();
  }

  @Test
  void thereIsSomethingToTest() {
    assertThat(everyPlace()).hasSizeGreaterThan(40);
  }

  /** A required setting has a default, and a file without it is refused. */
  static Stream<ScalarPlace> placesThatMayBeLeftOut() {
    return everyPlace().stream()
        .filter(place -> place.standard() != null && !place.path().equals("version"));
  }

  @ParameterizedTest
  @MethodSource("placesThatMayBeLeftOut")
  void theDefaultIsTheSameAsNothing(ScalarPlace place) {
    String text = quoted(place.scalar(), place.scalar().text(requireNonNull(place.standard())));
    List<String> without = place.keys().subList(0, place.keys().size() - 1);
    ScalarPlace parent = new ScalarPlace(without, place.scalar(), null, false, true);
    Object absent = without.isEmpty() ? Settings.STANDARD : read(parent.file("{}"));
    assertThat(read(place.file(text))).isEqualTo(absent);
  }

  static Stream<ScalarPlace> placesOfThisVersion() {
    return everyPlace().stream().filter(ScalarPlace::inThisVersion);
  }

  @ParameterizedTest
  @MethodSource("placesOfThisVersion")
  void whatIsAllowedIsTakenAndComesBack(ScalarPlace place) {
    for (String text : allowed(place.scalar())) {
      Settings settings = read(place.file(quoted(place.scalar(), text)));
      assertThat(read(SettingsFile.write(settings))).as(text).isEqualTo(settings);
      assertThat(read(SettingsFile.writeComplete(settings))).as(text).isEqualTo(settings);
    }
  }

  static Stream<ScalarPlace> placesOfLaterVersions() {
    return everyPlace().stream().filter(place -> !place.inThisVersion());
  }

  @ParameterizedTest
  @MethodSource("placesOfLaterVersions")
  void whatIsStillToComeIsRefused(ScalarPlace place) {
    List<String> others =
        allowed(place.scalar()).stream().filter(text -> !isStandard(place, text)).toList();
    for (String text : others) {
      String file = place.file(quoted(place.scalar(), text));
      assertThat(errors(file)).extracting(BadSetting::path).allMatch(place.path()::startsWith);
      assertThat(errors(file))
          .singleElement()
          .extracting(BadSetting::text)
          .asString()
          .contains("not in this version");
    }
  }

  private static boolean isStandard(ScalarPlace place, String text) {
    Object standard = place.standard();
    return standard != null && standard.equals(place.scalar().parse(text, false));
  }

  @ParameterizedTest
  @MethodSource("everyPlace")
  void whatIsNotAllowedIsRefusedAtItsPlace(ScalarPlace place) {
    for (String text : refused(place)) {
      assertThat(errors(place.file(text)))
          .as(text)
          .singleElement()
          .extracting(BadSetting::path, BadSetting::allowed)
          .containsExactly(place.path(), place.scalar().allowed());
    }
  }

  /** Else a group that is left out would mean something else than an empty one. */
  @Test
  void aGroupsDefaultsAreTheSameFromOutsideAndInside() {
    checkDefaults(SettingsFile.schema());
  }

  private static void checkDefaults(Shape shape) {
    switch (shape) {
      case Group group -> {
        for (Field field : group.fields()) {
          if (field.shape() instanceof Group below) {
            assertThat(field.standard()).as(field.key()).isEqualTo(below.standard());
          }
          checkDefaults(field.shape());
        }
      }
      case Shape.Choice choice -> choice.options().forEach(o -> checkDefaults(o.group()));
      case Shape.Entries entries -> checkDefaults(entries.value());
      case Shape.Items items -> checkDefaults(items.item());
      case Scalar scalar -> {}
    }
  }

  /** The ends of a range, and every word of a list. */
  private static List<String> allowed(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Whole(long min, long max) -> List.of("" + min, "" + max);
      case Scalar.Truth truth -> List.of("true", "false");
      case Scalar.Text(long min, long max) ->
          List.of("x".repeat((int) min), "9".repeat((int) max), "\u00fc".repeat((int) max));
      case Scalar.Name(long min, long max) -> List.of("x".repeat((int) min), "x".repeat((int) max));
      case Scalar.Word word -> word.keys();
      case Scalar.Span span -> List.of(span.min() + "ms", span.max() + "ms", "0");
    };
  }

  private static List<String> refused(ScalarPlace place) {
    List<String> refused = new ArrayList<>(List.of("{}", "[a]"));
    if (!place.optional()) {
      refused.add("null");
    }
    switch (place.scalar()) {
      case Scalar.Whole(long min, long max) ->
          refused.addAll(List.of("" + (min - 1), "" + (max + 1), "+" + max, "0" + max, "1.0"));
      case Scalar.Truth truth -> refused.addAll(List.of("yes", "1", "\"true\"", "TRUE"));
      case Scalar.Text(long min, long max) -> {
        refused.addAll(List.of("x".repeat((int) max + 1), "\"\\a\""));
        if (min > 0) {
          refused.add('"' + "x".repeat((int) min - 1) + '"');
        }
      }
      case Scalar.Name(long min, long max) -> refused.addAll(List.of("a.b", "\"\"", "-a"));
      case Scalar.Word word -> refused.addAll(List.of("no-such-word", "\"\"", "-1"));
      case Scalar.Span span ->
          refused.addAll(List.of("-1ms", (span.max() + 1) + "ms", "7", "s", "1.5s", "00s", "9 s"));
    }
    return refused;
  }

  private static String quoted(Scalar scalar, String text) {
    return scalar instanceof Scalar.Text ? '"' + text + '"' : text;
  }

  private static Settings read(String text) {
    Problems problems = new Problems("f.yaml");
    Object settings = read(text, problems);
    assertThat(problems.errors()).as(text).isEmpty();
    return (Settings) settings;
  }

  private static List<BadSetting> errors(String text) {
    Problems problems = new Problems("f.yaml");
    Object settings = read(text, problems);
    assertThat(problems.errors()).as(text + " gave " + settings).isNotEmpty();
    return problems.errors();
  }

  private static Object read(String text, Problems problems) {
    YamlNode root =
        Objects.requireNonNull(
            YamlText.parse(text.getBytes(StandardCharsets.UTF_8), problems), text);
    Object settings = TreeReader.read(SettingsFile.schema(), root, problems);
    return settings == null ? problems.errors() : settings;
  }
}
