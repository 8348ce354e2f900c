package io.hardline.mode.command;

import io.hardline.mode.client.Client;
import io.hardline.net.Connection;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.ModeSettings.Commanded;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * The command connections of a port's clients. Each belongs to the owner of a data connection: one
 * that comes by itself is paired with a data connection from the same address and waits for it, and
 * from anybody else nothing is accepted (ADV-001). The two close together. Loop thread only.
 */
public final class CommandPort {

  /** What a mode adds to the settings. */
  public interface Owner {
    /** Whether what this client asks for is done; it is answered in any case. */
    default boolean mayCommand(Client client) {
      return true;
    }

    /** Whether a data connection from that address is on its way, but not a client yet. */
    default boolean isComing(InetAddress from) {
      return false;
    }

    /** Closes a client whose command connection has gone. */
    void close(Client client, String cause);
  }

  public CommandPort(Port port, Commanded settings, Duration aliveCheck, Owner owner) {}

  /** A command connection has come; it waits for its data connection. */
  public void accept(Connection connection) {}

  /** A client has come with its data connection. */
  public void came(Client client) {}

  /**
   * The command connection of a client, known by the protocol to be its own.
   *
   * @param answered run when everything that was received by now has been answered
   */
  public void join(Client client, Connection connection, Runnable answered) {}

  /** A client has gone; its command connection goes with it. */
  public void gone(Client client) {}

  /** All places are taken: who waits for its data connection waits in vain, and is closed. */
  public void dropUnpaired() {}

  /** Whether every client has its command connection. */
  public boolean isComplete() {
    return true;
  }

  /** The tty has come or gone; also said once at the start. */
  public void ttyPresent(boolean present) {}

  /** Others may command than before. */
  public void reconfigure(Commanded settings, Duration aliveCheck) {}

  /** What is connected, as a peer may ask about it. */
  public List<TcpSocket> sockets() {
    return List.of();
  }

  /** Closes every command connection. */
  public void close() {}
}
