package io.hardline.mode.client;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettings;
import io.hardline.tty.FaultyTty;
import java.util.ArrayList;
import java.util.List;

/** A port whose mode serves TCP clients and only passes bytes on; it remembers what it is told. */
final class ServingRig implements Mode, Clients.Handler {
  final PortRig port;
  final FakeListeners listeners = new FakeListeners();
  final FaultyTty tty;
  final List<String> told = new ArrayList<>();

  /** What came to the other port. */
  final List<Connection> others = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // by start()
  private TcpServing serving;

  ServingRig(PortSettings settings) {
    this(settings, 0);
  }

  /**
   * @param otherPort on which it listens, too; 0 is none
   */
  ServingRig(PortSettings settings, int otherPort) {
    port = new PortRig(settings);
    tty =
        port.startOpen((s, p) -> {
          serving = new TcpServing(s, p, listeners, this);
          if (otherPort != 0) {
            serving.listenToo(otherPort, others::add);
          }
          return this;
        });
    port.loop.runAll();
  }

  FakeConnection connect(int tcpPort) {
    FakeConnection connection = listeners.connect(tcpPort);
    port.loop.runAll();
    return connection;
  }

  /** The device says something. */
  void device(String text) {
    tty.feed(text);
    port.loop.runAll();
  }

  void send(FakeConnection from, String text) {
    from.feed(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    port.loop.runAll();
  }

  @Override
  public void came(Client client) {
    told.add("came " + client.peer() + (client.isObserver() ? " observer" : ""));
    placesChanged();
  }

  void placesChanged() {
    serving.placesChanged();
  }

  @Override
  public void received(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
  }

  @Override
  public void gone(Client client) {
    told.add("gone " + client.peer());
    placesChanged();
  }

  @Override
  public void lastGone() {
    told.add("last gone");
  }

  @Override
  public void fromSerial(IoBuffer data) {
    serving.send(data);
  }

  @Override
  public boolean takesSerial() {
    return serving.takesSerial();
  }

  @Override
  public void serialReady() {
    serving.serialReady();
  }

  @Override
  public void ttyPresent(boolean present) {
    serving.ttyPresent(present);
  }

  @Override
  public List<ClientStatus> clients() {
    return serving.status();
  }

  @Override
  public String trouble() {
    return serving.trouble();
  }

  @Override
  public List<Integer> listening() {
    return serving.listening();
  }

  @Override
  public void reconfigure(PortSettings settings) {
    serving.reconfigure(settings);
  }

  @Override
  public void close() {
    serving.close();
  }

  /** Stops the port. */
  void stop() {
    tty.releaseCalls();
    port.stop();
    port.close();
  }
}
