package io.hardline.port;

import io.hardline.loop.EpollLoop;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.util.function.BooleanSupplier;

/**
 * Sends what was kept to the client that came, before anything newer: meanwhile nothing is read
 * from the tty. It goes as slowly as the client reads. Loop thread only.
 */
final class Replay {
  /** One piece, as a read of the tty would be. */
  private static final int PIECE_BYTES = EpollLoop.SCRATCH_BYTES;

  /** The same when it is packed: small packets are several times as much with TLS around each. */
  static final int PACKED_PIECE_BYTES = 4 * 1024;

  private final Loop loop;
  private final KeptBytes kept;
  private final SerialToNetwork fromSerial;
  private final BooleanSupplier somebodyIsThere;
  private final PackingStage packing;
  private final Runnable goOn = this::goOn;
  private Runnable ended = () -> {};
  private boolean underWay;
  private boolean soon;
  private boolean delivering;

  Replay(
      Loop loop,
      KeptBytes kept,
      SerialToNetwork fromSerial,
      PackingStage packing,
      BooleanSupplier somebodyIsThere) {
    this.loop = loop;
    this.kept = kept;
    this.fromSerial = fromSerial;
    this.somebodyIsThere = somebodyIsThere;
    this.packing = packing;
  }

  /**
   * In the next turn: the client that came may still have to be greeted. {@code whenEnded} runs
   * when it is no longer under way.
   */
  void begin(Runnable whenEnded) {
    if (!underWay && !kept.isEmpty()) {
      underWay = true;
      ended = whenEnded;
      fromSerial.stop(SerialToNetwork.SUSPENDED_BY_REPLAY);
      goOnSoon();
    }
  }

  /** From {@link #begin} until all is sent, or nobody is there for the rest. */
  boolean isUnderWay() {
    return underWay;
  }

  /** Whether what the mode gets now is a piece of this. */
  boolean isDelivering() {
    return delivering;
  }

  /** Who was waited for reads again, or is gone. */
  void goOnSoon() {
    if (underWay && !soon) {
      soon = true;
      loop.soon(goOn);
    }
  }

  private void goOn() {
    soon = false;
    for (int i = 0; i < SerialToNetwork.READS_PER_TURN && maySend(); i++) {
      IoBuffer piece = kept.from(kept.begin(), packing.isOn() ? PACKED_PIECE_BYTES : PIECE_BYTES);
      int count = piece.bytes.remaining();
      delivering = true;
      packing.put(piece);
      delivering = false;
      kept.drop(count);
    }
    if (maySend()) {
      goOnSoon();
    } else if (kept.isEmpty() || !somebodyIsThere.getAsBoolean()) {
      end();
    }
  }

  private boolean maySend() {
    return !kept.isEmpty()
        && somebodyIsThere.getAsBoolean()
        && !fromSerial.isStoppedBy(SerialToNetwork.PAUSED_BY_CLIENT);
  }

  /** All is sent; or nobody is there any more, and the rest stays. */
  private void end() {
    if (kept.isEmpty()) {
      kept.free();
    } else {
      // It was under way to who has gone; behind the rest it would be in the wrong place.
      delivering = true;
      packing.flush();
      delivering = false;
    }
    underWay = false;
    fromSerial.go(SerialToNetwork.SUSPENDED_BY_REPLAY);
    ended.run();
  }
}
