package io.hardline.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hardline.loop.IoBuffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What a session told. */
final class RecordedSession implements Session.Owner {
  final List<String> events = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  int roomTold;

  /** What the device sent so far. */
  String text() {
    return data.toString(ISO_8859_1);
  }

  @Override
  public void data(IoBuffer run) {
    byte[] bytes = new byte[run.bytes.remaining()];
    run.bytes.get(bytes);
    data.writeBytes(bytes);
  }

  @Override
  public void opened(WantedLine line) {
    events.add("opened " + line.text());
  }

  @Override
  public void said(String sentence) {
    events.add("said " + sentence);
  }

  @Override
  public void canSendAgain() {
    roomTold++;
  }

  @Override
  public void ended(String cause) {
    events.add("ended " + cause);
  }
}
