package io.hardline.service;

import io.hardline.settings.Settings;
import java.util.concurrent.CompletableFuture;

/**
 * Something that runs beside the ports while the settings want it. Threads of the control plane;
 * never a loop's, because it may wait for one.
 */
public interface Service {
  /** What it is called in the settings, below {@code services}. */
  String name();

  /**
   * Makes it be as {@code settings} say. What they switch off listens no longer when this returns;
   * what cannot be had yet is tried again, and {@link #status} says so.
   */
  void apply(Settings settings);

  ServiceStatus status();

  /**
   * Ends it for good. Answers at once; completed when all farewells are said, always in seconds.
   */
  CompletableFuture<Void> stop();
}
