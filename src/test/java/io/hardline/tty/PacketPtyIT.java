package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.linux.Libc;
import io.hardline.loop.IoBuffer;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pty tells of the program that has it open, and what Linux does not let it tell. */
class PacketPtyIT implements PacketPty.Events {
  private static final int O_RDWR_NOCTTY = 2 | 0x100;

  private final PacketPty pty;
  private final int program;
  private final IoBuffer buffer = new IoBuffer(4096);
  private final List<String> told = new ArrayList<>();

  PacketPtyIT() throws IOException {
    this.pty = PacketPty.open(LineSettings.STANDARD);
    assertThat(pty.read(buffer, this)).as("the line that was just set").isEqualTo(1);
    assertThat(pty.read(buffer, this)).as("nobody has it open").isEqualTo(-1);
    this.program = Libc.open(pty.slave().toString(), O_RDWR_NOCTTY);
    told.clear();
  }

  @AfterEach
  void close() {
    Libc.close(program);
    pty.close();
  }

  private List<String> told() {
    int result = 1;
    while (result == 1) {
      result = pty.read(buffer, this);
    }
    List<String> all = List.copyOf(told);
    told.clear();
    return all;
  }

  private void set(LineSettings line) {
    try (Arena arena = Arena.ofConfined()) {
      Termios termios = new Termios(arena);
      assertThat(Libc.ioctl(program, TtyRequest.TCGETS2, termios.address())).isZero();
      termios.put(line);
      assertThat(Libc.ioctl(program, TtyRequest.TCSETS2, termios.address())).isZero();
    }
  }

  @Test
  void aChangeOfTheLineIsToldEachTimeThoughEveryFlagIsClearedWithIt() throws IOException {
    LineSettings line = LineSettings.STANDARD;
    for (int baudRate : new int[] {9_600, 12_345, 4_000_000}) {
      line = line.withFraming(baudRate, 8, Parity.NONE, StopBits.TWO);
      set(line.withFlowControl(FlowControl.RTS_CTS));
      // Putting a line in clears EXTPROC, and reading it sets it again, which is told as well.
      assertThat(told()).contains("line " + baudRate + " 8N2 RTS_CTS");
      assertThat(told()).isEmpty();
    }
  }

  @Test
  void dataBitsAndParityCannotBeTold() {
    set(LineSettings.STANDARD.withFraming(9_600, 7, Parity.EVEN, StopBits.ONE));
    assertThat(told()).contains("line 9600 8N1 NONE");
  }

  @Test
  void whatIsThrownAwayIsTold() {
    Libc.ioctl(program, TtyRequest.TCFLSH, TtyRequest.TCIFLUSH);
    assertThat(told()).containsExactly("flushed true false");
    Libc.ioctl(program, TtyRequest.TCFLSH, TtyRequest.TCOFLUSH);
    assertThat(told()).containsExactly("flushed false true");
    Libc.ioctl(program, TtyRequest.TCFLSH, TtyRequest.TCIOFLUSH);
    assertThat(told()).containsExactly("flushed true true");
  }

  @Test
  void bytesComeWithoutTheByteBeforeThem() {
    IoBuffer bytes = new IoBuffer(3);
    bytes.bytes.put(new byte[] {0, 64, -1}).flip();
    assertThat(Libc.write(program, bytes.position(), 3)).isEqualTo(3);
    assertThat(told()).containsExactly("data [0, 64, -1]");
  }

  @Override
  public void data(IoBuffer run) {
    byte[] bytes = new byte[run.bytes.remaining()];
    run.bytes.get(bytes);
    told.add("data " + java.util.Arrays.toString(bytes));
  }

  @Override
  public void lineChanged() {
    try {
      LineSettings line = pty.line();
      told.add("line " + line.text() + " " + line.flowControl());
    } catch (IOException cannot) {
      throw new AssertionError(cannot);
    }
  }

  @Override
  public void flushed(boolean received, boolean unsent) {
    told.add("flushed " + received + " " + unsent);
  }
}
