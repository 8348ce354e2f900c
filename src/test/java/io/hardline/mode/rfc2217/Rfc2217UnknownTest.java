package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.Rfc2217Builder;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption.Parity;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.StopSize;
import io.hardline.telnet.Telnet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Orders that nobody can carry out: what is in force is answered, and nothing is believed. */
@Timeout(60)
class Rfc2217UnknownTest {
  private final ComPortRig port = new ComPortRig(new Rfc2217Builder().build());
  private final ComPortPeer client = port.client();

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void valuesThatTheStandardDoesNotKnowAreAnsweredWithThoseInForce() {
    int before = port.deeds().size();
    int[][] unknown = {{2, 4}, {3, 9}, {4, 9}, {5, 42}};
    for (int[] each : unknown) {
      client.connection.feed(
          new byte[] {-1, -6, 44, (byte) each[0], (byte) each[1], -1, (byte) Telnet.SE});
    }

    assertThat(port.await(client, unknown.length))
        .containsExactly(
            new SetDataSize(8),
            new SetParity(Parity.NONE),
            new SetStopSize(StopSize.ONE),
            new SetControl(ComPortControl.FLOW_NONE));
    assertThat(port.deeds()).hasSize(before);
    assertThat(port.rig.counters().controlIgnored()).isEqualTo(unknown.length);
  }

  @Test
  void aBreakDoesNotOutliveItsDevice() {
    port.answers(client, new SetControl(ComPortControl.BREAK_ON));
    port.rig.unplug(port.tty);
    port.rig.loop.runAll();

    assertThat(port.answers(client, new SetControl(ComPortControl.ASK_BREAK)))
        .containsExactly(new SetControl(ComPortControl.BREAK_OFF));
  }
}
