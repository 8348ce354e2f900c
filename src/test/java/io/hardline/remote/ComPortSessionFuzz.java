package io.hardline.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.ManualLoop;
import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.Telnet;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a server sends: it is open or over in bounded time, and hears a bounded answer. */
@Tag("fuzz")
class ComPortSessionFuzz {

  @Test
  void anyServer() {
    FuzzRuns.run(ComPortSessionFuzz::talk);
  }

  private static void talk(RandomGenerator random) {
    ManualLoop loop = new ManualLoop();
    FakeConnection connection = new FakeConnection(loop, "server");
    RecordedSession told = new RecordedSession();
    WantedLine line = Objects.requireNonNull(WantedLine.parse("9600 7E1"));
    ComPortSession session = new ComPortSession(loop, connection, line, told);
    session.begin();
    if (random.nextInt(4) > 0) {
      connection.feed(ComPortServer.command(Telnet.DO, Telnet.COM_PORT));
    }
    for (int i = random.nextInt(40); i > 0; i--) {
      connection.feed(octets(random));
      if (random.nextInt(4) == 0) {
        connection.setRoom(random.nextBoolean() ? random.nextInt(20) : Integer.MAX_VALUE);
      }
      loop.runAll();
      act(session, random);
    }
    loop.advanceMs(2 * ComPortSession.ANSWER_DEADLINE_MS);
    assertThat(told.events.stream().filter(e -> e.startsWith("opened") || e.startsWith("ended")))
        .isNotEmpty();
    assertThat(told.events.stream().filter(e -> e.startsWith("ended")).count())
        .isLessThanOrEqualTo(1);
    assertThat(connection.backlogBytes()).isLessThan(Connection.BACKLOG_LIMIT_BYTES);
    session.close();
  }

  private static void act(ComPortSession session, RandomGenerator random) {
    if (session.canSend()) {
      IoBuffer data = new IoBuffer(64);
      data.bytes.put(octets(random), 0, 1).flip();
      session.send(data);
    }
    switch (random.nextInt(6)) {
      case 0 -> session.change(Objects.requireNonNull(WantedLine.parse("1200 8N2")));
      case 1 -> session.order(new PurgeData(Purge.BOTH));
      default -> {}
    }
  }

  /** Noise that is often Telnet, and often of the com port. */
  private static byte[] octets(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    do {
      switch (random.nextInt(5)) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> {
          out.write(Telnet.IAC);
          out.write(random.nextInt(236, 256));
          out.write(random.nextInt(random.nextBoolean() ? 50 : 256));
        }
        default -> {
          out.writeBytes(new byte[] {(byte) Telnet.IAC, (byte) Telnet.SB, Telnet.COM_PORT});
          out.write(100 + random.nextInt(14));
          for (int i = random.nextInt(6); i > 0; i--) {
            out.write(random.nextInt(256));
          }
          out.write(Telnet.IAC);
          out.write(Telnet.SE);
        }
      }
    } while (random.nextInt(3) > 0);
    return out.toByteArray();
  }
}
