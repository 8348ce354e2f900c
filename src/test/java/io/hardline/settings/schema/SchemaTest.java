package io.hardline.settings.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Shapes that today's settings do not have, and records that the schema refuses. */
class SchemaTest {

  /** A tree with maps by name and lists of groups. */
  @About("A garden")
  public record Garden(
      @About("The beds.") @Range(min = 1, max = 2)
          SortedMap<@Range(min = 1, max = 8) String, Bed> beds,
      @About("Beds in a row.") @Range(max = 2) List<Bed> row) {
    public static final Garden STANDARD = new Garden(new TreeMap<>(), List.of());
  }

  /** A record whose first component has no default. */
  @About("A bed")
  public record Bed(
      @About("What grows in it.") Plant plant,
      @About("Rows of plants.") @Range(max = 9) int rows) {}

  /** A choice without an option for a bare value. */
  @About("A plant")
  public sealed interface Plant {
    /** A rose. */
    @About("A rose.")
    @Key("rose")
    record Rose(@About("Its colour.") @Range(max = 9) String colour) implements Plant {
      public static final Rose STANDARD = new Rose("red");
    }

    /** A herb. */
    @About("A herb.")
    @Key("herb")
    @Unwrapped
    record Herb(@About("Its name.") @Range(min = 1, max = 9) String name) implements Plant {}
  }

  private static final Group GARDEN = Schema.of(Garden.class);

  private static Garden garden(String text) {
    Problems problems = new Problems("g");
    YamlNode root = YamlText.parse(text.getBytes(StandardCharsets.UTF_8), problems);
    Object garden = TreeReader.read(GARDEN, Objects.requireNonNull(root), problems);
    assertThat(problems.errors()).isEmpty();
    return (Garden) Objects.requireNonNull(garden);
  }

  private static List<String> errors(String text) {
    Problems problems = new Problems("g");
    YamlNode root = YamlText.parse(text.getBytes(StandardCharsets.UTF_8), problems);
    TreeReader.read(GARDEN, Objects.requireNonNull(root), problems);
    return problems.errors().stream().map(BadSetting::text).toList();
  }

  @Test
  void mapsByNameAndListsOfGroupsComeBack() {
    String text =
        """
        beds:
          a: { plant: rose, rows: 3 }
          b_1-X: { plant: { herb: dill }, rows: 1 }
        row: [{ plant: { rose: { colour: white } }, rows: 2 }]
        """;
    Garden garden = garden(text);
    assertThat(garden.beds().keySet()).containsExactly("a", "b_1-X");
    String written = TreeWriter.write(GARDEN, garden, TreeWriter.Extent.CHANGED);
    assertThat(garden(written)).isEqualTo(garden);
    assertThat(written)
        .contains("row: [{ plant: { rose: { colour: white } }, rows: 2 }]")
        .contains("    plant: rose\n");
  }

  @Test
  void namesAndMissingPartsAreRefused() {
    assertThat(errors("{ beds: { a.b: {}, a: { plant: rose }, ninechars: {} }, row: [{}, 1] }"))
        .containsExactly(
            "g:1:9: beds: found 3 entries, allowed 1 to 2 entries",
            "g:1:11: beds.a.b: found a.b, allowed a name of 1 to 8 letters, digits, - and _",
            "g:1:23: beds.a.rows: found nothing, allowed 0 to 9",
            "g:1:40: beds.ninechars: found ninechars, allowed a name of 1 to 8 letters, digits, -"
                + " and _",
            "g:1:63: row.1.plant: found nothing, allowed exactly one of rose, herb",
            "g:1:63: row.1.rows: found nothing, allowed 0 to 9",
            "g:1:67: row.2: found 1, allowed a group of plant, rows");
  }

  @Test
  void aChangedListOfGroupsIsOneChange() {
    Garden before = garden("{ beds: { a: { plant: rose, rows: 1 } } }");
    Garden after =
        garden(
            "{ beds: { a: { plant: { herb: dill }, rows: 1 } }, row: [{plant: rose, rows: 1}] }");
    assertThat(TreeDiff.between(GARDEN, before, after))
        .extracting(Change::text)
        .containsExactly(
            "beds.a.plant: rose -> { herb: dill }", "row: [] -> [{ plant: rose, rows: 1 }]");
  }

  /** A number that could be any. */
  @About("x")
  public record NoRange(@About("x") int number) {}

  /** Texts that could be of any length. */
  @About("x")
  public record NoRangeWithin(@About("x") @Range(max = 3) List<String> texts) {}

  /** A setting that nobody explains. */
  @About("x")
  public record NoAbout(@Range(max = 3) int number) {}

  /** A type that no file can hold. */
  @About("x")
  public record OddType(@About("x") @Range(max = 3) Instant when) {}

  @Test
  void recordsThatSayTooLittleAreNoSchema() {
    for (Class<? extends Record> type :
        List.of(NoRange.class, NoRangeWithin.class, NoAbout.class, OddType.class)) {
      assertThatThrownBy(() -> Schema.of(type))
          .as(type.getSimpleName())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
