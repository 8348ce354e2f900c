package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModbusCrcTest {

  /**
   * The first is the example of "MODBUS over serial line" 1.02, 6.2.2, the second the check value
   * that catalogues of checksums give (the digits 1 to 9), the others are widely printed frames.
   */
  @ParameterizedTest
  @CsvSource({
    "0207, 1241",
    "313233343536373839, 4B37",
    "010402FFFF, 80B8",
    "1103006B0003, 8776",
    "'', FFFF",
  })
  void knownChecksums(String hex, String crc) {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));

    assertThat(ModbusCrc.of(bytes, 0, bytes.limit())).isEqualTo(HexFormat.fromHexDigits(crc));
  }
}
