package io.hardline.mode.realcom;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a driver has sent and received, in its order. Any thread. */
public final class NportTrace {
  /** Which way, on which connection. */
  public enum Way {
    COMMAND_SENT,
    COMMAND_RECEIVED,
    DATA_SENT,
    DATA_RECEIVED
  }

  private record Entry(Way way, String hex) {}

  /** Data of megabytes is nothing to look at. */
  private static final int MAX_ENTRIES = 20_000;

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final List<Entry> entries = new ArrayList<>();

  synchronized void add(Way way, byte[] bytes) {
    if (entries.size() < MAX_ENTRIES) {
      entries.add(new Entry(way, HEX.formatHex(bytes)));
    }
  }

  /** What went one way: in the pieces that were written, or as they were understood. */
  public synchronized List<String> of(Way way) {
    return entries.stream().filter(e -> e.way == way).map(Entry::hex).toList();
  }

  /** The command connection as the protocol's notes show it: {@code C>S 12 02 00 01}. */
  public synchronized List<String> commands() {
    return entries.stream()
        .filter(e -> e.way == Way.COMMAND_SENT || e.way == Way.COMMAND_RECEIVED)
        .map(e -> (e.way == Way.COMMAND_SENT ? "C>S " : "S>C ") + e.hex)
        .toList();
  }

  public synchronized void clear() {
    entries.clear();
  }

  @Override
  public synchronized String toString() {
    StringBuilder all = new StringBuilder();
    for (Entry entry : entries) {
      all.append(entry.way).append(' ').append(entry.hex).append('\n');
    }
    return all.toString();
  }
}
