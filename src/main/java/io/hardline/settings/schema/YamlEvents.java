package io.hardline.settings.schema;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Bytes to the events of the YAML library, and what the library throws to problems. No state. */
final class YamlEvents {
  private YamlEvents() {}

  /**
   * What {@code reader} makes of the events, or null when the bytes are too many, no UTF-8 or no
   * YAML, which is reported.
   */
  static <T> @Nullable T read(
      byte[] content, Problems problems, Function<Iterator<Event>, @Nullable T> reader) {
    if (content.length > YamlText.MAX_BYTES) {
      problems.tooLarge(content.length);
      return null;
    }
    String text = decoded(content, problems);
    if (text == null) {
      return null;
    }
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(YamlText.MAX_BYTES).build();
    StreamReader in = new StreamReader(settings, text);
    try {
      return reader.apply(new ParserImpl(settings, in));
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      int line = mark == null ? 1 : mark.getLine() + 1;
      int column = mark == null ? 1 : mark.getColumn() + 1;
      notYaml(problems, line, column, e.getProblem());
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      notYaml(problems, line(before), column(before), "an invisible character");
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The second is how the library meets numbers of characters that do not exist.
      String why = e instanceof YamlEngineException ? e.getMessage() : "an impossible character";
      notYaml(problems, in.getLine() + 1, in.getColumn() + 1, String.valueOf(why));
    }
    return null;
  }

  private static void notYaml(Problems problems, int line, int column, String why) {
    String found = "no YAML: " + Spelling.shownSentence(why);
    problems.add(line, column, "", found, "YAML 1.2", null);
  }

  private static @Nullable String decoded(byte[] content, Problems problems) {
    ByteBuffer in = ByteBuffer.wrap(content);
    CharBuffer out = CharBuffer.allocate(content.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      String found = String.format("the byte 0x%02x", content[in.position()]);
      problems.add(line(text), column(text), "", found, "UTF-8", null);
      return null;
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static int line(String before) {
    return 1 + (int) before.chars().filter(c -> c == '\n').count();
  }

  private static int column(String before) {
    return 1 + before.codePointCount(before.lastIndexOf('\n') + 1, before.length());
  }

  /** Where an event starts, from 1. */
  static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /** Where an event starts, from 1. */
  static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
