package io.hardline.mode.realcom;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tty in the daemon's configuration.
 *
 * @param from the address that calls, for tests that need several machines; null leaves it to the
 *     kernel. No TCP port is ever bound
 * @param fifo whether the transmitter's FIFO is wanted
 * @param tls versions of TLS for the data connection, as {@code TLSv1.2}; empty is none
 */
public record NportEntry(
    InetAddress server,
    int dataPort,
    int commandPort,
    @Nullable InetAddress from,
    boolean fifo,
    List<String> tls,
    NportPatience patience) {

  /** A server of this machine. */
  public static NportEntry local(int dataPort, int commandPort) {
    return at("127.0.0.1", dataPort, commandPort);
  }

  public static NportEntry at(String server, int dataPort, int commandPort) {
    return new NportEntry(
        InetAddress.ofLiteral(server),
        dataPort,
        commandPort,
        null,
        true,
        List.of(),
        NportPatience.STANDARD);
  }

  /** The same as another machine has it. */
  public NportEntry from(String address) {
    return new NportEntry(
        server, dataPort, commandPort, InetAddress.ofLiteral(address), fifo, tls, patience);
  }

  public NportEntry withFifo(boolean on) {
    return new NportEntry(server, dataPort, commandPort, from, on, tls, patience);
  }

  public NportEntry withTls(String... versions) {
    return new NportEntry(server, dataPort, commandPort, from, fifo, List.of(versions), patience);
  }

  public NportEntry with(NportPatience other) {
    return new NportEntry(server, dataPort, commandPort, from, fifo, tls, other);
  }
}
