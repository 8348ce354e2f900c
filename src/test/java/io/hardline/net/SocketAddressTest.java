package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts of ip(7), ipv6(7) and unix(7), on a little-endian machine as all that we support. */
class SocketAddressTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(SocketAddress.MAX_BYTES, 4);

  private String hex(int bytes) {
    return HexFormat.of().formatHex(memory.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
  }

  private void inet6(String address, int scope, int port) throws Exception {
    byte[] bytes = new byte[16];
    byte[] given = InetAddress.ofLiteral(address).getAddress();
    System.arraycopy(given, 0, bytes, 16 - given.length, given.length);
    SocketAddress.putInet6(memory, bytes, scope, port);
  }

  @Test
  void ipv4IsWrittenAsTheKernelReadsIt() throws Exception {
    memory.fill((byte) 0x55);
    int length =
        SocketAddress.putInet(memory, (Inet4Address) InetAddress.ofLiteral("192.0.2.7"), 0xabcd);

    assertThat(length).isEqualTo(16);
    assertThat(hex(16)).isEqualTo("0200" + "abcd" + "c0000207" + "0000000000000000");
    assertThat(SocketAddress.text(memory)).isEqualTo("192.0.2.7:43981");
    assertThat(SocketAddress.port(memory)).isEqualTo(43981);
  }

  @Test
  void ipv6IsWrittenAsTheKernelReadsIt() throws Exception {
    memory.fill((byte) 0x55);
    byte[] address = InetAddress.ofLiteral("2001:db8::7").getAddress();
    int length = SocketAddress.putInet6(memory, address, 0x01020304, 4001);

    assertThat(length).isEqualTo(28);
    assertThat(hex(28))
        .isEqualTo("0a00" + "0fa1" + "00000000" + "20010db8000000000000000000000007" + "04030201");
  }

  @Test
  void aUnixPathEndsWithZero() {
    memory.fill((byte) 0x55);

    assertThat(SocketAddress.putUnix(memory, "/run/x")).isEqualTo(2 + 6 + 1);
    assertThat(hex(9)).isEqualTo("0100" + "2f72756e2f78" + "00");
    assertThat(SocketAddress.text(memory)).isEqualTo("local");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "65535, 65535", "0, 0", "32768, 32768"})
  void portsAreUnsigned(int port, int wanted) throws Exception {
    inet6("::1", 0, port);

    assertThat(SocketAddress.port(memory)).isEqualTo(wanted);
    assertThat(SocketAddress.text(memory)).isEqualTo("[::1]:" + wanted);
  }

  @Test
  void anIpv4PeerOfAnIpv6SocketIsShownAsIpv4() {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    mapped[12] = (byte) 192;
    mapped[15] = 9;
    SocketAddress.putInet6(memory, mapped, 0, 51034);

    assertThat(SocketAddress.text(memory)).isEqualTo("192.0.0.9:51034");
  }

  @Test
  void aZoneIsShownByItsNameOrItsNumber() throws Exception {
    NetworkInterface any = NetworkInterface.networkInterfaces().findFirst().orElseThrow();
    inet6("fe80::1", any.getIndex(), 7);
    assertThat(SocketAddress.text(memory)).isEqualTo("[fe80::1%" + any.getName() + "]:7");

    inet6("fe80::1", 999_999, 7);
    assertThat(SocketAddress.text(memory)).isEqualTo("[fe80::1%999999]:7");
  }
}
