package io.hardline.event;

import static io.hardline.event.Category.MAINTENANCE;
import static io.hardline.event.Category.NETWORK;
import static io.hardline.event.Category.SECURITY;
import static io.hardline.event.Category.SERIAL;
import static io.hardline.event.Category.SYSTEM;
import static io.hardline.event.Severity.ERROR;
import static io.hardline.event.Severity.INFO;
import static io.hardline.event.Severity.NOTICE;
import static io.hardline.event.Severity.WARNING;

/**
 * The table of events: every line of the log is one of these. {@code %s} are the details, in order.
 */
public enum EventKind {
  STARTED(SYSTEM, NOTICE, "Hardline %s started, %s"),
  STOPPING(SYSTEM, NOTICE, "stopping: %s"),
  FAULT(SYSTEM, ERROR, "a fault in Hardline itself, please report it: %s"),
  EVENTS_LOST(SYSTEM, WARNING, "%s events could not be logged"),
  STATE_UNWRITABLE(SYSTEM, WARNING, "the state directory cannot be written, running without: %s"),

  SETTINGS_APPLIED(MAINTENANCE, NOTICE, "settings applied from %s: %s"),
  SETTINGS_REFUSED(MAINTENANCE, ERROR, "settings refused, nothing was changed: %s"),
  SETTINGS_LAST_GOOD(
      MAINTENANCE, ERROR, "%s cannot be used; running the last good settings, revision %s"),

  LISTENING(NETWORK, INFO, "listening on %s of %s"),
  LISTEN_FAILED(NETWORK, ERROR, "%s; trying again"),
  CONNECT_FAILED(NETWORK, WARNING, "no connection to %s: %s; trying again"),
  CLIENT_CONNECTED(SERIAL, INFO, "client %s connected"),
  CLIENT_GONE(SERIAL, INFO, "client %s gone: %s"),
  CLIENT_REFUSED(SERIAL, NOTICE, "client %s refused: %s"),
  CLIENT_REPLACED(SERIAL, NOTICE, "client %s makes room for %s"),
  WRITER_CHANGED(SERIAL, NOTICE, "%s writes: %s"),
  COMMANDS_REFUSED(SECURITY, WARNING, "commands from %s refused: %s"),
  COMMAND_NOT_TAKEN(SERIAL, WARNING, "%s asked for %s; %s"),
  PATH_JOINED(SERIAL, NOTICE, "client %s has two paths: %s joined after %s s with one"),
  PATH_LOST(SERIAL, WARNING, "client %s has one path left: %s is lost: %s"),

  TLS_FAILED(SERIAL, NOTICE, "no TLS with %s: %s"),
  TLS_CERTIFICATE(SERIAL, INFO, "TLS shows the certificate %s"),
  TLS_TROUBLE(SERIAL, ERROR, "TLS: %s"),
  TLS_WARNING(SERIAL, WARNING, "TLS: %s"),

  DATAGRAMS_FROM(SERIAL, INFO, "datagrams come from %s"),
  DATAGRAMS_LOST(NETWORK, WARNING, "datagrams are lost: %s"),
  DATAGRAMS_PASS(NETWORK, NOTICE, "datagrams pass again, %s were lost: %s"),

  SEARCHES_LEFT_OUT(NETWORK, WARNING, "searches come too fast to be answered, from %s"),
  SEARCHES_ANSWERED(NETWORK, NOTICE, "searches are all answered again, %s were not"),
  MDNS_TROUBLE(NETWORK, WARNING, "mDNS cannot announce, trying again: %s"),
  MDNS_WELL(NETWORK, NOTICE, "mDNS announces everywhere again"),

  CLIENT_EVENTS_LEFT_OUT(SERIAL, NOTICE, "%s events of clients came too fast to be logged"),

  TTY_OPENED(SERIAL, NOTICE, "%s opened, %s"),
  TTY_ABSENT(SERIAL, WARNING, "the serial device is absent: %s; looking for it"),
  TTY_REFUSED(SERIAL, ERROR, "the serial device may not be used: %s"),
  TTY_STUCK(SERIAL, ERROR, "the serial device does not answer: %s has not returned"),
  TTY_UNSTUCK(SERIAL, NOTICE, "the serial device answers again: %s returned"),
  TTY_LACKS(SERIAL, INFO, "%s has no %s");

  private final Category category;
  private final Severity severity;
  private final String text;

  EventKind(Category category, Severity severity, String text) {
    this.category = category;
    this.severity = severity;
    this.text = text;
  }

  public Category category() {
    return category;
  }

  public Severity severity() {
    return severity;
  }

  /** What an operator reads. */
  public String text(Object... details) {
    return text.formatted(details);
  }

  /** The stable name: {@code client-connected}. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
