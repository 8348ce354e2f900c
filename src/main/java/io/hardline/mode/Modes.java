package io.hardline.mode;

import io.hardline.mode.drdas.DrdasMode;
import io.hardline.mode.realcom.RealComMode;
import io.hardline.mode.redundant.RedundantComMode;
import io.hardline.mode.reverse.ReverseRealComMode;
import io.hardline.mode.rfc2217.Rfc2217Mode;
import io.hardline.mode.tcp.TcpServerMode;
import io.hardline.mode.tcpclient.TcpClientMode;
import io.hardline.mode.udp.UdpMode;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.RealComModes;

/** The one switch over the modes: a new one does not compile until it stands here. */
public final class Modes {
  private Modes() {}

  /** Starts the mode that the settings name. Loop thread. */
  public static Mode start(PortSettings settings, Port port) {
    return switch (settings.mode()) {
      case ModeSettings.Disabled disabled -> new DisabledMode(port);
      case ModeSettings.TcpServer server -> new TcpServerMode(settings, port);
      case ModeSettings.TcpClient client -> new TcpClientMode(settings, port);
      case ModeSettings.Rfc2217 rfc2217 -> new Rfc2217Mode(settings, rfc2217, port);
      case ModeSettings.Udp udp -> new UdpMode(settings, port);
      case RealComModes.RealCom realCom -> new RealComMode(settings, port);
      case RealComModes.RedundantCom redundant -> new RedundantComMode(settings, redundant, port);
      case RealComModes.Drdas drdas -> new DrdasMode(settings, port);
      case RealComModes.ReverseRealCom reverse -> new ReverseRealComMode(settings, port);
    };
  }
}
