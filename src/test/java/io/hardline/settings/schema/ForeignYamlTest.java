package io.hardline.settings.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.schema.ForeignNode.Entry;
import io.hardline.settings.schema.ForeignNode.Mapping;
import io.hardline.settings.schema.ForeignNode.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link YamlText} refuses and other programs write. */
class ForeignYamlTest {

  @Test
  void keysMayStandThereTwiceAndAliasesAreWhatTheyStandFor() {
    Mapping root = root("%YAML 1.1\n---\na: &x !!str one\na: { b: *x }\n");

    assertThat(root.entries()).extracting(Entry::key).containsExactly("a", "a");
    assertThat(root.entries()).extracting(Entry::line).containsExactly(3, 4);
    assertThat(root.entries().getFirst().value()).isEqualTo(new Text("one", 3, "x"));
    assertThat(root.entries().getLast().value())
        .isEqualTo(new Mapping(List.of(new Entry("b", 4, new Text("one", 3, "x"))), 4, "", 3));
  }

  @Test
  void everyDocumentIsRead() {
    assertThat(read("a: 1\n---\nb: 2\n...\n---\n[c]\n")).hasSize(3);
    assertThat(read("")).isEmpty();
  }

  @Test
  void anAliasWithoutItsAnchorIsReportedAndAlsoOneWithinItself() {
    assertThat(errors("a: *x\n"))
        .containsExactly("f:1:4: (file): found *x, allowed a name that" + " stands behind & above");
    assertThat(errors("a: &x [*x]\n")).hasSize(1);
    assertThat(errors("a: *(x)\n")).isEmpty();
  }

  @Test
  void asManyNodesAsThereMayBeAreReadAndOneMoreIsNot() {
    // Each item is a node, and so is the list.
    String most = "[" + "x,".repeat(ForeignYaml.MAX_NODES - 1) + "]";
    assertThat(read(most)).hasSize(1);
    assertThat(errors("[x," + most.substring(1)))
        .singleElement()
        .asString()
        .contains("more than 100000 values");
  }

  @Test
  void depthEndsWhereThatOfSettingsDoes() {
    int most = YamlText.MAX_DEPTH;
    assertThat(read("[".repeat(most) + "]".repeat(most))).hasSize(1);
    assertThat(errors("[".repeat(most + 1) + "]".repeat(most + 1)))
        .singleElement()
        .asString()
        .contains("a group or list at depth 17");
  }

  @Test
  void aKeyThatIsNoWordIsReported() {
    assertThat(errors("? [a]\n: b\n")).singleElement().asString().contains("a word as a key");
  }

  private static Mapping root(String text) {
    return (Mapping) read(text).getFirst();
  }

  private static List<ForeignNode> read(String text) {
    Problems problems = new Problems("f");
    List<ForeignNode> documents =
        ForeignYaml.parse(text.getBytes(StandardCharsets.UTF_8), problems);
    assertThat(problems.errors()).isEmpty();
    return documents == null ? List.of() : documents;
  }

  private static List<String> errors(String text) {
    Problems problems = new Problems("f");
    ForeignYaml.parse(text.getBytes(StandardCharsets.UTF_8), problems);
    return problems.errors().stream().map(BadSetting::text).toList();
  }
}
