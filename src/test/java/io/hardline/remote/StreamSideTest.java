package io.hardline.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeDialer;
import io.hardline.net.FakeResolver;
import io.hardline.settings.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pipe as this end of a remote port. */
@Timeout(60)
class StreamSideTest {
  private final ManualLoop loop = new ManualLoop();
  private final CompletableFuture<Thread> reader = new CompletableFuture<>();
  private boolean finished;

  /** Says who has found its end; when that thread is over, the loop has been told. */
  private final class Input extends ByteArrayInputStream {
    Input(String text) {
      super(text.getBytes(ISO_8859_1));
    }

    @Override
    public int read(byte[] into) {
      int count = read(into, 0, into.length);
      if (count < 0) {
        reader.complete(Thread.currentThread());
      }
      return count;
    }
  }

  private final class Owner implements StreamSide.Owner {
    @Override
    public void opened(RemotePort port, WantedLine line) {}

    @Override
    public void wish(MenuKeys.Wish wish) {}

    @Override
    public void finished() {
      finished = true;
    }
  }

  private static final class Quiet implements RemotePort.Owner {
    @Override
    public void said(String sentence) {}

    @Override
    public void ended(String cause, boolean wasOpen) {}
  }

  private FakeConnection attach(String input, int room) {
    FakeDialer dialer = new FakeDialer();
    StreamSide side =
        new StreamSide(loop, new Input(input), new ByteArrayOutputStream(), null, new Owner());
    RemotePort port =
        new RemotePort(
            loop,
            dialer,
            new FakeResolver(),
            new RemotePort.Wish(new HostPort("192.0.2.1", 4001), false, WantedLine.ANY, false),
            side,
            new Quiet());
    port.connect();
    loop.runAll();
    FakeConnection server = dialer.accept();
    server.setRoom(room);
    return server;
  }

  @Test
  void theEndOfTheInputWaitsUntilASlowServerHasAllOfIt() throws Exception {
    FakeConnection server = attach("0123456789", 3);
    loop.runUntil(() -> server.backlogBytes() == 7 && reader.isDone());
    reader.get().join();
    loop.runAll();
    loop.advanceMs(60 * StreamSide.SILENCE_MS);
    assertThat(finished).isFalse();

    server.setRoom(100);
    loop.runAll();
    assertThat(server.sent()).asString(ISO_8859_1).isEqualTo("0123456789");
    loop.advanceMs(StreamSide.SILENCE_MS - 1);
    assertThat(finished).as("the device may still answer").isFalse();
    loop.advanceMs(1);
    assertThat(finished).isTrue();
  }
}
