package io.hardline.mode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.drdas.DrdasRealComModeTest;
import io.hardline.mode.drdas.DrdasTcpServerModeTest;
import io.hardline.mode.realcom.RealComModeTest;
import io.hardline.mode.redundant.RedundantComModeTest;
import io.hardline.mode.reverse.ReverseRealComModeTest;
import io.hardline.mode.rfc2217.Rfc2217ModeTest;
import io.hardline.mode.tcp.TcpServerModeTest;
import io.hardline.mode.tcpclient.TcpClientModeTest;
import io.hardline.mode.udp.UdpModeTest;
import io.hardline.port.PortRig;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComModes;
import io.hardline.tty.FaultyTty;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModesTest {
  /** The test that holds a mode to {@link ModeContract}. */
  private static final Map<Class<?>, Class<? extends ModeContract>> CONTRACTS =
      Map.of(
          ModeSettings.TcpServer.class, TcpServerModeTest.class,
          RealComModes.RealCom.class, RealComModeTest.class,
          RealComModes.DrdasRealCom.class, DrdasRealComModeTest.class,
          RealComModes.DrdasTcpServer.class, DrdasTcpServerModeTest.class,
          RealComModes.ReverseRealCom.class, ReverseRealComModeTest.class,
          ModeSettings.TcpClient.class, TcpClientModeTest.class,
          ModeSettings.Rfc2217.class, Rfc2217ModeTest.class,
          ModeSettings.Udp.class, UdpModeTest.class,
          RealComModes.RedundantCom.class, RedundantComModeTest.class);

  /** It carries nothing, so there is nothing to hold it to. */
  private static final Set<Class<?>> WITHOUT_CLIENTS = Set.of(ModeSettings.Disabled.class);

  @Test
  void everyModeIsHeldToTheContract() {
    Set<Class<?>> known = new HashSet<>(CONTRACTS.keySet());
    known.addAll(WITHOUT_CLIENTS);

    assertThat(ModeSettings.class.getPermittedSubclasses())
        .as("a new mode needs a test that extends ModeContract, and a line here")
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void aDisabledPortReadsAndCountsAndListensNowhere() {
    try (PortRig rig = new PortRig(new PortSettingsBuilder().build())) {
      FaultyTty tty = rig.startOpen(Modes::start);
      tty.feed(new byte[100_000]);
      rig.loop.runAll();

      assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(100_000);
      assertThat(tty.read(new IoBuffer(1))).isZero();
      assertThat(rig.status().listening()).isEqualTo(List.of());
      assertThat(rig.status().mode()).isEqualTo("disabled");
      rig.stop();
    }
  }
}
