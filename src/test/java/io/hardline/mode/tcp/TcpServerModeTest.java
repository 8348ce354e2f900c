package io.hardline.mode.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.ServingModeContract;
import io.hardline.net.FakeConnection;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

public class TcpServerModeTest extends ServingModeContract {

  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return new TcpServerBuilder().max(2).ignoreJammed(ignoreJammedClient).build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new TcpServerMode(settings, port, opener);
  }

  private static PortSettings with(TcpServerBuilder server, String... addresses) {
    return new PortSettingsBuilder().listen(addresses).mode(server.build()).build();
  }

  @Test
  void itListensOnEveryAddressOfTheSettings() {
    open(with(new TcpServerBuilder().port(4711), "127.0.0.1", "::1"));

    assertThat(listeners.listening()).containsExactly("127.0.0.1 4711", "::1 4711");
    assertThat(rig.status().listening()).containsExactly(4711);
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.status().mode()).isEqualTo("tcp-server");
  }

  @Test
  void anAddressThatCannotBeHadIsTriedAgainEverMoreSlowly() {
    listeners.refuse("192.0.2.1", "this machine does not have that address (EADDRNOTAVAIL)");
    open(with(new TcpServerBuilder(), "127.0.0.1", "192.0.2.1"));

    assertThat(listeners.listening()).containsExactly("127.0.0.1 4001");
    assertThat(rig.status().trouble())
        .isEqualTo(
            "cannot listen on 192.0.2.1 TCP 4001: this machine does not have that address"
                + " (EADDRNOTAVAIL)");
    int before = listeners.attempts();
    rig.loop.advanceMs(500 + 1000 + 2000);
    assertThat(listeners.attempts()).isEqualTo(before + 3);
    rig.loop.advanceMs(600_000);
    assertThat(listeners.attempts() - before).as("every 15 s in the end").isBetween(40, 44);
    assertThat(rig.events.taken()).filteredOn(e -> e.contains("cannot listen")).hasSize(1);

    listeners.refuseNothing();
    rig.loop.advanceMs(15_000);
    assertThat(listeners.listening()).containsExactly("127.0.0.1 4001", "192.0.2.1 4001");
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.events.taken())
        .containsExactly("info port 1: listening on TCP 4001 of 127.0.0.1, 192.0.2.1");
  }

  @Test
  void aNewAliveCheckHoldsForClientsThatAreThereAndForThoseToCome() {
    open(with(new TcpServerBuilder(), "*"));
    FakeConnection client = listeners.connect();
    assertThat(listeners.aliveCheckMs()).isEqualTo(60_000);
    rig.reconfigure(with(new TcpServerBuilder().aliveCheck(Duration.ofSeconds(7)), "*"));

    assertThat(client.aliveCheck()).isEqualTo(7_000);
    assertThat(listeners.aliveCheckMs()).isEqualTo(7_000);
    assertThat(client.isOpen()).isTrue();
  }
}
