package io.hardline.house;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of the tables in a Markdown page, each as column to cell. */
final class Table {
  private Table() {}

  static List<Map<String, String>> rows(String page) {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> head = List.of();
    for (String line : page.lines().toList()) {
      if (!line.startsWith("|")) {
        head = List.of();
      } else if (head.isEmpty()) {
        head = cells(line);
      } else if (!line.startsWith("|---")) {
        rows.add(row(head, cells(line)));
      }
    }
    return rows;
  }

  private static Map<String, String> row(List<String> head, List<String> cells) {
    if (head.size() != cells.size()) {
      throw new IllegalArgumentException("%s has not the columns %s".formatted(cells, head));
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < head.size(); i++) {
      row.put(head.get(i), cells.get(i));
    }
    return row;
  }

  /** A bar with a backslash belongs to the cell. */
  private static List<String> cells(String line) {
    String inner = line.strip().substring(1, line.strip().length() - 1);
    return List.of(inner.split("(?<!\\\\)\\|", -1)).stream().map(String::strip).toList();
  }
}
