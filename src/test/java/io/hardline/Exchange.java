package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Bytes both ways at once between two ends, compared byte for byte. */
final class Exchange {
  static final int MEGABYTE = 1024 * 1024;

  private Exchange() {}

  /** One end: sends, and receives an exact number of bytes. */
  record End(Sender sender, Receiver receiver) {}

  /** Sends. */
  interface Sender {
    void send(byte[] bytes) throws Exception;
  }

  /** Receives exactly so many. */
  interface Receiver {
    byte[] receive(int count) throws Exception;
  }

  /** Sends {@code forth} from the one and {@code back} from the other, and compares both. */
  static void bothWays(End one, End other, byte[] forth, byte[] back) throws Exception {
    // Never waited for at the end: who reads a pty cannot be interrupted.
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
    try {
      Future<byte[]> atOther = threads.submit(() -> other.receiver.receive(forth.length));
      Future<byte[]> atOne = threads.submit(() -> one.receiver.receive(back.length));
      Future<Void> sentBack = threads.submit(sending(other, back));
      Future<Void> sentForth = threads.submit(sending(one, forth));
      assertSame(result(atOther), forth);
      assertSame(result(atOne), back);
      result(sentBack);
      result(sentForth);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Names the first byte that differs; a megabyte in a message helps nobody. */
  static void assertSame(byte[] actual, byte[] expected) {
    assertThat(Arrays.mismatch(actual, expected))
        .describedAs("first byte that differs")
        .isEqualTo(-1);
  }

  private static Callable<Void> sending(End from, byte[] bytes) {
    return () -> {
      from.sender.send(bytes);
      return null;
    };
  }

  static <T> T result(Future<T> future) throws Exception {
    return future.get(2 * Program.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The same bytes for the same seed. */
  static byte[] noise(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** All 256 values, those that mean something to somebody (XON, ^C, IAC) among them. */
  static byte[] everyByteValue() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
