package io.hardline.aspp;

import io.hardline.loop.IoBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the packets in what comes on one connection of the redundant form, wherever it is cut. A
 * packet that lies whole in what was read stays there; only one that is cut is copied.
 *
 * <p>After bytes that are no packet there is no telling where the next would begin: nothing more is
 * read then, and {@link #trouble} says why.
 */
public final class PacketReader {
  /** The driver sends 1024 at most. */
  public static final int MAX_PAYLOAD_BYTES = 2048;

  private static final int OCTET = 0xff;

  /** Memory from the first packet that is cut. */
  private @Nullable IoBuffer kept;

  private int keptBytes;

  /** In what was read: where the packet ends that was found last, and everything; -1 for none. */
  private int end = -1;

  private int limit;
  private @Nullable IoBuffer payload;
  private int flags;
  private int session;
  private int number;
  private int expected;
  private String trouble = "";

  /**
   * Looks for the next packet in {@code data}, from position to limit; to be asked until it answers
   * false, when everything has been taken. What is found is valid until the next call.
   */
  public boolean next(IoBuffer data) {
    rest(data);
    boolean found = keptBytes == 0 ? inPlace(data) : gathered(data);
    if (!trouble.isEmpty()) {
      data.bytes.position(data.bytes.limit());
    }
    return found;
  }

  /** Gives {@code data} back as it is behind the packet that was found last. */
  public void rest(IoBuffer data) {
    if (end >= 0) {
      data.bytes.limit(limit).position(end);
      end = -1;
    }
  }

  private boolean inPlace(IoBuffer data) {
    ByteBuffer bytes = data.bytes;
    int start = bytes.position();
    if (!trouble.isEmpty()) {
      return false;
    }
    int total = bytes.remaining() < PacketHeader.BYTES ? 0 : header(bytes, start);
    if (total == 0 || bytes.remaining() < total) {
      return gathered(data);
    }
    limit = bytes.limit();
    end = start + total;
    bytes.limit(end).position(start + PacketHeader.BYTES);
    payload = data;
    return true;
  }

  private boolean gathered(IoBuffer data) {
    if (!trouble.isEmpty() || !data.bytes.hasRemaining()) {
      return false;
    }
    if (kept == null) {
      kept = new IoBuffer(PacketHeader.BYTES + MAX_PAYLOAD_BYTES);
    }
    if (!keep(kept, data, PacketHeader.BYTES)) {
      return false;
    }
    int total = header(kept.bytes, 0);
    if (total == 0 || !keep(kept, data, total)) {
      return false;
    }
    keptBytes = 0;
    kept.bytes.limit(total).position(PacketHeader.BYTES);
    payload = kept;
    return true;
  }

  /** Whether so many are there now. */
  private boolean keep(IoBuffer into, IoBuffer data, int wanted) {
    int count = Math.min(wanted - keptBytes, data.bytes.remaining());
    if (count > 0) {
      into.bytes.clear().put(keptBytes, data.bytes, data.bytes.position(), count);
      data.advance(count);
      keptBytes += count;
    }
    return keptBytes >= wanted;
  }

  /** The length of the packet whose header is there; 0 when it is none, see {@link #trouble}. */
  private int header(ByteBuffer bytes, int at) {
    int mark = number(bytes, at);
    int version = bytes.get(at + 2) & OCTET;
    int header = bytes.get(at + 3) & OCTET;
    int total = number(bytes, at + 10);
    if (mark != PacketHeader.MARK) {
      trouble = "no packet begins with %02x %02x".formatted(mark & OCTET, mark >> 8);
    } else if (version != PacketHeader.VERSION) {
      trouble = "a packet of version " + version;
    } else if (header != PacketHeader.BYTES) {
      trouble = "a packet with a header of " + header + " bytes";
    } else if (total < header || total > header + MAX_PAYLOAD_BYTES) {
      trouble = "a packet of " + total + " bytes";
    }
    flags = bytes.get(at + 4) & OCTET;
    session = bytes.get(at + 5) & OCTET;
    number = number(bytes, at + 6);
    expected = number(bytes, at + 8);
    return trouble.isEmpty() ? total : 0;
  }

  private static int number(ByteBuffer bytes, int at) {
    return (bytes.get(at) & OCTET) | ((bytes.get(at + 1) & OCTET) << 8);
  }

  /** Why nothing more is read; empty while all is well. */
  public String trouble() {
    return trouble;
  }

  /** Whether the packet has a payload that counts. */
  public boolean isPush() {
    return (flags & PacketHeader.PUSH) != 0;
  }

  /** 0 to 255. */
  public int session() {
    return session;
  }

  /** The number of the packet. */
  public int number() {
    return number;
  }

  /** The number that its sender expects next. */
  public int expected() {
    return expected;
  }

  /** What it carries, from position to limit. */
  public IoBuffer payload() {
    if (payload == null) {
      throw new IllegalStateException("no packet was found yet");
    }
    return payload;
  }
}
