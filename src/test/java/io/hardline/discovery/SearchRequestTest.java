package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.discovery.SearchRequest.Kind;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as the driver and the tools send them, and what is none. */
class SearchRequestTest {
  private static final String DEVICE = "502400805224" + "0090e8112233";

  private static @Nullable SearchRequest decoded(String hex) {
    return SearchRequest.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "SEARCH,         01 000008 00000007, 0, 0",
    "NAME,           10 000014 00000007 D, 0, 0",
    "INFO,           16 000014 00000007 D, 0, 0",
    "SOCKETS,        14 000016 00000007 D 8000, 128, 0",
    "SOCKET_PAGES,   1d 000018 00000007 D 00ff 0201, 255, 258",
    "SEARCH_INET6,   79 00001c 00000007 D 01000000 0001 0001, 0, 0",
    "SOCKETS_INET6,  79 000020 00000007 D 01000000 0002 0004 0040 0102, 64, 258",
    "UNSUPPORTED,    79 00001c 00000007 D 01000000 0002 0001, 0, 0",
    "UNSUPPORTED,    28 000014 00000007 D, 0, 0",
    "UNSUPPORTED,    29 000014 00000007 D, 0, 0",
    "UNSUPPORTED,    2c 000014 00000007 D, 0, 0",
    "UNSUPPORTED,    1e 000014 00000007 D, 0, 0",
    "UNSUPPORTED,    11 000014 00000007 D, 0, 0",
    "UNSUPPORTED,    00 000014 00000007 D, 0, 0",
    "UNSUPPORTED,    7f 000014 00000007 D, 0, 0",
  })
  void whatIsAsked(Kind kind, String hex, int maxRows, int startRow) {
    String plain = hex.replace("D", DEVICE).replace(" ", "");
    int operation = Integer.parseInt(plain.substring(0, 2), 16);

    assertThat(decoded(plain)).isEqualTo(new SearchRequest(kind, operation, 7, maxRows, startRow));
    // Some scanners send more than they say.
    assertThat(decoded(plain + "0090e8")).isEqualTo(decoded(plain));
    for (int cut = 0; cut < plain.length(); cut += 2) {
      assertThat(decoded(plain.substring(0, cut))).as("cut after %d", cut / 2).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8100000800000007", // a reply
        "810000080000000700000000000000000000000000000000",
        "0104000800000007", // with a status
        "0100000700000007", // shorter than its own header
        "0100ffff00000007", // longer than what came
        "1000000800000007", // of nobody
        "100000130000000750240080522400 90e8112233",
        "1400001400000007502400805224 0090e8112233", // without the number of rows
        "1d00001600000007502400805224 0090e8112233 00ff",
        "7900001400000007502400805224 0090e8112233", // without a catalogue
        "7900001c00000007502400805224 0090e8112233 01000000 0002 0004", // without rows
        "01000006 0000", // another protocol's, of UDP 1029
      })
  void whatIsNone(String hex) {
    assertThat(decoded(hex.replace(" ", ""))).isNull();
  }

  @Test
  void theDatagramStaysAsItIs() {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("ff0100000800000007ff"));
    bytes.position(1).limit(9);

    assertThat(SearchRequest.decode(bytes)).isNotNull();
    assertThat(bytes.position()).isEqualTo(1);
    assertThat(bytes.limit()).isEqualTo(9);
  }
}
