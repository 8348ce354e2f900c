package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.event.RecordedEvents;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.RunningLoop;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.PortState;
import io.hardline.port.Ports;
import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.Rfc2217Builder;
import io.hardline.settings.Settings;
import io.hardline.settings.TtySelector;
import io.hardline.telnet.ComPortCoding;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.NotifyLineState;
import io.hardline.telnet.ComPortOption.NotifyModemState;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetLineStateMask;
import io.hardline.telnet.LineStateBits;
import io.hardline.telnet.ModemStateBits;
import io.hardline.telnet.Telnet;
import io.hardline.telnet.TelnetDecoder;
import io.hardline.telnet.TelnetEncoder;
import io.hardline.tty.GuestControl;
import io.hardline.tty.GuestFixture;
import io.hardline.tty.SystemRoots;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyFinder;
import io.hardline.tty.TtyOpener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mode on real drivers, with a socket; runs inside the guest of {@code ./check --guest}. */
@Tag("guest")
@Timeout(60)
class GuestRfc2217Test {
  private static final int PATIENCE_S = 20;

  private final RecordedEvents events = new RecordedEvents();
  private final CompletableFuture<Integer> tcpPort = new CompletableFuture<>();
  private final TtyFinder finder = new TtyFinder(SystemRoots.REAL);
  private RunningLoop loop;
  private Ports ports;

  @BeforeEach
  void start() throws IOException {
    loop = RunningLoop.start();
    ports = new Ports(List.of(loop.loop), events.log(), this::open, this::startMode);
  }

  @AfterEach
  void stop() throws Exception {
    ports.close();
    loop.close();
    events.close();
  }

  private Tty open(PortSettings settings) throws IOException {
    return new TtyOpener(SystemRoots.REAL, finder, Settings.STANDARD.ttyAllow())
        .open(Objects.requireNonNull(settings.tty()), settings.line());
  }

  private Mode startMode(PortSettings settings, Port port) {
    return new Rfc2217Mode(
        settings,
        (Rfc2217) settings.mode(),
        port,
        (on, address, number, aliveCheckMs, onConnection) -> {
          Listener listener = Listener.tcp(on, address, 0, aliveCheckMs, onConnection);
          tcpPort.complete(listener.port());
          return listener;
        });
  }

  private Host serve(TtySelector tty) throws Exception {
    PortSettings port =
        new PortSettingsBuilder()
            .tty(tty)
            .listen("127.0.0.1")
            .mode(new Rfc2217Builder().build())
            .build();
    ports.apply(
        new Settings(
            Settings.VERSION,
            Settings.STANDARD.ttyAllow(),
            Settings.STANDARD.services(),
            new TreeMap<>(Map.of(1, port))));
    // A guest that is slow may not answer in time.
    await().until(() -> ports.status().stream().anyMatch(p -> p.state() == PortState.OPEN));
    return new Host(tcpPort.get(PATIENCE_S, TimeUnit.SECONDS));
  }

  @Test
  void theInputsOfAUartAreToldWhenTheyMove() throws Exception {
    try (Host host = serve(GuestFixture.UART)) {
      host.awaitNews();
      GuestFixture.leadOutputsToInputs(true);
      try {
        host.asks(new SetControl(ComPortControl.DTR_ON));
        host.asks(new SetControl(ComPortControl.RTS_ON));
        host.awaitModemState(ModemStateBits.CTS | ModemStateBits.DSR, 0);
        awaitRtsAndDtrAtTheInputs(host);
      } finally {
        GuestFixture.leadOutputsToInputs(false);
      }
    }
  }

  @Test
  void theInputsOfAnFtdiAdapterAreToldWhenTheyMove() throws Exception {
    try (Host host = serve(GuestFixture.LOOPED_ADAPTER)) {
      // The first word: both are on since the port opened.
      host.awaitModemState(ModemStateBits.CTS | ModemStateBits.DSR, 0);
      awaitRtsAndDtrAtTheInputs(host);
    }
  }

  private static void awaitRtsAndDtrAtTheInputs(Host host) throws Exception {
    host.asks(new SetControl(ComPortControl.RTS_OFF));
    host.awaitModemState(ModemStateBits.DSR, ModemStateBits.CTS_CHANGED);
    host.asks(new SetControl(ComPortControl.DTR_OFF));
    host.awaitModemState(0, ModemStateBits.DSR_CHANGED);
  }

  @Test
  void aBreakThatAUartReceivesIsTold() throws Exception {
    try (GuestControl control = new GuestControl();
        Host host = serve(GuestFixture.thirdUart(finder))) {
      host.awaitNews();
      host.asks(new SetLineStateMask(LineStateBits.BREAK));
      host.await(new SetLineStateMask(LineStateBits.BREAK));
      // The count at the start is no news; only a break after it is.
      await()
          .until(() -> {
            control.sendBreak();
            return host.isToldSoon(new NotifyLineState(LineStateBits.BREAK));
          });
    }
  }

  @Test
  void aBreakThatAnFtdiAdapterReceivesIsTold() throws Exception {
    try (Host host = serve(GuestFixture.LOOPED_ADAPTER)) {
      host.awaitNews();
      host.asks(new SetLineStateMask(LineStateBits.BREAK));
      host.await(new SetLineStateMask(LineStateBits.BREAK));
      await()
          .until(() -> {
            host.asks(new SetControl(ComPortControl.BREAK_ON));
            host.asks(new SetControl(ComPortControl.BREAK_OFF));
            return host.isToldSoon(new NotifyLineState(LineStateBits.BREAK));
          });
    }
  }

  @Test
  void aUartAnswersTheRateThatItMakes() throws Exception {
    try (Host host = serve(GuestFixture.UART)) {
      host.asks(new SetBaudRate(4_000_000));
      SetBaudRate taken = (SetBaudRate) host.awaitKind(SetBaudRate.class);
      assertThat(taken.baudRate()).isBetween(50L, 115_200L);
    }
  }

  @Test
  void anFtdiAdapterTellsItsInputsAndTakesAnyRate() throws Exception {
    try (Host host = serve(GuestFixture.ADAPTER)) {
      host.awaitNews();
      host.asks(new SetBaudRate(3_000_000));
      host.await(new SetBaudRate(3_000_000));
      host.asks(new SetBaudRate(12_345));
      host.await(new SetBaudRate(12_345));
      host.asks(new SetDataSize(7));
      host.await(new SetDataSize(7));
      host.asks(new SetControl(ComPortControl.DTR_OFF));
      host.await(new SetControl(ComPortControl.DTR_OFF));
      host.asks(new SetControl(ComPortControl.ASK_DTR));
      host.await(new SetControl(ComPortControl.DTR_OFF));
    }
  }

  /** A client with a socket and a thread that gathers what it is told. */
  private static final class Host implements TelnetDecoder.Events, AutoCloseable {
    private final Socket socket;
    private final BlockingQueue<ComPortOption> told = new LinkedBlockingQueue<>();

    Host(int port) throws IOException {
      socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      Thread.ofPlatform().daemon().start(this::read);
      ByteBuffer agrees = ByteBuffer.allocate(9);
      TelnetEncoder.option(Telnet.WILL, Telnet.BINARY, agrees);
      TelnetEncoder.option(Telnet.DO, Telnet.BINARY, agrees);
      TelnetEncoder.option(Telnet.WILL, Telnet.COM_PORT, agrees);
      send(agrees);
    }

    private void send(ByteBuffer message) throws IOException {
      byte[] octets = new byte[message.position()];
      message.get(0, octets);
      socket.getOutputStream().write(octets);
    }

    private void read() {
      TelnetDecoder decoder = new TelnetDecoder();
      byte[] octets = new byte[4096];
      try {
        for (int n = socket.getInputStream().read(octets);
            n >= 0;
            n = socket.getInputStream().read(octets)) {
          IoBuffer buffer = new IoBuffer(n);
          buffer.bytes.put(octets, 0, n).flip();
          decoder.decode(buffer, this);
        }
      } catch (IOException closed) {
        // With the test.
      }
    }

    void asks(ComPortOption order) throws IOException {
      ByteBuffer message = ByteBuffer.allocate(ComPortCoding.ENCODED_BYTES);
      ComPortCoding.CLIENT.encode(order, message);
      send(message);
    }

    private ComPortOption next() throws InterruptedException {
      return Objects.requireNonNull(told.poll(PATIENCE_S, TimeUnit.SECONDS), "nothing is told");
    }

    void await(ComPortOption wanted) throws InterruptedException {
      ComPortOption option = next();
      while (!option.equals(wanted)) {
        option = next();
      }
    }

    boolean isToldSoon(ComPortOption wanted) throws InterruptedException {
      ComPortOption option = told.poll(1, TimeUnit.SECONDS);
      while (option != null && !option.equals(wanted)) {
        option = told.poll(1, TimeUnit.SECONDS);
      }
      return option != null;
    }

    ComPortOption awaitKind(Class<? extends ComPortOption> kind) throws InterruptedException {
      ComPortOption option = next();
      while (!kind.isInstance(option)) {
        option = next();
      }
      return option;
    }

    /** The first word about the control lines, whatever it is. */
    void awaitNews() throws InterruptedException {
      awaitKind(NotifyModemState.class);
    }

    /** Whatever DCD is: the UART's loop leads something else to it. */
    void awaitModemState(int ctsAndDsr, int changes) throws InterruptedException {
      int mask = ModemStateBits.CTS | ModemStateBits.DSR | changes;
      int bits = -1;
      while ((bits & mask) != (ctsAndDsr | changes)) {
        bits = ((NotifyModemState) awaitKind(NotifyModemState.class)).bits();
      }
    }

    @Override
    public void data(IoBuffer run) {
      run.bytes.position(run.bytes.limit());
    }

    @Override
    public void option(int command, int option) {}

    @Override
    public void subNegotiation(int option, ByteBuffer content) {
      told.add(Objects.requireNonNull(ComPortCoding.SERVER.decode(content)));
    }

    @Override
    public void command(int command) {}

    @Override
    public boolean wantsMore() {
      return true;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
