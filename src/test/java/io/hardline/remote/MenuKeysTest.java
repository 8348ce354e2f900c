package io.hardline.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MenuKeysTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc     | abc",
        "a#bc    | a BREAK c",
        "##      | #",
        "a##b    | a# b",
        "#d#D    | DTR_OFF DTR_ON",
        "#r#R#B  | RTS_OFF RTS_ON BREAK",
        "#?#x    | KEYS KEYS",
        "a%b     | a LEAVE",
        "#%b     | LEAVE",
      })
  void keysAndWhatTheyMean(String typed, String means) {
    String keys = typed.replace('#', (char) MenuKeys.MENU).replace('%', (char) MenuKeys.LEAVE);
    String expected = means.replace("#", "" + (char) MenuKeys.MENU).replace(" ", "");
    assertThat(String.join("", meaning(true, keys))).isEqualTo(expected);
    // Each key by itself.
    MenuKeys one = new MenuKeys(true);
    List<String> single = new ArrayList<>();
    keys.chars().forEach(key -> one.typed(new byte[] {(byte) key}, 1, recorder(single)));
    assertThat(String.join("", single)).startsWith(expected);
  }

  @Test
  void withoutALineOneKeyAloneIsOurs() {
    assertThat(meaning(false, "a\u001cb\u001d")).containsExactly("a\u001cb", "LEAVE");
  }

  private static List<String> meaning(boolean withMenu, String typed) {
    List<String> means = new ArrayList<>();
    byte[] keys = typed.getBytes(ISO_8859_1);
    new MenuKeys(withMenu).typed(keys, keys.length, recorder(means));
    return means;
  }

  private static MenuKeys.Events recorder(List<String> to) {
    return new MenuKeys.Events() {
      @Override
      public void data(byte[] bytes) {
        to.add(new String(bytes, ISO_8859_1));
      }

      @Override
      public void wish(MenuKeys.Wish wish) {
        to.add(wish.name());
      }
    };
  }
}
