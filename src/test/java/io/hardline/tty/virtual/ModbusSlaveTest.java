package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples of "MODBUS Application Protocol" 1.1b3, chapter 6, and a vector at every limit. */
class ModbusSlaveTest {
  private final Chamber chamber = new Chamber();
  private final ModbusSlave slave = new ModbusSlave(chamber);
  private final ByteBuffer answer = ByteBuffer.allocate(ModbusSlave.MAX_FRAME);

  /** What unit 1 answers to this request, both without unit and checksum; empty if nothing. */
  private String ask(String request) {
    return askUnit("01", request);
  }

  private String askUnit(String unit, String request) {
    if (!slave.answer(ByteBuffer.wrap(ModbusFrames.frame(unit + request)), answer)) {
      return "";
    }
    byte[] bytes = Arrays.copyOf(answer.array(), answer.limit());
    String hex = HexFormat.of().withUpperCase().formatHex(bytes, 0, bytes.length - 2);
    assertThat(bytes).isEqualTo(ModbusFrames.frame(hex));
    assertThat(hex).startsWith(unit);
    return hex.substring(2);
  }

  @Test
  void readCoilsAsInTheSpecification() {
    assertThat(ask("0F 0013 0013 03 CD6B05")).isEqualTo("0F00130013");
    assertThat(ask("01 0013 0013")).isEqualTo("0103CD6B05");
  }

  @Test
  void readHoldingRegistersAsInTheSpecification() {
    ask("10 006B 0003 06 022B00000064");
    assertThat(ask("03 006B 0003")).isEqualTo("0306022B00000064");
  }

  @Test
  void writesAnswerAsInTheSpecification() {
    assertThat(ask("05 00AC FF00")).isEqualTo("0500ACFF00");
    assertThat(ask("01 00AC 0001")).isEqualTo("010101");
    assertThat(ask("05 00AC 0000")).isEqualTo("0500AC0000");
    assertThat(ask("01 00AC 0001")).isEqualTo("010100");
    assertThat(ask("06 0001 0003")).isEqualTo("0600010003");
    assertThat(ask("0F 0013 000A 02 CD01")).isEqualTo("0F0013000A");
    assertThat(ask("10 0001 0002 04 000A0102")).isEqualTo("1000010002");
    assertThat(ask("03 0001 0002")).isEqualTo("0304000A0102");
  }

  @Test
  void theChamberIsAtItsAddresses() {
    assertThat(ask("04 0000 0001")).isEqualTo("040200C8");
    assertThat(ask("03 0000 0001")).isEqualTo("03020258");
    assertThat(ask("01 0000 0001")).isEqualTo("010101");
    assertThat(ask("02 0000 0002")).isEqualTo("020100");

    assertThat(ask("06 0000 00FA")).isEqualTo("06000000FA");
    assertThat(chamber.setPointTenths()).isEqualTo(250);
    chamber.advance(0);
    chamber.advance(100_000_000_000L);
    assertThat(ask("04 0000 0001")).isEqualTo("040200FA");
    assertThat(ask("02 0000 0002")).isEqualTo("020101");
    assertThat(ask("05 0000 0000")).isEqualTo("0500000000");
    assertThat(chamber.heaterOn()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // Reads: one, the most, one more, none.
    "01 0000 0001, 01",
    "01 0000 07D0, 01",
    "01 0000 07D1, 8103",
    "01 0000 0000, 8103",
    "01 0000 FFFF, 8103",
    "02 0000 07D0, 02",
    "02 0000 07D1, 8203",
    "03 0000 007D, 03FA",
    "03 0000 007E, 8303",
    "03 0000 0000, 8303",
    "04 0000 007D, 04FA",
    "04 0000 007E, 8403",
    // The last address, and over the end.
    "01 07FF 0001, 01",
    "01 0800 0001, 8102",
    "01 07FF 0002, 8102",
    "01 FFFF 07D0, 8102",
    "02 07FF 0002, 8202",
    "03 00FF 0001, 0302",
    "03 00FF 0002, 8302",
    "03 FFFF 007D, 8302",
    "04 0100 0001, 8402",
    // Quantity is checked before the address.
    "03 FFFF 007E, 8303",
    "05 07FF FF00, 05",
    "05 0800 FF00, 8502",
    "05 0000 0001, 8503",
    "05 0000 FF01, 8503",
    "06 00FF FFFF, 06",
    "06 0100 0000, 8602",
    // The range of the set point.
    "06 0000 00C7, 8603",
    "06 0000 00C8, 06",
    "06 0000 09C4, 06",
    "06 0000 09C5, 8603",
    // Lengths that do not fit the function, with a good checksum.
    "01 0000, 8103",
    "03 0000 0001 00, 8303",
    "05 0000, 8503",
    "06 0000, 8603",
    "0F, 8F03",
    "0F 0000 0001 01, 8F03",
    "0F 0000 0009 01 FF, 8F03",
    "0F 0000 0000 00, 8F03",
    "10 0000 0001 02 00, 9003",
    "10 0000 0000 00, 9003",
    "10 0001 0001 01 00, 9003",
    "10 00FF 0002 04 00000000, 9002",
    "0F 07FF 0002 01 03, 8F02",
    // Functions that it does not have.
    "07, 8701",
    "00, 8001",
    "2B 0E 01 00, AB01",
    "16 0004 00F2 0025, 9601",
    "FF, FF01",
  })
  void limits(String request, String answerStart) {
    assertThat(ask(request)).startsWith(answerStart);
    assertThat(answer.limit()).isLessThanOrEqualTo(ModbusSlave.MAX_FRAME);
  }

  @Test
  void theLargestAnswersAreWhole() {
    assertThat(ask("01 0000 07D0")).hasSize(2 * (1 + 1 + 250)).startsWith("01FA");
    assertThat(ask("03 0000 007D")).hasSize(2 * (1 + 1 + 250)).startsWith("03FA");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 100, 123})
  void registersAreWrittenUpToTheMost(int quantity) {
    String values = "ABCD".repeat(quantity);
    String octets = String.format("%02X", 2 * quantity);
    String quantityHex = String.format("%04X", quantity);

    assertThat(ask("10 0001" + quantityHex + octets + values)).isEqualTo("100001" + quantityHex);
    assertThat(ask("03 0001" + quantityHex)).isEqualTo("03" + octets + values);
  }

  /** A frame has no room for one more; what claims to have it is refused or ignored. */
  @Test
  void oneRegisterMoreIsNotWritten() {
    assertThat(ask("10 0001 007C F8" + "FFFF".repeat(123))).isEqualTo("9003");
    assertThat(ask("10 0001 007C F6" + "FFFF".repeat(123))).isEqualTo("9003");
    assertThat(ask("10 0001 007C F8" + "FFFF".repeat(124))).isEmpty();
    assertThat(ask("03 0001 0001")).isEqualTo("03020000");
  }

  @Test
  void coilsAreWrittenUpToTheMost() {
    assertThat(ask("0F 0001 07B0 F6" + "55".repeat(246))).isEqualTo("0F000107B0");
    assertThat(ask("01 0001 07B0")).isEqualTo("01F6" + "55".repeat(246));
    assertThat(ask("0F 0001 07B1 F7" + "55".repeat(247))).isEqualTo("8F03");
  }

  @Test
  void aRefusedValueRefusesAllRegistersOfTheRequest() {
    assertThat(ask("10 0000 0002 04 FFFF0001")).isEqualTo("9003");
    assertThat(ask("03 0000 0002")).isEqualTo("030402580000");
  }

  @Test
  void aBroadcastIsObeyedAndNotAnswered() {
    assertThat(askUnit("00", "06 0005 1234")).isEmpty();
    assertThat(ask("03 0005 0001")).isEqualTo("03021234");
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "F7", "FF"})
  void otherUnitsAreNotOurs(String unit) {
    assertThat(askUnit(unit, "06 0005 1234")).isEmpty();
    assertThat(ask("03 0005 0001")).isEqualTo("03020000");
  }

  @Test
  void everyWrongBitIsFound() {
    byte[] good = ModbusFrames.frame("01 06 0005 1234");
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(slave.answer(ByteBuffer.wrap(bad), answer)).isFalse();
    }
    assertThat(ask("03 0005 0001")).isEqualTo("03020000");
  }

  @Test
  void tooShortAndTooLongFramesAreIgnored() {
    assertThat(slave.answer(ByteBuffer.allocate(0), answer)).isFalse();
    assertThat(slave.answer(ByteBuffer.wrap(ModbusFrames.frame("01")), answer)).isFalse();
    byte[] longest = ModbusFrames.frame("01 07" + "00".repeat(252));
    assertThat(slave.answer(ByteBuffer.wrap(longest), answer)).isTrue();
    byte[] tooLong = ModbusFrames.frame("01 07" + "00".repeat(253));
    assertThat(slave.answer(ByteBuffer.wrap(tooLong), answer)).isFalse();
  }
}
