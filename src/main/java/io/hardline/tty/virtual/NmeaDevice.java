package io.hardline.tty.virtual;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * A GPS receiver on a buoy: talks once a second, on the second, and does not listen. A second whose
 * sentences would queue behind those of the last is left out, as instruments on slow lines do.
 */
final class NmeaDevice implements SimulatedDevice {
  private static final long MS_PER_SECOND = 1000;
  private static final long NS_PER_MS = 1_000_000;

  private final DeviceLine line;
  private final InstantSource clock;

  NmeaDevice(DeviceLine line, InstantSource clock) {
    this.line = line;
    this.clock = clock;
    line.setInputs(true, true, true, false);
  }

  @Override
  public void powerUp(long nowNs) {
    due(nowNs);
  }

  @Override
  public void received(ByteBuffer bytes, long nowNs) {}

  @Override
  public void due(long nowNs) {
    long nowMs = clock.millis();
    // To the nearest second: a timer and the wall clock need not agree to the millisecond, and a
    // second must be said neither twice nor not at all.
    long second = Math.floorDiv(nowMs + MS_PER_SECOND / 2, MS_PER_SECOND);
    if (line.unsent() == 0) {
      String sentences = NmeaBuoy.rmc(second) + NmeaBuoy.gga(second);
      line.send(ByteBuffer.wrap(sentences.getBytes(StandardCharsets.US_ASCII)));
    }
    line.wakeAtNs(nowNs + ((second + 1) * MS_PER_SECOND - nowMs) * NS_PER_MS);
  }
}
