package io.hardline.mode.rfc2217;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpServing;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.ModeSettings.LineAfterClient;
import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.PortSettings;
import io.hardline.telnet.TelnetEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** The same, to be walked: who goes meanwhile changes nothing in the list that is walked. */
  private List<ComPortClient> everyone = List.of();

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
            state -> everyone.forEach(client -> client.modemStateIs(state)),
            bits -> everyone.forEach(client -> client.lineStateIs(bits)));
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
    ComPortClient known = clients.get(client);
    return known == null ? client.send(data) : known.sendData(data);
  }

  /** Nobody for one that could not be watched, and so went before it came. */
  private Optional<ComPortClient> of(Client client) {
    return Optional.ofNullable(clients.get(client));
  }

  @Override
  public void ttyPresent(boolean present) {
    if (!present) {
      line.ttyHasGone();
    }
    serving.ttyPresent(present);
    news.ttyPresent(present);
  }

  @Override
  public void serialReady() {
    serving.serialReady();
    everyone.forEach(ComPortClient::goOn);
  }

  // --- from the clients ---

  @Override
  public void came(Client client) {
    LineControl control = client.isObserver() ? observersLine : line;
    ComPortClient comPortClient = new ComPortClient(client, port, control, this);
    clients.put(client, comPortClient);
    everyone = List.copyOf(clients.values());
    comPortClient.begin();
  }

  @Override
  public void received(Client client, IoBuffer data) {
    of(client).ifPresent(known -> known.received(data));
  }

  @Override
  public boolean readsAhead() {
    return true;
  }

  @Override
  public void drained(Client client) {
    of(client).ifPresent(ComPortClient::drained);
  }

  /** Its answer may still be to come, at the line that it has set; only its break ends. */
  @Override
  public void ended(Client client) {
    of(client).ifPresent(ComPortClient::ended);
  }

  @Override
  public void gone(Client client) {
    ComPortClient leaver = clients.remove(client);
    if (leaver != null) {
      everyone = List.copyOf(clients.values());
      leaver.gone();
      wishesChanged();
      restoreIfNobodyIsLeft();
    }
  }

  private void restoreIfNobodyIsLeft() {
    boolean left = clients.keySet().stream().allMatch(Client::isObserver);
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
  public List<TcpSocket> sockets() {
    return serving.sockets();
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
