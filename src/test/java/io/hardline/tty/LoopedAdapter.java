package io.hardline.tty;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Beside the guest, on the host: an FT232BM with a loop plug, which leads its RTS to its CTS, its
 * DTR to its DSR, and a break back to itself. Data goes nowhere. Qemu shows it to the guest's
 * driver over a socket, in the USB redirection protocol 0.7.
 *
 * <p>Qemu's own adapter cannot stand in: with a socket behind it its inputs never move, and it
 * reports a break in a packet without data, which Linux, since 5.9, takes for no break.
 */
final class LoopedAdapter {
  static final String SERIAL_NUMBER = "HL0002";

  // The packets of the redirection protocol, and what they say.
  private static final int HELLO = 0;
  private static final int DEVICE_CONNECT = 1;
  private static final int INTERFACE_INFO = 4;
  private static final int EP_INFO = 5;
  private static final int SET_CONFIGURATION = 6;
  private static final int GET_CONFIGURATION = 7;
  private static final int CONFIGURATION_STATUS = 8;
  private static final int CANCEL_DATA_PACKET = 21;
  private static final int CONTROL_PACKET = 100;
  private static final int BULK_PACKET = 101;
  private static final int DEVICE_VERSION_AND_PACKET_SIZES = 1 << 1 | 1 << 4;
  private static final int HEADER_BYTES = 12;
  private static final int MESSAGE_BYTES = 1024;
  private static final int ENDPOINTS = 32;
  private static final int FULL_SPEED = 1;
  private static final int BULK = 2;
  private static final int NO_ENDPOINT = 255;
  private static final int SUCCESS = 0;
  private static final int CANCELLED = 1;
  private static final int STALL = 4;

  // USB's, and the chip's: request type and request in one number.
  private static final int IN = 0x80;
  private static final int GET_DESCRIPTOR = 0x8006;
  private static final int RESET = 0x4000;
  private static final int SET_MODEM_CONTROL = 0x4001;
  private static final int SET_FLOW_CONTROL = 0x4002;
  private static final int SET_BAUD_RATE = 0x4003;
  private static final int SET_DATA = 0x4004;
  private static final int GET_MODEM_STATUS = 0xC005;
  private static final int SET_LATENCY = 0x4009;
  private static final int GET_LATENCY = 0xC00A;

  private static final int DTR = 0x01;
  private static final int RTS = 0x02;
  private static final int BREAK_IN_SET_DATA = 0x4000;
  private static final int CTS = 0x10;
  private static final int DSR = 0x20;
  private static final int ALWAYS_ONE = 0x01;
  private static final int BREAK_INTERRUPT = 0x10;
  private static final int TRANSMITTER_EMPTY = 0x60;

  private static final byte[] DEVICE = {
    18, 1, 0, 2, 0, 0, 0, 8, 0x03, 0x04, 0x01, 0x60, 0x00, 0x04, 1, 2, 3, 1
  };
  private static final byte[] CONFIGURATION = {
    9,
    2,
    32,
    0,
    1,
    1,
    0,
    (byte) 0x80,
    50, // one interface
    9,
    4,
    0,
    0,
    2,
    -1,
    -1,
    -1,
    0, // with two endpoints:
    7,
    5,
    (byte) 0x81,
    BULK,
    64,
    0,
    0, // bulk from the device
    7,
    5,
    0x02,
    BULK,
    64,
    0,
    0, // bulk to it
  };

  private final SocketChannel qemu;
  private final Queue<Integer> reads = new ArrayDeque<>();
  private final Queue<byte[]> packets = new ArrayDeque<>();
  private int outputs;
  private int latencyMs = 16;
  private boolean breaking;

  private LoopedAdapter(SocketChannel qemu) {
    this.qemu = qemu;
  }

  /** Plugs it in, for as long as qemu keeps the connection. */
  static void plugIn(SocketChannel qemu) throws IOException {
    LoopedAdapter adapter = new LoopedAdapter(qemu);
    adapter.introduce();
    Thread.ofPlatform().daemon().start(adapter::serve);
  }

  private void introduce() throws IOException {
    ByteBuffer hello = message();
    hello.put("a loop plug".getBytes(StandardCharsets.US_ASCII)).position(HEADER_BYTES + 64);
    send(HELLO, 0, hello.putInt(DEVICE_VERSION_AND_PACKET_SIZES));

    // Its number, class, subclass and protocol, of up to 32.
    ByteBuffer oneInterface = message().putInt(1);
    for (int field : new int[] {0, 0xFF, 0xFF, 0xFF}) {
      oneInterface.put((byte) field).position(oneInterface.position() + ENDPOINTS - 1);
    }
    send(INTERFACE_INFO, 0, oneInterface);

    // The first half of the endpoints is to the device, the second from it.
    byte[] types = new byte[ENDPOINTS];
    short[] packetBytes = new short[ENDPOINTS];
    Arrays.fill(types, (byte) NO_ENDPOINT);
    for (int control : new int[] {0, 16}) {
      types[control] = 0;
      packetBytes[control] = 8;
    }
    for (int bulk : new int[] {2, 16 + 1}) {
      types[bulk] = BULK;
      packetBytes[bulk] = 64;
    }
    ByteBuffer endpoints = message().put(types).put(new byte[2 * ENDPOINTS]);
    for (short bytes : packetBytes) {
      endpoints.putShort(bytes);
    }
    send(EP_INFO, 0, endpoints);

    // Without a class of its own; its vendor, product and version as in its descriptor.
    ByteBuffer device = message().put((byte) FULL_SPEED).put(new byte[3]);
    send(DEVICE_CONNECT, 0, device.put(DEVICE, 8, 6));
  }

  private static ByteBuffer message() {
    return ByteBuffer.allocate(MESSAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
  }

  private void send(int type, int id, ByteBuffer message) throws IOException {
    message.putInt(0, type).putInt(4, message.position() - HEADER_BYTES).putInt(8, id).flip();
    while (message.hasRemaining()) {
      qemu.write(message);
    }
  }

  private void serve() {
    DataInputStream in = new DataInputStream(Channels.newInputStream(qemu));
    try {
      while (true) {
        ByteBuffer header = take(in, HEADER_BYTES);
        ByteBuffer content = take(in, header.getInt(4));
        answer(header.getInt(0), header.getInt(8), content);
      }
    } catch (EOFException ended) {
      // With the guest.
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static ByteBuffer take(DataInputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void answer(int type, int id, ByteBuffer content) throws IOException {
    switch (type) {
      case SET_CONFIGURATION, GET_CONFIGURATION ->
          send(CONFIGURATION_STATUS, id, message().put((byte) SUCCESS).put((byte) 1));
      case CONTROL_PACKET -> answerControl(id, content);
      case BULK_PACKET -> {
        if ((content.get(0) & IN) != 0) {
          reads.add(id);
          answerReads();
        } else {
          // Taken, all of it; the answer to a write has no data.
          send(
              BULK_PACKET,
              id,
              message().put(content.slice(0, 8)).put(HEADER_BYTES + 1, (byte) SUCCESS));
        }
      }
      case CANCEL_DATA_PACKET -> {
        if (reads.remove(id)) {
          sendRead(id, CANCELLED, new byte[0]);
        }
      }
      default -> {
        // A greeting or a reset, which want no answer.
      }
    }
  }

  private void answerReads() throws IOException {
    while (!reads.isEmpty() && !packets.isEmpty()) {
      sendRead(reads.remove(), SUCCESS, packets.remove());
    }
  }

  private void sendRead(int id, int status, byte[] data) throws IOException {
    ByteBuffer read = message().put((byte) (IN | 1)).put((byte) status);
    send(BULK_PACKET, id, read.putShort((short) data.length).putInt(0).put(data));
  }

  private void answerControl(int id, ByteBuffer asked) throws IOException {
    int request = (asked.get(2) & 0xFF) << 8 | (asked.get(1) & 0xFF);
    int wantedBytes = Short.toUnsignedInt(asked.getShort(8));
    byte[] data = obey(request, Short.toUnsignedInt(asked.getShort(4)));
    ByteBuffer done = message().put(asked.slice(0, 10));
    // Qemu leaves the status unset when it asks; what is there must not go back.
    done.put(HEADER_BYTES + 3, (byte) (data == null ? STALL : SUCCESS));
    if (data == null) {
      done.putShort(HEADER_BYTES + 8, (short) 0);
    } else if ((asked.get(0) & IN) != 0) {
      int bytes = Math.min(wantedBytes, data.length);
      done.putShort(HEADER_BYTES + 8, (short) bytes).put(data, 0, bytes);
    }
    send(CONTROL_PACKET, id, done);
    answerReads();
  }

  /** Null is: the device has no such request. */
  private byte @Nullable [] obey(int request, int value) {
    switch (request) {
      case GET_DESCRIPTOR -> {
        return descriptor(value >> 8, value & 0xFF);
      }
      case GET_MODEM_STATUS -> {
        return status(TRANSMITTER_EMPTY);
      }
      case GET_LATENCY -> {
        return new byte[] {(byte) latencyMs};
      }
      case RESET -> {
        packets.clear();
        packets.add(status(TRANSMITTER_EMPTY));
      }
      case SET_MODEM_CONTROL -> {
        // Which to set, then to what.
        int set = value >> 8;
        outputs = (outputs & ~set) | (value & set);
        packets.add(status(TRANSMITTER_EMPTY));
      }
      case SET_DATA -> setBreak((value & BREAK_IN_SET_DATA) != 0);
      case SET_LATENCY -> latencyMs = value;
      case SET_FLOW_CONTROL, SET_BAUD_RATE -> {
        // No line is behind it.
      }
      default -> {
        return null;
      }
    }
    return new byte[0];
  }

  /** A break is received once, when it begins, as a NUL. */
  private void setBreak(boolean wanted) {
    if (wanted && !breaking) {
      packets.add(Arrays.copyOf(status(BREAK_INTERRUPT), 3));
    }
    breaking = wanted;
  }

  /** What each packet from the chip begins with: the inputs, and the state of the line. */
  private byte[] status(int line) {
    int inputs = ((outputs & RTS) != 0 ? CTS : 0) | ((outputs & DTR) != 0 ? DSR : 0);
    return new byte[] {(byte) (inputs | ALWAYS_ONE), (byte) line};
  }

  private static byte @Nullable [] descriptor(int type, int index) {
    return switch (type) {
      case 1 -> DEVICE;
      case 2 -> CONFIGURATION;
      case 3 ->
          switch (index) {
            // The languages: one, American English.
            case 0 -> new byte[] {4, 3, 9, 4};
            case 1 -> text("Hardline");
            case 2 -> text("Adapter with a loop plug");
            default -> text(SERIAL_NUMBER);
          };
      default -> null;
    };
  }

  private static byte[] text(String text) {
    byte[] characters = text.getBytes(StandardCharsets.UTF_16LE);
    ByteBuffer descriptor = ByteBuffer.allocate(2 + characters.length);
    return descriptor.put((byte) descriptor.capacity()).put((byte) 3).put(characters).array();
  }
}
