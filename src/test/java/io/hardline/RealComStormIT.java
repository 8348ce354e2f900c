package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportEntry;
import io.hardline.mode.realcom.NportTermios;
import io.hardline.port.PortStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that open and close their ports as fast as they can. */
@Tag("once")
@Timeout(600)
class RealComStormIT {
  private static final int PORTS = 64;
  private static final int OPENS = 100;

  /** For the JVM to get warm, and to have what it keeps. */
  private static final int WARM_OPENS = 20;

  /** It takes half a minute where nobody else wants the processors. */
  private static final Duration STORM_PATIENCE = Duration.ofMinutes(4);

  private static final long MAX_RESIDENT_KB = 150_000;
  private static final long MAX_GROWTH_KB = 40_000;

  @TempDir Path directory;

  @Test
  void portsOpenedAndClosedByManyHostsLeaveNothingBehind() throws Exception {
    List<String> ttys = Collections.nCopies(PORTS, "{ virtual: echo }");
    try (RealComUnit unit = RealComUnit.start(directory, "", "baud-rate: 921600", ttys)) {
      storm(unit, WARM_OPENS);
      awaitCalm(unit);
      long descriptors = unit.daemon().descriptors();
      long threads = unit.daemon().threads();
      long residentKb = unit.daemon().residentKb();

      storm(unit, OPENS);

      awaitCalm(unit);
      Program.await()
          .untilAsserted(
              () -> assertThat(unit.daemon().descriptors()).isLessThanOrEqualTo(descriptors));
      Program.await()
          .untilAsserted(() -> assertThat(unit.daemon().threads()).isLessThanOrEqualTo(threads));
      assertThat(unit.daemon().residentKb())
          .isLessThan(MAX_RESIDENT_KB)
          .isLessThan(residentKb + MAX_GROWTH_KB);
      storm(unit, 1);
    }
  }

  private static void awaitCalm(RealComUnit unit) {
    Program.await()
        .untilAsserted(() ->
            assertThat(unit.daemon().status().ports())
                .allMatch(p -> p.clients().isEmpty() && p.queuedToSerialBytes() == 0));
    for (PortStatus port : unit.daemon().status().ports()) {
      assertThat(port.counters().clientsRefused()).isZero();
      assertThat(port.counters().commandsRefused()).isZero();
      assertThat(port.counters().toSerialDiscardedBytes()).isZero();
    }
  }

  private static void storm(RealComUnit unit, int opens) throws Exception {
    try (ExecutorService hosts = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 1; i <= PORTS; i++) {
        NportEntry entry = unit.entry(i).from("127.0.7." + i);
        all.add(
            hosts.submit(() -> {
              openAndClose(entry, opens);
              return null;
            }));
      }
      for (Future<Void> host : all) {
        host.get(STORM_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private static void openAndClose(NportEntry entry, int opens) throws Exception {
    NportDriver driver = new NportDriver(entry);
    for (int i = 0; i < opens; i++) {
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(921_600));
      byte[] word = "%03d".formatted(i).getBytes(ISO_8859_1);
      driver.write(word);
      assertThat(driver.read(3, Program.PATIENCE.toMillis())).isEqualTo(word);
      driver.trace().clear();
      driver.close();
    }
    assertThat(driver.complaints()).isEmpty();
    assertThat(driver.unasked()).isEmpty();
  }
}
