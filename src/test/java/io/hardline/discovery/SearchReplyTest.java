package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.discovery.SearchRequest.Kind;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Replies, byte by byte. */
class SearchReplyTest {
  private static final byte[] MAC = HexFormat.of().parseHex("0090e8112233");

  /** What and hardware, little-endian; MAC. */
  private static final String DEVICE = "44524148" + "4c48" + "0090e8112233";

  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress HERE6 = InetAddress.ofLiteral("2001:db8::1");

  private static String written(Consumer<SearchReply> writes) {
    // What was there before must not shine through.
    byte[] before = new byte[SearchReply.MAX_REPLY_BYTES];
    java.util.Arrays.fill(before, (byte) 0xee);
    ByteBuffer to = ByteBuffer.wrap(before);
    writes.accept(new SearchReply(to, new DeviceId(MAC)));
    byte[] reply = new byte[to.remaining()];
    to.get(reply);
    return HexFormat.of().formatHex(reply);
  }

  private static SearchRequest request(Kind kind, int operation) {
    return new SearchRequest(kind, operation, 0x01020304, 0, 0);
  }

  private static SearchRequest rows(Kind kind, int operation, int most, int start) {
    return new SearchRequest(kind, operation, 0x01020304, most, start);
  }

  @Test
  void aSearchIsAnsweredWithTheAddressThatWasAsked() {
    assertThat(written(reply -> reply.search(request(Kind.SEARCH, 0x01), HERE)))
        .isEqualTo("8100001801020304" + DEVICE + "c0000201");
    assertThat(written(reply -> reply.search(request(Kind.SEARCH, 0x01), HERE6)))
        .isEqualTo("8100001801020304" + DEVICE + "00000000");
  }

  @Test
  void soIsOneOfIpv6() {
    String reply = written(r -> r.searchInet6(request(Kind.SEARCH_INET6, 0x79), HERE6));

    assertThat(reply)
        .isEqualTo(
            "f900002c01020304" + DEVICE + "0100000000010001" + "20010db8000000000000000000000001");
    assertThat((reply.length() / 2 - 44) % 16).isZero();
  }

  @Test
  void aNameHasFortyBytesAndEndsWithAZero() {
    assertThat(written(reply -> reply.name(request(Kind.NAME, 0x10), "hall-3")))
        .isEqualTo("9000003c01020304" + DEVICE + "68616c6c2d33" + "00".repeat(34));
    assertThat(written(reply -> reply.name(request(Kind.NAME, 0x10), "x".repeat(50))))
        .isEqualTo("9000003c01020304" + DEVICE + "78".repeat(39) + "00");
  }

  @Test
  void infoHasTheVersionAndTheNumberOfPorts() {
    assertThat(written(reply -> reply.info(request(Kind.INFO, 0x16), "2.13.4", 7)))
        .isEqualTo("9600002401020304" + DEVICE + "00040d02" + "00".repeat(10) + "0007");
    assertThat(written(reply -> reply.info(request(Kind.INFO, 0x16), "unknown", 1024)))
        .isEqualTo("9600002401020304" + DEVICE + "00000000" + "00".repeat(10) + "00ff");
  }

  @Test
  void whatIsNotSupportedIsSaidInNoMoreBytesThanWereAsked() {
    assertThat(written(reply -> reply.unsupported(request(Kind.UNSUPPORTED, 0x2c))))
        .isEqualTo("ac04001401020304" + DEVICE);
  }

  @Test
  void socketsOfIpv4() {
    List<SocketRow> rows =
        List.of(
            new SocketRow(InetAddress.ofLiteral("192.0.2.9"), 0x1234, HERE, 950, 1),
            new SocketRow(null, 0, InetAddress.ofLiteral("::"), 951, 300));

    assertThat(written(reply -> reply.sockets(rows(Kind.SOCKETS, 0x14, 128, 0), rows)))
        .isEqualTo(
            "9400003801020304"
                + DEVICE
                + "02000000"
                + "c0000209c00002013412b60301040100"
                + "00000000000000000000b70301010000");
  }

  @Test
  void socketsOfIpv6() {
    List<SocketRow> rows =
        List.of(new SocketRow(InetAddress.ofLiteral("2001:db8::9"), 0x1234, HERE6, 950, 2));

    assertThat(written(reply -> reply.sockets(rows(Kind.SOCKETS_INET6, 0x79, 64, 0), rows)))
        .isEqualTo(
            "f900004801020304"
                + DEVICE
                + "0100000000020004"
                + "00010000"
                + "20010db8000000000000000000000009"
                + "20010db8000000000000000000000001"
                + "123403b601040200");
  }

  private static List<SocketRow> listening(int count) {
    List<SocketRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new SocketRow(null, 0, HERE, 950 + i, i + 1));
    }
    return rows;
  }

  @Test
  void pagesAreAsLongAsAReplyMayBe() {
    List<SocketRow> all = listening(100);

    String first = written(r -> r.sockets(rows(Kind.SOCKET_PAGES, 0x1d, 255, 0), all));
    String second = written(r -> r.sockets(rows(Kind.SOCKET_PAGES, 0x1d, 255, 75), all));

    assertThat(first.substring(40, 48)).isEqualTo("4b004b00");
    assertThat(first.length() / 2).isEqualTo(24 + 75 * 16).isLessThan(SearchReply.MAX_REPLY_BYTES);
    assertThat(second.substring(40, 48)).isEqualTo("19000000");
    String inet6 = written(r -> r.sockets(rows(Kind.SOCKETS_INET6, 0x79, 64, 0), all));
    assertThat(inet6.length() / 2).isEqualTo(32 + 30 * 40).isEqualTo(SearchReply.MAX_REPLY_BYTES);
  }

  @Test
  void whoAsksForOnePageGetsWhatFits() {
    String reply = written(r -> r.sockets(rows(Kind.SOCKETS, 0x14, 128, 0), listening(100)));

    assertThat(reply.substring(40, 48)).isEqualTo("4b000000");
  }

  @Test
  void noPageIsAskedForWithoutEnd() {
    List<SocketRow> all = listening(3);

    assertThat(written(r -> r.sockets(rows(Kind.SOCKET_PAGES, 0x1d, 0, 0), all)).substring(40))
        .isEqualTo("00000000");
    assertThat(written(r -> r.sockets(rows(Kind.SOCKET_PAGES, 0x1d, 9, 0xffff), all)).substring(40))
        .isEqualTo("00000000");
    assertThat(written(r -> r.sockets(rows(Kind.SOCKET_PAGES, 0x1d, 2, 0), all)).substring(40, 48))
        .isEqualTo("02000200");
  }
}
