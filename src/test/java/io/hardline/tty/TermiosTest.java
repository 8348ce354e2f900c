package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines in and out of the kernel's structure. */
class TermiosTest {
  private final Arena arena = Arena.ofAuto();

  private static LineSettings line(int baudRate, int bits, Parity parity, StopBits stop) {
    return LineSettings.STANDARD.withFraming(baudRate, bits, parity, stop);
  }

  static Stream<LineSettings> lines() {
    return IntStream.of(50, 9600, 31_250, 115_200, 250_000, 4_000_000)
        .boxed()
        .flatMap(baud ->
            IntStream.rangeClosed(5, 8)
                .boxed()
                .flatMap(bits ->
                    Stream.of(Parity.values())
                        .map(parity -> line(baud, bits, parity, StopBits.ONE))))
        .flatMap(l -> Stream.of(FlowControl.values()).map(l::withFlowControl));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void givesBackTheLineThatWasPutIn(LineSettings line) {
    Termios termios = new Termios(arena);
    termios.put(line);
    assertThat(termios.line(line)).isEqualTo(line);
  }

  @Test
  void knowsThatCstopbIsOneAndAHalfWithFiveBits() {
    Termios termios = new Termios(arena);
    LineSettings five = line(300, 5, Parity.NONE, StopBits.TWO);
    termios.put(five);
    assertThat(termios.line(five).stopBits()).isEqualTo(StopBits.ONE_AND_A_HALF);
    LineSettings eight = line(300, 8, Parity.NONE, StopBits.ONE_AND_A_HALF);
    termios.put(eight);
    assertThat(termios.line(eight).stopBits()).isEqualTo(StopBits.TWO);
  }

  @Test
  void writesTheKernelsBits() {
    Termios termios = new Termios(arena);
    termios.put(line(250_000, 7, Parity.MARK, StopBits.TWO).withFlowControl(FlowControl.RTS_CTS));
    MemorySegment memory = MemorySegment.ofAddress(termios.address()).reinterpret(Termios.BYTES);
    // CRTSCTS CMSPAR BOTHER CLOCAL PARODD PARENB CREAD CSTOPB CS7; neither HUPCL nor CIBAUD.
    assertThat(memory.get(ValueLayout.JAVA_INT, 8)).isEqualTo(0xC0001BE0);
    assertThat(memory.get(ValueLayout.JAVA_INT, 0)).as("IGNBRK").isEqualTo(1);
    assertThat(memory.get(ValueLayout.JAVA_INT, 4)).isZero();
    assertThat(memory.get(ValueLayout.JAVA_INT, 12)).isZero();
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 17 + 6)).as("VMIN").isEqualTo((byte) 1);
    assertThat(memory.get(ValueLayout.JAVA_INT, 40)).isEqualTo(250_000);
  }

  @Test
  void leavesNothingOfTheLineBefore() {
    Termios termios = new Termios(arena);
    termios.put(line(9600, 5, Parity.SPACE, StopBits.TWO).withFlowControl(FlowControl.XON_XOFF));
    LineSettings plain = line(9600, 8, Parity.NONE, StopBits.ONE);
    termios.put(plain);
    assertThat(termios.line(plain)).isEqualTo(plain);
  }
}
