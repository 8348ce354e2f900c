package io.hardline.mode.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.loop.IoBuffer;
import io.hardline.port.Delimiter;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** However requests are cut, and whenever they are taken: each comes out once, whole, in order. */
class RequestsFuzz {
  @Test
  void eachRequestComesOutAsItWent() {
    FuzzRuns.run(RequestsFuzz::run);
  }

  private static void run(RandomGenerator random) {
    boolean delimited = random.nextBoolean();
    Requests requests = new Requests();
    String end = delimited ? "\r\n" : "";
    String hex = delimited ? "0d0a" : "";
    requests.endAt(new Delimiter(new Packing(0, hex, DelimiterProcess.NONE, Duration.ZERO)));
    List<String> wanted = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String request = ("\r" + i).repeat(random.nextInt(1, 200)) + end;
      wanted.add(request);
      for (int at = 0; at < request.length(); ) {
        int to = Math.min(request.length(), at + random.nextInt(1, 300));
        put(requests, request.substring(at, to));
        at = to;
        if (random.nextInt(3) == 0) {
          take(requests, taken);
        }
      }
      if (!delimited || random.nextInt(5) == 0) {
        requests.paused();
      }
    }
    while (requests.first() > 0) {
      take(requests, taken);
    }

    assertThat(taken).isEqualTo(wanted);
    assertThat(requests.isEmpty()).isTrue();
  }

  private static void put(Requests requests, String text) {
    IoBuffer data = new IoBuffer(text.length());
    data.bytes.put(text.getBytes(ISO_8859_1)).flip();
    requests.put(data);
  }

  private static void take(Requests requests, List<String> taken) {
    int left = requests.first();
    StringBuilder text = new StringBuilder();
    while (left > 0) {
      IoBuffer front = requests.front(left);
      byte[] some = new byte[front.bytes.remaining()];
      front.bytes.get(some);
      requests.drop(some.length);
      left -= some.length;
      text.append(new String(some, ISO_8859_1));
    }
    if (!text.isEmpty()) {
      taken.add(text.toString());
    }
  }
}
