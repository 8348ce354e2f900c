package io.hardline.house;

import io.hardline.house.SourceTree.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page for people, cut into its code blocks. What the word behind the fence means:
 *
 * <ul>
 *   <li>{@code console}: lines with {@code $} are run, what stands below one is what it prints
 *       ({@code ManualIT}); {@code exits=N} is its exit code, {@code running} a program that is
 *       left running to the end of its section, {@code continues} what that program prints next
 *   <li>{@code yaml}: a settings file, which has to be good; {@code bad}: which has to be refused
 *       with the text of the next block; {@code port}: the inside of a port; with a name, it is the
 *       file of that name for the commands of the page
 *   <li>{@code sh}: needs root, hardware or an installed Hardline, and is not run
 *   <li>{@code text}, {@code ini}: only shown; with a name it is that file, as above
 * </ul>
 */
public final class ManualPage {
  private static final String FENCE = "```";

  private final Source source;
  private final List<Block> blocks = new ArrayList<>();

  private ManualPage(Source source) {
    this.source = source;
    cut();
  }

  /**
   * A code block.
   *
   * @param section counts the headings of the second level above it
   * @param line of the page, for people
   * @param words what stands behind the fence
   * @param body with an end of line after each line
   */
  public record Block(int section, int line, List<String> words, String body) {
    public String language() {
      return words.isEmpty() ? "" : words.getFirst();
    }

    public boolean is(String word) {
      return words.contains(word);
    }

    /** The name of a file, if the block is one. */
    public String fileName() {
      return words.stream().filter(word -> word.matches(".*\\.(yaml|conf)")).findFirst().orElse("");
    }
  }

  /** The pages whose blocks are run and read: README.md and the manual. */
  public static List<ManualPage> all() {
    return SourceTree.sources(".md").stream()
        .filter(s -> s.path().equals(Path.of("README.md")) || s.path().startsWith("docs/manual"))
        .map(ManualPage::new)
        .toList();
  }

  /** A page that is nowhere but in a test. */
  public static ManualPage of(String text) {
    return new ManualPage(new Source(Path.of("page.md"), text));
  }

  private void cut() {
    List<String> lines = source.text().lines().toList();
    int section = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("## ")) {
        section++;
      } else if (line.startsWith(FENCE)) {
        int end = i + 1;
        StringBuilder body = new StringBuilder();
        while (end < lines.size() && !lines.get(end).startsWith(FENCE)) {
          body.append(lines.get(end++)).append('\n');
        }
        String words = line.substring(FENCE.length()).strip();
        blocks.add(
            new Block(
                section,
                i + 1,
                words.isEmpty() ? List.of() : List.of(words.split(" ", -1)),
                body + ""));
        i = end;
      }
    }
  }

  public Path path() {
    return source.path();
  }

  public String text() {
    return source.text();
  }

  public List<Block> blocks() {
    return blocks;
  }

  /** As compilers say it: {@code README.md:12}. */
  public String at(Block block) {
    return source.path() + ":" + block.line();
  }
}
