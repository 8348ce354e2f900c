package io.hardline.mode.realcom;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** A socket of which one can wait until it is readable, as with select(2), and not read it. */
final class PeekedSocket extends Socket {
  private @Nullable PushbackInputStream in;

  @Override
  public InputStream getInputStream() throws IOException {
    return input();
  }

  private synchronized PushbackInputStream input() throws IOException {
    if (in == null) {
      in = new PushbackInputStream(super.getInputStream());
    }
    return in;
  }

  /** Waits; whether there is a byte, and not the end. */
  boolean awaitReadable() throws IOException {
    PushbackInputStream input = input();
    int next = input.read();
    if (next >= 0) {
      input.unread(next);
    }
    return next >= 0;
  }
}
