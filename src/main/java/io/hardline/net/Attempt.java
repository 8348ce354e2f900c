package io.hardline.net;

/** Something that was begun and whose end will be told. Loop thread only. */
@FunctionalInterface
public interface Attempt {
  /** Gives it up: nothing is told afterwards. Harmless when it is over. */
  void cancel();
}
