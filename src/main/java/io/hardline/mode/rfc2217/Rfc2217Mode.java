package io.hardline.mode.rfc2217;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpServing;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings.LineAfterClient;
import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.PortSettings;
import io.hardline.telnet.TelnetEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * Serves a port to Telnet clients that also set its line (RFC 2217). What the device sends is
 * escaped once for all of them; what they send is taken apart for each. Loop thread only.
 */
public final class Rfc2217Mode implements Mode, Clients.Handler, ComPortClient.Owner {
  private final Port port;
  private final TcpServing serving;
  private final LineControl line;
  private final LineControl observersLine;
  private final ComPortNews news;
  private final Map<Client, ComPortClient> clients = new LinkedHashMap<>();
  private PortSettings settings;
  private Rfc2217 rfc2217;

  public Rfc2217Mode(PortSettings settings, Rfc2217 rfc2217, Port port) {
    this(settings, rfc2217, port, Listener::tcp);
  }

  Rfc2217Mode(PortSettings settings, Rfc2217 rfc2217, Port port, Listener.Opener opener) {
    this.port = port;
    this.settings = settings;
    this.rfc2217 = rfc2217;
    this.line = LineControl.ofClients(port, rfc2217.remoteLineControl());
    this.observersLine = LineControl.ofObservers(port);
    this.news =
        new ComPortNews(
            port,
            state -> clients.values().forEach(client -> client.modemStateIs(state)),
            bits -> clients.values().forEach(client -> client.lineStateIs(bits)));
    this.serving = new TcpServing(settings, port, opener, this);
  }

  // --- from the device ---

  @Override
  public void fromSerial(IoBuffer data) {
    if (clients.isEmpty() || TelnetEncoder.isPlain(data)) {
      serving.send(data);
      return;
    }
    IoBuffer escaped = port.loop().codecScratch();
    boolean somebody = serving.takesSerial();
    int start = data.bytes.position();
    while (data.bytes.hasRemaining()) {
      escaped.bytes.clear();
      TelnetEncoder.escape(data, escaped);
      escaped.bytes.flip();
      if (somebody) {
        serving.send(escaped);
      } else {
        serving.clients().sendToObservers(escaped);
      }
    }
    if (!somebody) {
      data.bytes.position(start);
      port.nobodyTakes(data);
    }
  }

  @Override
  public boolean takesSerial() {
    return serving.takesSerial();
  }

  @Override
  public int send(Client client, IoBuffer data) {
    return of(client).sendData(data);
  }

  private ComPortClient of(Client client) {
    return Objects.requireNonNull(clients.get(client));
  }

  @Override
  public void ttyPresent(boolean present) {
    serving.ttyPresent(present);
    news.ttyPresent(present);
  }

  @Override
  public void serialReady() {
    serving.serialReady();
    clients.values().forEach(ComPortClient::goOn);
  }

  // --- from the clients ---

  @Override
  public void came(Client client) {
    LineControl control = client.isObserver() ? observersLine : line;
    ComPortClient comPortClient = new ComPortClient(client, port, control, this);
    clients.put(client, comPortClient);
    comPortClient.begin();
  }

  @Override
  public void received(Client client, IoBuffer data) {
    of(client).received(data);
  }

  @Override
  public boolean readsAhead() {
    return true;
  }

  @Override
  public void drained(Client client) {
    of(client).drained();
  }

  /** Who asks for nothing any more has left, as far as the line is concerned. */
  @Override
  public void ended(Client client) {
    of(client).ended();
    restoreIfNobodyIsLeft();
  }

  @Override
  public void gone(Client client) {
    of(client).gone();
    clients.remove(client);
    wishesChanged();
    restoreIfNobodyIsLeft();
  }

  private void restoreIfNobodyIsLeft() {
    boolean left =
        clients.entrySet().stream()
            .allMatch(each -> each.getKey().isObserver() || each.getValue().hasEnded());
    if (left && rfc2217.lineAfterClient() == LineAfterClient.RESTORE) {
      port.remote().restoreLine();
    }
  }

  @Override
  public void toSerial(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
    if (!port.serialHasRoom()) {
      line.endBreakInTheWay();
    }
  }

  @Override
  public void wishesChanged() {
    news.want(
        clients.values().stream().anyMatch(ComPortClient::wantsModemState),
        clients.values().stream().anyMatch(ComPortClient::wantsLineState));
  }

  @Override
  public void askModemState(IntConsumer told) {
    news.askModemState(told);
  }

  @Override
  public String signature() {
    String alias = settings.alias();
    return "Hardline port " + port.number() + (alias.isEmpty() ? "" : " " + alias);
  }

  // --- from the port ---

  @Override
  public void reconfigure(PortSettings next) {
    settings = next;
    rfc2217 = (Rfc2217) next.mode();
    line.allow(rfc2217.remoteLineControl());
    serving.reconfigure(next);
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
  public void close() {
    serving.close();
    news.close();
  }
}
