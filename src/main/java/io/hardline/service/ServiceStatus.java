package io.hardline.service;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A service at one moment, for every front end.
 *
 * @param since when it was switched on; null while it is off
 * @param listening where it listens now: {@code UDP 4800 of *}
 * @param trouble what is wrong, for people; empty when all is well
 * @param counters what it has done, by name
 */
public record ServiceStatus(
    String name,
    boolean enabled,
    @Nullable Instant since,
    List<String> listening,
    String trouble,
    SortedMap<String, Long> counters) {
  public ServiceStatus {
    listening = List.copyOf(listening);
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
  }
}
