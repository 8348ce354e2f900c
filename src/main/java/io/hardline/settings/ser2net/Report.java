package io.hardline.settings.ser2net;

import io.hardline.settings.ser2net.Finding.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Gathers findings; what was said already is said once, with all its lines. */
final class Report {
  /** Different sentences about one file; more are counted. Nobody reads them. */
  static final int MAX_FINDINGS = 1_000;

  private final Map<Key, TreeSet<Integer>> linesOf = new LinkedHashMap<>();
  private int leftOut;

  private record Key(Weight weight, String text) {}

  /** It is carried over in another form. */
  void changed(int line, String text) {
    add(Weight.CHANGED, line, text);
  }

  /** It is not carried over. */
  void missing(int line, String text) {
    add(Weight.MISSING, line, text);
  }

  void add(Weight weight, int line, String text) {
    Key key = new Key(weight, text);
    if (linesOf.size() == MAX_FINDINGS && !linesOf.containsKey(key)) {
      leftOut++;
      return;
    }
    linesOf.computeIfAbsent(key, k -> new TreeSet<>()).add(line);
  }

  /** In the order of the file. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    linesOf.forEach(
        (key, lines) -> findings.add(new Finding(key.weight, List.copyOf(lines), key.text)));
    findings.sort(Comparator.comparing(finding -> finding.lines().getFirst()));
    return findings;
  }

  /** How many were not kept. */
  int leftOut() {
    return leftOut;
  }
}
