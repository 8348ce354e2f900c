package io.hardline.settings.ser2net;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds from here on in the file for connections that do not say otherwise. */
final class Defaults {
  private final Map<String, Map<String, Given>> byClass = new HashMap<>();

  /**
   * @param kind of layer, such as {@code serialdev}; empty is every kind
   */
  void set(String kind, String name, Given value) {
    byClass.computeIfAbsent(kind, k -> new HashMap<>()).put(PortDraft.folded(name), value);
  }

  void delete(String kind, String name) {
    byClass.getOrDefault(kind, new HashMap<>()).remove(PortDraft.folded(name));
  }

  /** The default for that kind of layer, or else for every kind. */
  @Nullable Given get(String kind, String name) {
    Given own = byClass.getOrDefault(kind, Map.of()).get(name);
    return own != null ? own : byClass.getOrDefault("", Map.of()).get(name);
  }
}
