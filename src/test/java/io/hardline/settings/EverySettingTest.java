package io.hardline.settings;

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

  /** Those with a default that counts: a file has to name its version all the same. */
  static List<ScalarPlace> placesWithDefault() {
    return everyPlace().stream()
        .filter(p -> p.standard() != null && !p.path().equals("version"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("placesWithDefault")
  void theDefaultIsTheSameAsNothing(ScalarPlace place) {
    Object standard = Objects.requireNonNull(place.standard());
    List<String> without = place.keys().subList(0, place.keys().size() - 1);
    ScalarPlace parent = new ScalarPlace(without, place.scalar(), null, false);
    String text = quoted(place.scalar(), place.scalar().text(standard));
    assertThat(read(place.file(text))).isEqualTo(read(parent.file("{}")));
  }

  @ParameterizedTest
  @MethodSource("everyPlace")
  void whatIsAllowedIsTakenAndComesBack(ScalarPlace place) {
    for (String text : allowed(place.scalar())) {
      Settings settings = read(place.file(quoted(place.scalar(), text)));
      assertThat(read(SettingsFile.write(settings))).as(text).isEqualTo(settings);
      assertThat(read(SettingsFile.writeComplete(settings))).as(text).isEqualTo(settings);
    }
  }

  @ParameterizedTest
  @MethodSource("everyPlace")
  void whatIsNotAllowedIsRefusedAtItsPlace(ScalarPlace place) {
    for (String text : refused(place)) {
      BadSetting error = onlyError(place.file(text));
      assertThat(error.path()).as(text).isEqualTo(place.path());
      assertThat(error.allowed()).as(text).isEqualTo(place.scalar().allowed());
    }
  }

  /** Else a group that is left out would mean something else than an empty one. */
  @Test
  void aGroupsDefaultsAreTheSameFromOutsideAndInside() {
    List<Field> groups = new ArrayList<>();
    collectGroups(SettingsFile.schema(), groups);
    assertThat(groups).isNotEmpty();
    for (Field field : groups) {
      assertThat(field.standard()).as(field.key()).isEqualTo(((Group) field.shape()).standard());
    }
  }

  private static void collectGroups(Shape shape, List<Field> groups) {
    switch (shape) {
      case Group group -> {
        for (Field field : group.fields()) {
          if (field.shape() instanceof Group) {
            groups.add(field);
          }
          collectGroups(field.shape(), groups);
        }
      }
      case Shape.Choice choice -> choice.options().forEach(o -> collectGroups(o.group(), groups));
      case Shape.Entries entries -> collectGroups(entries.value(), groups);
      case Shape.Items items -> collectGroups(items.item(), groups);
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

  private static BadSetting onlyError(String text) {
    Problems problems = new Problems("f.yaml");
    Object settings = read(text, problems);
    assertThat(problems.errors()).as(text + " gave " + settings).hasSize(1);
    return problems.errors().getFirst();
  }

  private static Object read(String text, Problems problems) {
    YamlNode root =
        Objects.requireNonNull(
            YamlText.parse(text.getBytes(StandardCharsets.UTF_8), problems), text);
    Object settings = TreeReader.read(SettingsFile.schema(), root, problems);
    return settings == null ? problems.errors() : settings;
  }
}
