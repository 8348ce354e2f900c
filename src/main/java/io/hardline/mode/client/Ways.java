package io.hardline.mode.client;

import io.hardline.net.Attempt;
import io.hardline.net.Connection;
import io.hardline.net.Dialer;
import io.hardline.net.Resolver;
import java.util.function.Consumer;

/** The steps to a host, each of which a test can put something else in place of. */
public record Ways(Resolver resolver, Dialer dialer, Securing securing) {

  /** Makes a connection that stands one over which bytes may pass. */
  @FunctionalInterface
  public interface Securing {
    /** There is nothing to be done. */
    Securing NONE =
        (raw, host, ready, failed) -> {
          ready.accept(raw);
          return () -> {};
        };

    /**
     * Begins; either may be told at once.
     *
     * @param host that was dialled, without its port
     * @param ready takes what is to be {@linkplain Connection#start started}
     * @param failed is told why, when the connection has been closed
     * @return gives it up, and closes the connection
     */
    Attempt connect(
        Connection raw, String host, Consumer<Connection> ready, Consumer<String> failed);
  }
}
