package io.hardline.port;

import io.hardline.loop.IoBuffer;
import io.hardline.settings.PortSettings;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a port asks of its operating mode. Loop thread only; nothing blocks.
 *
 * <p>The mode in turn gives bytes to {@link Port#toSerial}, and while {@link Port#serialReady} is
 * false it takes none from its clients. When a client has to be waited for it {@linkplain
 * Port#pauseSerial pauses} the serial side.
 */
public interface Mode {

  /**
   * Bytes from the tty, from position to limit: one packet when the settings of packing are on.
   * They are gone when this returns. What nobody is there for goes to {@link Port#nobodyTakes}.
   */
  void fromSerial(IoBuffer data);

  /**
   * Whether anybody is there for bytes from the tty. When nobody is, {@link #fromSerial} gets them
   * as they were read: what is kept is not packed.
   */
  boolean takesSerial();

  /** The tty takes bytes again, after {@link Port#serialReady} was false. */
  void serialReady();

  /** The tty has come or gone. Said once at the start, too. */
  void ttyPresent(boolean present);

  /** Who is attached now. */
  List<ClientStatus> clients();

  /**
   * What the mode would like an operator to know: a listener that cannot be opened, for example;
   * empty when all is well. Perhaps several lines.
   */
  String trouble();

  /** TCP and UDP ports on which it listens now. */
  List<Integer> listening();

  /**
   * The TCP sockets of the port as a peer may ask about them: what listens, while it does and no
   * client is there, and what is connected, commands included.
   */
  default List<TcpSocket> sockets() {
    return List.of();
  }

  /**
   * Puts new settings in force without disconnecting anyone. The kind of mode and the addresses are
   * the same as before, else the port is restarted instead.
   */
  void reconfigure(PortSettings settings);

  /**
   * Gives a host the role of the one that may write, until it goes.
   *
   * @param host null: whoever it is by the settings again
   * @return what holds now, for people
   * @throws ActionRefused when there is no such host, or no such role
   */
  default String writer(@Nullable InetAddress host) throws ActionRefused {
    throw new ActionRefused("its mode has no writer: whoever is connected may write");
  }

  /** Closes listeners and clients. */
  void close();
}
