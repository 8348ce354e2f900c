package io.hardline.event;

/** What an event is about (LOG-002). */
public enum Category {
  SYSTEM,
  NETWORK,
  SECURITY,
  MAINTENANCE,
  SERIAL
}
