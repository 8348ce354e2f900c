package io.hardline.port;

import java.util.List;

/** The TCP sockets of one port at one moment, as {@link Mode#sockets} tells them. */
public record PortSockets(int number, List<TcpSocket> sockets) {
  public PortSockets {
    sockets = List.copyOf(sockets);
  }

  /** Whether anybody is connected. */
  public boolean isInUse() {
    return sockets.stream().anyMatch(socket -> !socket.isListening());
  }
}
