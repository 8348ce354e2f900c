package io.hardline.mode.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.StreamModeContract;
import io.hardline.mode.client.Ways;
import io.hardline.net.Dialer;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeDialer;
import io.hardline.net.FakeResolver;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.ReverseBuilder;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What passes over the connections; how they come and go is in {@link HostCallTest}. */
public class ReverseRealComModeTest extends StreamModeContract {
  private static final int DATA = 950;
  private static final int COMMANDS = 966;

  private final FakeResolver resolver = new FakeResolver();
  private final FakeDialer dialer = new FakeDialer();
  private int peers;

  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return new ReverseBuilder()
        .to("192.0.2.1", DATA, COMMANDS)
        .to("192.0.2.2", DATA, COMMANDS)
        .ignoreJammed(ignoreJammedClient)
        .build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port) {
    Ways ways = new Ways(resolver, dialer, Ways.Securing.NONE);
    return new ReverseRealComMode(settings, port, ways, new SplittableRandom(1));
  }

  @Override
  protected FakeConnection connect() {
    rig.loop.runAll();
    dialer.accept(COMMANDS, "192.0.2.1:5");
    rig.loop.runAll();
    FakeConnection data = dialer.accept(DATA, "peer:" + ++peers);
    rig.loop.runAll();
    return data;
  }

  /** Nothing listens; but nobody is dialled either when there are to be no connections. */
  @Override
  protected List<String> listening() {
    return dialer.pending();
  }

  @Test
  void localPortsAndTheAliveCheckAreThoseOfTheSettings() {
    ReverseBuilder reverse =
        new ReverseBuilder()
            .to("192.0.2.1", DATA, COMMANDS)
            .localPorts(5_010, 5_011)
            .aliveCheck(Duration.ofSeconds(7));
    open(new PortSettingsBuilder().mode(reverse.build()).build());
    FakeConnection data = connect();

    assertThat(dialer.dialled())
        .extracting(Dialer.Target::text, Dialer.Target::localPort)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("192.0.2.1:966", 5_011),
            org.assertj.core.groups.Tuple.tuple("192.0.2.1:950", 5_010));
    assertThat(dialer.aliveCheckMs()).isEqualTo(7_000);
    rig.reconfigure(
        new PortSettingsBuilder().mode(reverse.aliveCheck(Duration.ofSeconds(9)).build()).build());
    assertThat(data.aliveCheck()).isEqualTo(9_000);
    assertThat(data.isOpen()).isTrue();
  }

  @Test
  void aHostThatHasSentItsLastByteIsCalledAgain() {
    open(port(false));
    FakeConnection data = connect();
    data.feed((byte) 'x');
    data.ends();
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("x");
    assertThat(data.isOpen()).isFalse();
    assertThat(rig.status().trouble()).contains("closed by the host; next try in");
  }
}
