package io.hardline.mode.tcpclient;

import io.hardline.net.Connection;
import io.hardline.net.Dialer;
import io.hardline.net.Resolver;
import java.util.function.Consumer;

/** The steps to a host, each of which a test can put something else in place of. */
record Ways(Resolver resolver, Dialer dialer, Securing securing) {

  /** Makes a connection that stands one over which bytes may pass. */
  interface Securing {
    /** There is nothing to be done. */
    Securing NONE = (raw, host, ready, failed) -> ready.accept(raw);

    /**
     * Begins. When {@code raw} is closed meanwhile, whatever is told afterwards is ignored.
     *
     * @param host that was dialled, without its port
     * @param ready takes what is to be {@linkplain Connection#start started}
     * @param failed is told why, when the connection has been closed
     */
    void connect(Connection raw, String host, Consumer<Connection> ready, Consumer<String> failed);
  }
}
