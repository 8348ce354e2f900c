package io.hardline.tty.virtual;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A line that only keeps what a device does to it, for tests of devices alone. */
final class RecordingLine implements DeviceLine {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  int unsent;
  String inputs = "";
  int breaks;
  long wakeAtNs = Pace.NEVER;
  long characterNs = 86_806;

  @Override
  public void send(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    sent.writeBytes(copy);
  }

  @Override
  public int unsent() {
    return unsent;
  }

  @Override
  public void setInputs(boolean cts, boolean dsr, boolean dcd, boolean ri) {
    inputs = (cts ? "CTS " : "") + (dsr ? "DSR " : "") + (dcd ? "DCD " : "") + (ri ? "RI " : "");
  }

  @Override
  public void sendBreak() {
    breaks++;
  }

  @Override
  public void wakeAtNs(long whenNs) {
    wakeAtNs = whenNs;
  }

  @Override
  public long characterNs() {
    return characterNs;
  }

  /** What was sent since the last time. */
  byte[] take() {
    byte[] bytes = sent.toByteArray();
    sent.reset();
    return bytes;
  }

  String takeText() {
    return new String(take(), StandardCharsets.US_ASCII);
  }

  String takeHex() {
    return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(take());
  }
}
