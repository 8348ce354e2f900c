package io.hardline.event;

/** How bad an event is (LOG-007). */
public enum Severity {
  ERROR,
  WARNING,
  NOTICE,
  INFO
}
