package io.hardline.mode.drdas;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.port.ActionRefused;
import io.hardline.settings.DrdasBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes in whatever order: one writes whenever anybody is connected, and never does a byte
 * of another reach the device.
 */
@Timeout(120)
class WriterPropertyTest {
  private static final List<String> HOSTS =
      List.of("192.0.2.1", "192.0.2.2", "2001:db8::3", "192.0.2.4");
  private static final int STEPS = 400;
  private static final int ROOM = 100;

  /** Each connection says another letter, so that who is heard is seen. */
  private final Map<FakeConnection, String> letters = new LinkedHashMap<>();

  private final List<FakeConnection> open = new ArrayList<>();
  private int came;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void oneWritesAndNobodyElseIsHeard(long seed) {
    Random random = new Random(seed);
    boolean listed = seed % 2 == 0;
    DrdasBuilder settings = new DrdasBuilder();
    try (DrdasRig rig =
        new DrdasRig(listed ? settings.hosts(HOSTS.toArray(String[]::new)) : settings)) {
      for (int i = 0; i < STEPS; i++) {
        step(rig, random);
        assertOneWrites(rig, "seed " + seed + ", step " + i);
      }
    }
  }

  private void step(DrdasRig rig, Random random) {
    String host = HOSTS.get(random.nextInt(HOSTS.size()));
    switch (random.nextInt(7)) {
      case 0, 1 -> join(rig, host);
      case 2 -> leave(rig, random);
      case 3 -> order(rig, host);
      case 4 -> order(rig, null);
      case 5 -> rig.tty.setRoom(random.nextBoolean() ? ROOM : 0);
      default -> everybodySpeaks(rig);
    }
  }

  private void join(DrdasRig rig, String host) {
    FakeConnection connection = rig.come(host);
    if (connection.isOpen()) {
      open.add(connection);
      letters.put(connection, Character.toString('A' + came++ % 26));
    }
  }

  private void leave(DrdasRig rig, Random random) {
    if (!open.isEmpty()) {
      rig.leave(open.remove(random.nextInt(open.size())));
    }
  }

  private void order(DrdasRig rig, @org.jspecify.annotations.Nullable String host) {
    try {
      rig.order(host);
    } catch (ActionRefused notConnected) {
      assertThat(open).noneMatch(c -> address(c).equals(host));
    }
  }

  private static String address(FakeConnection connection) {
    return connection.peer().replaceAll(":[0-9]+$", "").replaceAll("[\\[\\]]", "");
  }

  /** As long as the tty takes nothing there is nothing to see. */
  private void everybodySpeaks(DrdasRig rig) {
    rig.tty.setRoom(Integer.MAX_VALUE);
    rig.rig.loop.runAll();
    rig.tty.takenText();
    String writer = rig.writer();
    open.forEach(connection -> rig.say(connection, letters.getOrDefault(connection, "")));

    String heard =
        open.stream()
            .filter(connection -> connection.peer().equals(writer))
            .map(connection -> letters.getOrDefault(connection, ""))
            .findFirst()
            .orElse("");
    assertThat(rig.tty.takenText()).isEqualTo(heard);
  }

  private void assertOneWrites(DrdasRig rig, String when) {
    open.removeIf(connection -> !connection.isOpen());
    List<String> peers = open.stream().map(FakeConnection::peer).toList();
    String writer = rig.writer();
    assertThat(open.isEmpty() ? "".equals(writer) : peers.contains(writer)).as(when).isTrue();
  }
}
