package io.hardline.telnet;

import io.hardline.loop.IoBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a decoder said, one line for each event; data that lie together are one. */
final class RecordedTelnet implements TelnetDecoder.Events {
  private final List<String> events = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int takes = Integer.MAX_VALUE;

  /** Takes so many events that are not data, and then no more. */
  void takes(int count) {
    takes = count;
  }

  List<String> taken() {
    endData();
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  private void endData() {
    if (data.size() > 0) {
      events.add("data " + Octets.hex(data.toByteArray()));
      data.reset();
    }
  }

  private void add(String event) {
    endData();
    events.add(event);
    takes--;
  }

  @Override
  public void data(IoBuffer run) {
    data.writeBytes(Octets.remaining(run.bytes));
    run.bytes.position(run.bytes.limit());
  }

  @Override
  public void option(int command, int option) {
    add("option " + command + " " + option);
  }

  @Override
  public void subNegotiation(int option, ByteBuffer content) {
    add(("sub " + option + " " + Octets.hex(Octets.remaining(content))).strip());
  }

  @Override
  public void command(int command) {
    add("command " + command);
  }

  @Override
  public boolean wantsMore() {
    return takes > 0;
  }
}
