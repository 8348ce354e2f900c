package io.hardline.port;

import io.hardline.loop.IoBuffer;
import io.hardline.settings.PortSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A mode that only listens, and remembers what it was told. */
final class QuietMode implements Mode {
  final StringBuilder text = new StringBuilder();
  final List<String> told = new ArrayList<>();
  Runnable onClose = () -> {};

  /** What {@link #fromSerial} got, call by call. */
  final List<String> packets = new ArrayList<>();

  boolean somebodyIsThere = true;
  Consumer<IoBuffer> onPacket = data -> {};

  @Override
  public void fromSerial(IoBuffer data) {
    onPacket.accept(data);
    StringBuilder packet = new StringBuilder();
    while (data.bytes.hasRemaining()) {
      packet.append((char) (data.bytes.get() & 0xff));
    }
    text.append(packet);
    packets.add(packet.toString());
  }

  @Override
  public boolean takesSerial() {
    return somebodyIsThere;
  }

  @Override
  public void serialReady() {
    told.add("ready");
  }

  @Override
  public void ttyPresent(boolean present) {
    told.add("tty " + present);
  }

  @Override
  public List<ClientStatus> clients() {
    return List.of();
  }

  @Override
  public String trouble() {
    return "";
  }

  @Override
  public List<Integer> listening() {
    return List.of();
  }

  @Override
  public void reconfigure(PortSettings settings) {}

  @Override
  public void close() {
    onClose.run();
  }
}
