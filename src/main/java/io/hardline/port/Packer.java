package io.hardline.port;

import io.hardline.loop.IoBuffer;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Cuts serial bytes into packets: by their number, by a delimiter, or when whoever has a clock says
 * that there was a gap. Bytes in, packets out; it knows no clock and no loop.
 *
 * <p>A packet that lies whole in what is put is handed on from there; only what has to wait for its
 * rest is copied.
 */
final class Packer {
  /**
   * The most bytes of a packet. When so many have gathered they are sent, whatever they are; only
   * the first of two bytes of a delimiter waits for the second. Messages end where they would have
   * ended without that.
   */
  static final int LIMIT_BYTES = 1024;

  private final int packetBytes;
  private final Delimiter delimiter;
  private final int stripped;
  private final IoBuffer gathered = new IoBuffer(LIMIT_BYTES);

  Packer(Packing packing) {
    packetBytes = packing.length() > 0 ? packing.length() : LIMIT_BYTES;
    delimiter = new Delimiter(packing);
    stripped = packing.delimiterProcess() == DelimiterProcess.STRIP ? delimiter.length() : 0;
  }

  /** Bytes that wait for their rest. */
  int gatheredBytes() {
    return gathered.bytes.position();
  }

  /**
   * Takes all of {@code data}, and hands on the packets that are complete. Each is gone when {@code
   * out} returns.
   */
  void put(IoBuffer data, Consumer<IoBuffer> out) {
    ByteBuffer bytes = data.bytes;
    int limit = bytes.limit();
    while (bytes.position() < limit) {
      int from = bytes.position();
      int to = Math.min(limit, from + packetBytes - gatheredBytes());
      int end = delimiter.end(bytes, from, to);
      if (end >= 0) {
        send(data, end, stripped, out);
      } else if (gatheredBytes() + to - from == packetBytes) {
        int waits = delimiter.isHalfSeen() ? 1 : 0;
        byte last = bytes.get(to - 1);
        send(data, to, waits, out);
        if (waits > 0) {
          gathered.bytes.put(last);
        }
      } else {
        gather(data, to);
      }
      bytes.limit(limit);
    }
  }

  /** There was a gap on the line, or nothing follows: what has gathered is a packet. */
  void flush(Consumer<IoBuffer> out) {
    delimiter.reset();
    if (gatheredBytes() > 0) {
      gathered.bytes.flip();
      out.accept(gathered);
      gathered.bytes.clear();
    }
  }

  private void gather(IoBuffer data, int to) {
    data.bytes.limit(to);
    gathered.bytes.put(data.bytes);
  }

  /**
   * Hands on what has gathered and {@code data} up to {@code end}, without the {@code leftOut} last
   * bytes. Changes the limit of {@code data}.
   */
  private void send(IoBuffer data, int end, int leftOut, Consumer<IoBuffer> out) {
    IoBuffer packet = data;
    if (gatheredBytes() > 0) {
      gather(data, end);
      gathered.bytes.flip();
      packet = gathered;
    } else {
      data.bytes.limit(end);
    }
    packet.bytes.limit(packet.bytes.limit() - leftOut);
    if (packet.bytes.hasRemaining()) {
      out.accept(packet);
    }
    gathered.bytes.clear();
    data.bytes.limit(end).position(end);
  }
}
