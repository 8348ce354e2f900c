package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TtySelector;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Which change of a setting disconnects clients. Every setting of a port is walked, so that a new
 * one needs its line here.
 */
class ChangesInPlaceTest {
  private static final Set<String> RESTART =
      Set.of(
          "tty", "listen", "mode.port", "mode.observerPort", "mode.commandPort", "mode.tls.type");

  private static final Set<String> IN_PLACE =
      Set.of(
          "alias",
          "whenAbsent",
          "line.baudRate",
          "line.dataBits",
          "line.parity",
          "line.stopBits",
          "line.flowControl",
          "line.electricalInterface",
          "line.lowLatency",
          "line.dtrAtOpen",
          "line.rtsAtOpen",
          "rs485.delayBeforeSend",
          "rs485.delayAfterSend",
          "packing.length",
          "packing.delimiter",
          "packing.delimiterProcess",
          "packing.forceTransmit",
          "buffer.size",
          "buffer.replay",
          "mode.maxConnections",
          "mode.whenFull",
          "mode.aliveCheck",
          "mode.inactivity",
          "mode.ignoreJammedClient",
          "mode.onLastClientGone.dtr",
          "mode.onLastClientGone.rts",
          "mode.commandByCommand.enabled",
          "mode.commandByCommand.responseTimeout",
          "mode.commandByCommand.unrequested",
          "mode.allowDriverControl",
          "mode.remoteLineControl",
          "mode.tls.certificate",
          "mode.tls.key",
          "mode.tls.ca",
          "mode.tls.peers");

  private static final PortSettings BEFORE =
      new PortSettingsBuilder().mode(ModeSettings.TcpServer.STANDARD).build();

  @Test
  void everySettingOfAPortIsDecided() throws Exception {
    Map<String, Record> changes = changes(BEFORE);
    Set<String> decided = new TreeSet<>(RESTART);
    decided.addAll(IN_PLACE);

    assertThat(changes.keySet())
        .as("say in RESTART or IN_PLACE what a change of it does")
        .containsExactlyInAnyOrderElementsOf(decided);
    changes.forEach((path, after) -> {
      assertThat(after).as(path).isNotEqualTo(BEFORE);
      assertThat(Ports.changesInPlace(BEFORE, (PortSettings) after))
          .as("%s in place", path)
          .isEqualTo(IN_PLACE.contains(path));
    });
  }

  @Test
  void anotherModeIsARestartAndNoneToNoneIsNot() {
    PortSettings disabled = new PortSettingsBuilder().build();

    assertThat(Ports.changesInPlace(BEFORE, disabled)).isFalse();
    assertThat(Ports.changesInPlace(disabled, BEFORE)).isFalse();
    assertThat(Ports.changesInPlace(disabled, new PortSettingsBuilder().alias("x").build()))
        .isTrue();
    assertThat(Ports.changesInPlace(disabled, new PortSettingsBuilder().tty(null).build()))
        .isFalse();
  }

  /** By path, the record with that one value changed. */
  private static Map<String, Record> changes(Record before) throws Exception {
    Map<String, Record> changes = new TreeMap<>();
    RecordComponent[] components = before.getClass().getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      Object value = components[i].getAccessor().invoke(before);
      if (value instanceof Record inner && !(value instanceof TtySelector)) {
        for (Map.Entry<String, Record> change : changes(inner).entrySet()) {
          changes.put(name + "." + change.getKey(), with(before, i, change.getValue()));
        }
      } else {
        changes.put(name, with(before, i, another(value)));
      }
    }
    return changes;
  }

  private static Record with(Record before, int index, @Nullable Object value) throws Exception {
    RecordComponent[] components = before.getClass().getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = i == index ? value : components[i].getAccessor().invoke(before);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return before.getClass().getDeclaredConstructor(types).newInstance(values);
  }

  private static Object another(@Nullable Object value) {
    return switch (value) {
      case Integer number -> number + 1;
      case Boolean on -> !on;
      case String text -> text + "x";
      case Duration duration -> duration.plusMillis(1);
      case List<?> list -> list.isEmpty() ? List.of("x") : List.of();
      case TtySelector.Path path -> new TtySelector.Path(path.path() + "x");
      case Enum<?> constant -> other(constant);
      case null -> throw new AssertionError("give BEFORE a value here");
      default -> throw new AssertionError("how does one change a " + value.getClass() + "?");
    };
  }

  private static Object other(Enum<?> constant) {
    return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
        .filter(candidate -> candidate != constant)
        .findFirst()
        .orElseThrow();
  }
}
