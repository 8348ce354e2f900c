package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.Rfc2217Builder;
import io.hardline.telnet.ComPortOption.FlowControlResume;
import io.hardline.telnet.ComPortOption.FlowControlSuspend;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients and devices that go, also in the middle of what clients have sent. */
@Timeout(60)
class Rfc2217GoneTest {
  private final ComPortRig port = new ComPortRig(settings(), ComPortRig.UART);
  private final ComPortPeer client = port.client();

  private static PortSettings settings() {
    Rfc2217 mode = new Rfc2217Builder().max(2).build();
    return new PortSettingsBuilder().whenAbsent(WhenAbsent.REFUSE_CLIENTS).mode(mode).build();
  }

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void ordersOfAClientThatItsOwnBytesHaveMadeGoLeaveNothingBehind() {
    client.asks(new FlowControlSuspend());
    client.sends("bytes");
    client.asks(new FlowControlResume(), new SetBaudRate(9600));
    client.sends("more");
    port.tty.vanish("unplugged");
    port.await(() -> !client.connection.isOpen());
    port.await(() -> port.rig.status().remoteLine() == null);

    assertThat(port.rig.status().clients()).isEmpty();
  }

  @Test
  void theDeviceMayGoWhileWhatFollowedAnOrderIsSent() {
    ComPortPeer other = port.client();
    port.tty.blockCalls();
    client.asks(new SetBaudRate(9600));
    client.sends("behind");
    client.asks(new SetBaudRate(19_200));
    client.sends("more");
    port.rig.loop.runAll();
    // The write finds it out before the kernel tells.
    port.tty.failWrites();
    port.tty.releaseCalls();
    port.await(() -> !client.connection.isOpen() && !other.connection.isOpen());
    port.rig.loop.runAll();

    assertThat(port.deeds()).doesNotContain("setLine 19200 8N1");
    assertThat(port.listeners.listening()).as("the port waits for its device").isEmpty();
  }

  @Test
  void whoStillWaitsForItsAnswerKeepsItsLine() {
    port.answers(client, new SetBaudRate(9600));
    client.connection.ends();
    port.settle();
    assertThat(port.deeds().getLast()).isEqualTo("setLine 9600 8N1");

    port.await(() -> !client.connection.isOpen());
    port.await(() -> port.deeds().getLast().equals("setLine 115200 8N1"));
    assertThat(port.rig.status().remoteLine()).isNull();
  }
}
