package io.hardline.mode.redundant;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.net.FakeConnection;
import io.hardline.net.Peer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host with the driver's redundant daemon, on two networks, in memory. As the protocol is
 * described: what does not have the number it expects is dropped without a word, nothing is ever
 * sent again, and an acknowledgement alone on the command channel that is not what it waits for
 * makes it miss the next packet there, as what comes together with another does. Loop thread only.
 */
final class FakeHost implements Peer {
  static final int DATA_PORT = 950;
  static final int COMMAND_PORT = 966;
  static final String INIT = "2c 08 06 03 01 01 00 00 00 00";
  private static final int HEADER_BYTES = 12;
  private static final int PAYLOAD_BYTES = 1024;
  private static final int PUSH = 2;
  private static final int ACK = 4;

  /** How it reaches the server. */
  interface Network {
    FakeConnection connect(int port, String peer);
  }

  /** One of its networks. */
  final class Lan {
    final String address;
    @Nullable Wire command;
    @Nullable Wire data;
    private int synced;

    /** Everything is lost on its way, and nobody is told. */
    boolean silent;

    /** What the host sends is lost. */
    boolean mute;

    boolean up;

    /** Opened anew, it is another one. */
    int life;

    Lan(String address) {
      this.address = address;
    }

    Wire wire(boolean commands) {
      Wire wire = commands ? command : data;
      if (wire == null) {
        throw new AssertionError("not open");
      }
      return wire;
    }

    void read() {
      if (silent || data == null || command == null) {
        return;
      }
      sync();
      if (up) {
        readPackets(this, false);
        readPackets(this, true);
      }
    }

    /** Both syncs, one after the other: ours on data, then ours on commands. */
    private void sync() {
      while (synced < 4 && wire(synced >= 2).has(HEADER_BYTES)) {
        byte[] offer = wire(synced >= 2).take(HEADER_BYTES);
        if (synced % 2 == 0) {
          offer[5] = (byte) session;
          wire(synced >= 2).connection.feed(offer);
        }
        synced++;
        up = synced == 4;
      }
    }

    void send(boolean commands, byte[] packet) {
      if (up && !silent && !mute) {
        wire(commands).connection.feed(packet);
      }
    }

    /** From now on nothing arrives either way. */
    void silence() {
      silent = true;
    }

    /** The host has found out, or the network says so: both sockets are gone. */
    void lose(String cause) {
      up = false;
      synced = 0;
      wire(false).connection.vanishes(cause);
      wire(true).connection.vanishes(cause);
      data = null;
      command = null;
    }

    /** It is gone for the host, and the server has not heard of it. */
    void forget() {
      up = false;
      data = null;
      command = null;
    }

    boolean isOpen() {
      return data != null && data.connection.isOpen();
    }
  }

  /** What has arrived on a socket. */
  static final class Wire {
    final FakeConnection connection;
    private byte[] arrived = {};

    Wire(FakeConnection connection) {
      this.connection = connection;
    }

    boolean has(int count) {
      byte[] more = connection.sent();
      int before = arrived.length;
      arrived = Arrays.copyOf(arrived, before + more.length);
      System.arraycopy(more, 0, arrived, before, more.length);
      return arrived.length >= count;
    }

    byte[] take(int count) {
      byte[] taken = Arrays.copyOf(arrived, count);
      arrived = Arrays.copyOfRange(arrived, count, arrived.length);
      return taken;
    }
  }

  /** One direction each way. */
  private static final class Counts {
    int next;
    int expected;
  }

  final Lan[] lans;
  private final ManualLoop loop;
  private final Network network;
  private final Counts data = new Counts();
  private final Counts commands = new Counts();
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final Deque<byte[]> toSend = new ArrayDeque<>();
  private byte @Nullable [] outstanding;
  private final List<Integer> carriedBy = new ArrayList<>();
  private int ports = 50_000;

  /** The number of its daemon for all that it has open, perhaps an old one. */
  int session = 77;

  /** Payloads of the packets that counted on the command channel, in hex. */
  final List<String> replies = new ArrayList<>();

  /** Acknowledgements alone there, by network. */
  final List<String> bareAcks = new ArrayList<>();

  /** Packets there that it missed because of one. */
  int missed;

  private boolean missesNext;

  /** Whether it acknowledges data when it has none of its own. */
  boolean acknowledgesAlone = true;

  /** Whether it counts on when it has lost every network and has not closed the port. */
  boolean countsOn;

  FakeHost(ManualLoop loop, Network network, String... addresses) {
    this.loop = loop;
    this.network = network;
    this.lans = Arrays.stream(addresses).map(Lan::new).toArray(Lan[]::new);
  }

  /** Opens every network, one after the other. */
  FakeHost openAll() {
    for (int i = 0; i < lans.length; i++) {
      open(i);
    }
    return this;
  }

  /** Opens every network, and says how the line is to be, as a driver does. */
  FakeHost opens() {
    openAll();
    command(INIT);
    loop.runAll();
    return this;
  }

  void open(int which) {
    Lan lan = lans[which];
    lan.silent = false;
    lan.mute = false;
    lan.up = false;
    lan.synced = 0;
    lan.life++;
    if (!countsOn && Arrays.stream(lans).noneMatch(it -> it.up)) {
      startAnew();
    }
    lan.command = wire(lan, COMMAND_PORT);
    lan.data = wire(lan, DATA_PORT);
    loop.runAll();
  }

  private Wire wire(Lan lan, int port) {
    FakeConnection connection = network.connect(port, lan.address + ":" + ports++);
    connection.whenWritten(lan::read);
    loop.post(lan::read);
    return new Wire(connection);
  }

  private void startAnew() {
    data.next = 0;
    data.expected = 0;
    commands.next = 0;
    commands.expected = 0;
    outstanding = null;
    toSend.clear();
  }

  // --- what it says ---

  private static byte[] packet(int flags, int session, int number, int ack, byte[] payload) {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0xbeef)
        .put((byte) 1)
        .put((byte) HEADER_BYTES)
        .put((byte) flags)
        .put((byte) session)
        .putShort((short) number)
        .putShort((short) ack)
        .putShort((short) (HEADER_BYTES + payload.length))
        .put(payload)
        .array();
  }

  @Override
  public void feed(byte... bytes) {
    for (int from = 0; from < bytes.length; from += PAYLOAD_BYTES) {
      toSend.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PAYLOAD_BYTES)));
    }
    sendNext();
  }

  private void sendNext() {
    if (outstanding == null && !toSend.isEmpty()) {
      outstanding = packet(PUSH, session, data.next, data.expected, toSend.remove());
      carriedBy.clear();
      for (int i = 0; i < lans.length; i++) {
        lans[i].send(false, outstanding);
        carriedBy.add(lans[i].up && !lans[i].silent ? lans[i].life : -1);
      }
    }
  }

  /** Whether a packet is under way that no network but this one carries. */
  boolean dependsOn(int which) {
    boolean another = false;
    for (int i = 0; i < lans.length; i++) {
      boolean carries = outstanding != null && carriedBy.get(i) == lans[i].life && lans[i].up;
      another |= i != which && carries && !lans[i].silent;
    }
    return outstanding != null && !another;
  }

  /** A command, as both networks carry it. */
  void command(String hex) {
    sendCommand(PUSH, hex);
  }

  /** It uses its last numbers again. */
  void commandsBack(int count) {
    commands.next -= count;
  }

  void sendCommand(int flags, String hex) {
    byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] packet = packet(flags, session, commands.next++, commands.expected, payload);
    Arrays.stream(lans).forEach(lan -> lan.send(true, packet));
  }

  /** Some packet on the data connection of one network. */
  void sendRaw(int lan, int number, byte[] payload) {
    lans[lan].send(false, packet(PUSH, session, number, data.expected, payload));
  }

  // --- what it hears ---

  private void readPackets(Lan lan, boolean command) {
    while (lan.up && lan.wire(command).has(HEADER_BYTES)) {
      Wire wire = lan.wire(command);
      ByteBuffer header = ByteBuffer.wrap(wire.arrived).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(header.getShort(0)).isEqualTo((short) 0xbeef);
      assertThat(header.getShort(2)).as("version and header").isEqualTo((short) 0x0c01);
      int total = header.getShort(10) & 0xffff;
      if (!wire.has(total)) {
        return;
      }
      byte[] packet = wire.take(total);
      if (command) {
        // What is in the same read is lost.
        wire.arrived = new byte[0];
      }
      byte[] payload = Arrays.copyOfRange(packet, HEADER_BYTES, total);
      int flags = packet[4];
      int number = header.getShort(6) & 0xffff;
      int ack = header.getShort(8) & 0xffff;
      if (command) {
        hearCommand(lan, flags, number, ack, payload);
      } else {
        hearData(flags, number, ack, payload);
      }
    }
  }

  private void hearData(int flags, int number, int ack, byte[] payload) {
    assertThat(payload.length).isLessThanOrEqualTo(PAYLOAD_BYTES);
    if (flags == PUSH && number == (data.expected & 0xffff)) {
      assertThat(ack).as("what is not acknowledged").isEqualTo(data.next & 0xffff);
      got.writeBytes(payload);
      data.expected++;
      byte[] answer = packet(ACK, session, 0, data.expected, new byte[0]);
      Arrays.stream(lans).filter(lan -> acknowledgesAlone).forEach(lan -> lan.send(false, answer));
    } else if (flags == ACK && outstanding != null && ack == ((data.next + 1) & 0xffff)) {
      data.next++;
      outstanding = null;
      sendNext();
    }
  }

  private void hearCommand(Lan lan, int flags, int number, int ack, byte[] payload) {
    if (flags == ACK) {
      bareAcks.add(lan.address);
      missesNext |= ack != (commands.next & 0xffff);
    } else if (number == (commands.expected & 0xffff)) {
      if (missesNext) {
        missesNext = false;
        missed++;
      } else {
        commands.expected++;
        commands.next = ack;
        replies.add(HexFormat.of().formatHex(payload));
        lan.send(true, packet(ACK, session, 0, commands.expected, new byte[0]));
      }
    }
  }

  @Override
  public byte[] sent() {
    byte[] result = got.toByteArray();
    got.reset();
    return result;
  }

  @Override
  public boolean isOpen() {
    return Arrays.stream(lans).anyMatch(Lan::isOpen);
  }

  /** Whether everything it wanted to send has been acknowledged. */
  boolean hasSentAll() {
    return outstanding == null && toSend.isEmpty();
  }
}
