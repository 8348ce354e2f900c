package io.hardline.port;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.settings.PortSettings.Packing;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Between the tty and the mode: gathers serial bytes to packets when the settings want that, else
 * passes them on as they were read. Loop thread only.
 *
 * <p>A gap is measured between reads. While nothing is read from the tty there is none: the bytes
 * that follow may lie in the kernel already.
 */
final class PackingStage {
  private final Consumer<IoBuffer> out;
  private final BooleanSupplier readingIsStopped;
  private final Loop.Timer gap;
  private Packing settings = Packing.STANDARD;
  private @Nullable Packer packer;
  private long gapMs;

  /**
   * @param out takes a packet; it is gone when that returns
   */
  PackingStage(Loop loop, BooleanSupplier readingIsStopped, Consumer<IoBuffer> out) {
    this.out = out;
    this.readingIsStopped = readingIsStopped;
    this.gap = loop.timer(this::gapIsOver);
  }

  /** In place: what has gathered by the old settings is sent first. */
  void reconfigure(Packing next) {
    if (!next.equals(settings)) {
      flush();
      settings = next;
      packer = next.isOn() ? new Packer(next) : null;
      gapMs = next.forceTransmit().toMillis();
    }
  }

  /** Whether it gathers; else it passes on. */
  boolean isOn() {
    return packer != null;
  }

  void put(IoBuffer data) {
    Packer to = packer;
    if (to == null) {
      out.accept(data);
    } else {
      to.put(data, out);
      restartGap();
    }
  }

  /** Reading goes on after it was stopped. */
  void readingGoesOn() {
    restartGap();
  }

  private void restartGap() {
    Packer now = packer;
    if (now != null && gapMs > 0) {
      if (now.gatheredBytes() > 0) {
        gap.setMs(gapMs);
      } else {
        gap.clear();
      }
    }
  }

  private void gapIsOver() {
    if (!readingIsStopped.getAsBoolean()) {
      flush();
    }
  }

  /** Nothing follows: what has gathered is sent. */
  void flush() {
    flushTo(out);
  }

  /** The same when it is no longer for whom it was gathered. */
  void flushTo(Consumer<IoBuffer> other) {
    gap.clear();
    Packer now = packer;
    if (now != null) {
      now.flush(other);
    }
  }
}
