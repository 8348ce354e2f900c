package io.hardline.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.ManualLoop;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeDialer;
import io.hardline.net.FakeResolver;
import io.hardline.settings.HostPort;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How a server is found, and found again. */
class RemotePortTest {
  private final ManualLoop loop = new ManualLoop();
  private final FakeDialer dialer = new FakeDialer();
  private final FakeResolver resolver = new FakeResolver();
  private final List<String> events = new ArrayList<>();

  /** Records what it is told. */
  private final class Local implements LocalSide {
    @Override
    public void opened(RemotePort port, WantedLine line) {
      events.add("opened");
    }

    @Override
    public void fromDevice(RemotePort port, IoBuffer data) {
      byte[] bytes = new byte[data.bytes.remaining()];
      data.bytes.get(bytes);
      events.add("data " + new String(bytes, ISO_8859_1));
    }

    @Override
    public void canSendAgain() {}

    @Override
    public void lost() {
      events.add("lost");
    }
  }

  /** Records what it is told. */
  private final class Owner implements RemotePort.Owner {
    @Override
    public void said(String sentence) {
      events.add("said " + sentence);
    }

    @Override
    public void ended(String cause, boolean wasOpen) {
      events.add("ended " + cause + " " + wasOpen);
    }
  }

  private RemotePort port(String server, boolean rfc2217, boolean lasting) {
    HostPort at = Objects.requireNonNull(HostPort.parse(server));
    RemotePort.Wish wish = new RemotePort.Wish(at, rfc2217, WantedLine.ANY, lasting);
    RemotePort port = new RemotePort(loop, dialer, resolver, wish, new Local(), new Owner());
    port.connect();
    loop.runAll();
    return port;
  }

  private FakeConnection accept() {
    FakeConnection connection = dialer.accept();
    loop.runAll();
    return connection;
  }

  @Test
  void everyAddressOfANameIsTriedBeforeItIsGivenUp() {
    port("plc.example:4001", false, true);
    resolver.answer("192.0.2.1", "2001:db8::1");
    loop.runAll();
    dialer.fail("refused");
    loop.runAll();
    assertThat(dialer.pending()).containsExactly("[2001:db8::1]:4001");
    dialer.fail("no route");
    loop.runAll();
    assertThat(events).containsExactly("ended plc.example:4001 cannot be reached: no route false");
    loop.advanceMs(10 * RemotePort.MAX_RETRY_MS);
    assertThat(dialer.pending()).isEmpty();
  }

  @Test
  void aNameThatIsNotFoundEndsIt() {
    port("plc.example:4001", false, true);
    resolver.fail("is unknown");
    loop.runAll();
    assertThat(events).containsExactly("ended plc.example:4001 is unknown false");
  }

  @Test
  void bytesPassAsTheyAre() {
    RemotePort port = port("192.0.2.1:4001", false, false);
    FakeConnection server = accept();
    server.feed("\u00ff\0ab");
    loop.runAll();
    assertThat(events).containsExactly("opened", "data \u00ff\0ab");
    assertThat(port.canSend()).isTrue();
    server.setRoom(0);
    loop.runAll();
    IoBuffer data = new IoBuffer(4);
    data.bytes.put((byte) 0xff).flip();
    port.send(data);
    assertThat(port.canSend()).isFalse();
    server.setRoom(9);
    loop.runAll();
    assertThat(server.sent()).containsExactly(0xff);
  }

  @Test
  void aServerThatGoesIsTriedAgainLaterAndLater() {
    RemotePort port = port("192.0.2.1:4001", false, true);
    accept().ends();
    loop.runAll();
    assertThat(events)
        .containsExactly(
            "opened", "lost", "said 192.0.2.1:4001 closed the connection; it is tried again");
    assertThat(port.isOpen()).isFalse();
    for (long wait = RemotePort.FIRST_RETRY_MS; wait < 4 * RemotePort.MAX_RETRY_MS; wait *= 2) {
      long now = Math.min(wait, RemotePort.MAX_RETRY_MS);
      loop.advanceMs(now - 1);
      assertThat(dialer.pending()).isEmpty();
      loop.advanceMs(1);
      assertThat(dialer.pending()).hasSize(1);
      dialer.fail("refused");
      loop.runAll();
    }
    // A reason that stays is said once.
    assertThat(events).hasSize(4);
    loop.advanceMs(RemotePort.MAX_RETRY_MS);
    accept();
    assertThat(events).endsWith("said 192.0.2.1:4001 is back", "opened");
    assertThat(port.isOpen()).isTrue();
  }

  @Test
  void oneThatNeedNotLastEndsWithItsServer() {
    port("192.0.2.1:4001", false, false);
    accept().vanishes("reset");
    loop.runAll();
    assertThat(events)
        .containsExactly("opened", "lost", "ended 192.0.2.1:4001 is gone: reset true");
  }

  @Test
  void theLineIsSetAnewWhenTheServerIsBack() {
    RemotePort port = port("192.0.2.1:4001", true, true);
    ComPortServer server = new ComPortServer(accept());
    server.agrees();
    loop.runAll();
    answerAll(server);
    port.change(Objects.requireNonNull(WantedLine.parse("1200")));
    assertThat(server.orders()).containsExactly(new SetBaudRate(1200));
    server.connection.ends();
    loop.runAll();

    loop.advanceMs(RemotePort.FIRST_RETRY_MS);
    ComPortServer again = new ComPortServer(accept());
    again.agrees();
    loop.runAll();
    assertThat(again.orders()).startsWith(new SetBaudRate(1200));
  }

  @Test
  void aBreakEndsByItself() {
    RemotePort port = port("192.0.2.1:4001", true, false);
    ComPortServer server = new ComPortServer(accept());
    server.agrees();
    loop.runAll();
    answerAll(server);
    port.sendBreak();
    assertThat(server.orders()).containsExactly(new SetControl(ComPortControl.BREAK_ON));
    loop.advanceMs(RemotePort.BREAK_MS);
    assertThat(server.orders()).containsExactly(new SetControl(ComPortControl.BREAK_OFF));
  }

  @Test
  void afterItIsClosedNothingIsTold() {
    RemotePort port = port("192.0.2.1:4001", false, true);
    accept();
    port.close();
    events.clear();
    loop.advanceMs(10 * RemotePort.MAX_RETRY_MS);
    assertThat(events).isEmpty();
    assertThat(port.canSend()).isFalse();
  }

  private void answerAll(ComPortServer server) {
    server.orders().forEach((ComPortOption order) -> server.answers(order));
    loop.runAll();
    assertThat(events).contains("opened");
  }
}
