package io.hardline.service;

import io.hardline.settings.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All services of the unit. Threads of the control plane; never a loop's. */
public final class Services {
  private final List<Service> all;

  public Services(List<Service> all) {
    this.all = List.copyOf(all);
  }

  /** Makes each be as {@code settings} say. */
  public void apply(Settings settings) {
    all.forEach(service -> service.apply(settings));
  }

  /** How each is, in the order of the settings. */
  public List<ServiceStatus> status() {
    return all.stream().map(Service::status).toList();
  }

  /** Ends them all; completed when all farewells are said. */
  public CompletableFuture<Void> stop() {
    return CompletableFuture.allOf(
        all.stream().map(Service::stop).toArray(CompletableFuture[]::new));
  }
}
