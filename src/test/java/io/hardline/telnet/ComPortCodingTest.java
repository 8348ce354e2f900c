package io.hardline.telnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hardline.telnet.ComPortOption.FlowControlResume;
import io.hardline.telnet.ComPortOption.FlowControlSuspend;
import io.hardline.telnet.ComPortOption.NotifyLineState;
import io.hardline.telnet.ComPortOption.NotifyModemState;
import io.hardline.telnet.ComPortOption.Parity;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetLineStateMask;
import io.hardline.telnet.ComPortOption.SetModemStateMask;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.Signature;
import io.hardline.telnet.ComPortOption.StopSize;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Byte by byte what RFC 2217, section 3, says, in both directions. */
class ComPortCodingTest {

  /** The content without IAC SB 44, the code, and IAC SE. */
  static List<Arguments> golden() {
    List<Arguments> all = new ArrayList<>();
    all.add(arguments(new Signature(""), 0, ""));
    all.add(arguments(new Signature("Hardline"), 0, "48 61 72 64 6C 69 6E 65"));
    all.add(arguments(new Signature("A"), 0, "41"));
    all.add(arguments(new Signature("a\u00FFb\u00E9"), 0, "61 FF FF 62 E9"));
    all.add(arguments(new SetBaudRate(0), 1, "00 00 00 00"));
    all.add(arguments(new SetBaudRate(9600), 1, "00 00 25 80"));
    all.add(arguments(new SetBaudRate(115_200), 1, "00 01 C2 00"));
    all.add(arguments(new SetBaudRate(255), 1, "00 00 00 FF FF"));
    all.add(arguments(new SetBaudRate(65_280), 1, "00 00 FF FF 00"));
    all.add(arguments(new SetBaudRate(4_294_967_295L), 1, "FF FF FF FF FF FF FF FF"));
    all.add(arguments(new SetDataSize(0), 2, "00"));
    for (int bits = 5; bits <= 8; bits++) {
      all.add(arguments(new SetDataSize(bits), 2, "0" + bits));
    }
    all.add(arguments(new SetParity(Parity.ASK), 3, "00"));
    all.add(arguments(new SetParity(Parity.NONE), 3, "01"));
    all.add(arguments(new SetParity(Parity.ODD), 3, "02"));
    all.add(arguments(new SetParity(Parity.EVEN), 3, "03"));
    all.add(arguments(new SetParity(Parity.MARK), 3, "04"));
    all.add(arguments(new SetParity(Parity.SPACE), 3, "05"));
    all.add(arguments(new SetStopSize(StopSize.ASK), 4, "00"));
    all.add(arguments(new SetStopSize(StopSize.ONE), 4, "01"));
    all.add(arguments(new SetStopSize(StopSize.TWO), 4, "02"));
    all.add(arguments(new SetStopSize(StopSize.ONE_AND_A_HALF), 4, "03"));
    all.addAll(controls());
    all.add(arguments(new FlowControlSuspend(), 8, ""));
    all.add(arguments(new FlowControlResume(), 9, ""));
    all.add(arguments(new SetLineStateMask(0), 10, "00"));
    all.add(arguments(new SetLineStateMask(LineStateBits.BREAK | 2), 10, "12"));
    all.add(arguments(new SetLineStateMask(255), 10, "FF FF"));
    all.add(arguments(new SetModemStateMask(0xF0), 11, "F0"));
    all.add(arguments(new SetModemStateMask(255), 11, "FF FF"));
    all.add(arguments(new PurgeData(Purge.RECEIVED), 12, "01"));
    all.add(arguments(new PurgeData(Purge.UNSENT), 12, "02"));
    all.add(arguments(new PurgeData(Purge.BOTH), 12, "03"));
    return all;
  }

  private static List<Arguments> controls() {
    List<Arguments> all = new ArrayList<>();
    ComPortControl[] inOrder = {
      ComPortControl.ASK_FLOW,
      ComPortControl.FLOW_NONE,
      ComPortControl.FLOW_XON_XOFF,
      ComPortControl.FLOW_HARDWARE,
      ComPortControl.ASK_BREAK,
      ComPortControl.BREAK_ON,
      ComPortControl.BREAK_OFF,
      ComPortControl.ASK_DTR,
      ComPortControl.DTR_ON,
      ComPortControl.DTR_OFF,
      ComPortControl.ASK_RTS,
      ComPortControl.RTS_ON,
      ComPortControl.RTS_OFF,
      ComPortControl.ASK_INBOUND_FLOW,
      ComPortControl.INBOUND_FLOW_NONE,
      ComPortControl.INBOUND_FLOW_XON_XOFF,
      ComPortControl.INBOUND_FLOW_HARDWARE,
      ComPortControl.FLOW_DCD,
      ComPortControl.INBOUND_FLOW_DTR,
      ComPortControl.FLOW_DSR
    };
    for (int i = 0; i < inOrder.length; i++) {
      all.add(arguments(new SetControl(inOrder[i]), 5, "%02X".formatted(i)));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("golden")
  void aClientsSubOption(ComPortOption option, int code, String value) {
    assertCoded(ComPortCoding.CLIENT, option, code, value);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void aServersSubOption(ComPortOption option, int code, String value) {
    assertCoded(ComPortCoding.SERVER, option, 100 + code, value);
  }

  @Test
  void aServersNotifications() {
    assertCoded(ComPortCoding.SERVER, new NotifyLineState(0x1E), 106, "1E");
    assertCoded(ComPortCoding.SERVER, new NotifyLineState(255), 106, "FF FF");
    assertCoded(ComPortCoding.SERVER, new NotifyModemState(0xB0), 107, "B0");
    assertCoded(ComPortCoding.SERVER, new NotifyModemState(255), 107, "FF FF");
  }

  /** Captured from sredird 2.2.1 on x86_64. */
  @Test
  void aServerWhoseRateIsALong() {
    assertThat(decode(ComPortCoding.SERVER, "65 00 00 4B 00 00 00 00 00"))
        .isEqualTo(new SetBaudRate(19_200));
    assertThat(decode(ComPortCoding.CLIENT, "01 00 00 4B 00 00 00 00 00")).isNull();
  }

  @Test
  void aClientThatAsksForNotifications() {
    assertCoded(ComPortCoding.CLIENT, new NotifyLineState(0), 6, "");
    assertCoded(ComPortCoding.CLIENT, new NotifyModemState(0), 7, "");
    assertThat(decode(ComPortCoding.CLIENT, "07 30")).isEqualTo(new NotifyModemState(0x30));
  }

  private static void assertCoded(
      ComPortCoding sender, ComPortOption option, int code, String value) {
    String whole = "FF FA 2C %02X %s FF F0".formatted(code, value).replace("  ", " ");
    ByteBuffer to = ByteBuffer.allocate(ComPortCoding.ENCODED_BYTES);
    sender.encode(option, to);
    assertThat(Octets.hex(Octets.written(to))).isEqualTo(whole);

    RecordedTelnet events = new RecordedTelnet();
    new TelnetDecoder().decode(Octets.buffer(Octets.of(whole)), events);
    String content = events.taken().getFirst().replace("sub 44 ", "");
    assertThat(decode(sender, content)).isEqualTo(option);
  }

  private static @Nullable ComPortOption decode(ComPortCoding sender, String hex) {
    return sender.decode(ByteBuffer.wrap(Octets.of(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "''", // no code
    "01", // lengths
    "01 00",
    "01 00 00 25",
    "01 00 00 25 80 00",
    "02",
    "02 08 00",
    "03 01 01",
    "05",
    "08 00",
    "09 00",
    "0A",
    "0B 01 01",
    "0C",
    "02 04", // values
    "02 09",
    "03 06",
    "04 04",
    "05 14",
    "05 FF",
    "0C 00",
    "0C 04",
    "0D", // codes
    "0D 00",
    "63 01",
    "FF 01",
  })
  void whatTheStandardDoesNotKnow(String hex) {
    assertThat(decode(ComPortCoding.CLIENT, hex)).isNull();
    byte[] octets = Octets.of(hex);
    if (octets.length > 0) {
      octets[0] = (byte) (octets[0] + 100);
    }
    assertThat(ComPortCoding.SERVER.decode(ByteBuffer.wrap(octets))).isNull();
  }

  @Test
  void oneEndDoesNotTakeTheOthersCodes() {
    assertThat(decode(ComPortCoding.CLIENT, "65 00 00 25 80")).isNull();
    assertThat(decode(ComPortCoding.SERVER, "01 00 00 25 80")).isNull();
    assertThat(decode(ComPortCoding.SERVER, "6A")).as("without its bits").isNull();
  }

  @Test
  void theLongestSignature() {
    ByteBuffer to = ByteBuffer.allocate(ComPortCoding.ENCODED_BYTES);
    String longest = "\u00FF".repeat(ComPortCoding.SIGNATURE_LIMIT_CHARACTERS);
    ComPortCoding.SERVER.encode(new Signature(longest), to);
    assertThat(to.hasRemaining()).isFalse();

    to.clear();
    ComPortCoding.SERVER.encode(new Signature(longest + "x"), to);
    assertThat(to.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "16, 0, 1",
    "0, 16, 1",
    "0, 32, 2",
    "128, 0, 8",
    "0, 64, 0", // a ring that begins
    "64, 0, 4", // and that has ended
    "176, 64, 11",
    "15, 0, 0", // changes of before do not matter
  })
  void modemStateChanges(int before, int now, int changes) {
    assertThat(ModemStateBits.changes(before, now)).isEqualTo(changes);
  }
}
