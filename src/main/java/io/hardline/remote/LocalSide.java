package io.hardline.remote;

import io.hardline.loop.IoBuffer;

/** What is at this end of a remote port. Loop thread only. */
public interface LocalSide {

  /**
   * The port is there, for the first time or again.
   *
   * @param port the same each time
   * @param line what the server has said about it; {@link WantedLine#ANY} where it has not
   */
  void opened(RemotePort port, WantedLine line);

  /**
   * What the device sends, perhaps before the port is there. All of it is taken; who cannot pass it
   * on calls {@link RemotePort#pauseReading}.
   */
  void fromDevice(RemotePort port, IoBuffer data);

  /** {@link RemotePort#canSend} holds again. */
  void canSendAgain();

  /** The port is gone for a while; it is tried again. */
  void lost();
}
