package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpAddressTest {
  private final MemorySegment name = Arena.ofAuto().allocate(SocketAddress.MAX_BYTES, 8);

  private static UdpAddress of(String literal) throws IOException {
    return UdpAddress.of(literal, 4001);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7:4001, true, false",
    "255.255.255.255, 255.255.255.255:4001, true, false",
    "223.255.255.255, 223.255.255.255:4001, true, false",
    "224.0.0.1, 224.0.0.1:4001, true, true",
    "239.255.255.255, 239.255.255.255:4001, true, true",
    "240.0.0.0, 240.0.0.0:4001, true, false",
    "2001:db8::7, [2001:db8::7]:4001, false, false",
    "feff::1, [feff::1]:4001, false, false",
    "ff02::1, [ff02::1]:4001, false, true",
    "::1, [::1]:4001, false, false"
  })
  void itIsWhatItsTextSays(String literal, String text, boolean inet4, boolean multicast)
      throws Exception {
    UdpAddress address = of(literal);

    assertThat(address.text()).isEqualTo(text);
    assertThat(address.isInet4()).isEqualTo(inet4);
    assertThat(address.isMulticast()).isEqualTo(multicast);
    assertThat(address.inet()).isEqualTo(InetAddress.ofLiteral(literal));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.8",
    "192.0.2.255, 192.0.3.0",
    "10.255.255.255, 11.0.0.0",
    "2001:db8::ffff, 2001:db8::1:0",
    "2001:db8:0:0:ffff:ffff:ffff:ffff, 2001:db8:0:1::",
    "2001:db8:0:0:7fff:ffff:ffff:ffff, 2001:db8:0:0:8000::"
  })
  void theNextAddressIsTheNextNumber(String literal, String next) throws Exception {
    assertThat(of(literal).next().sameAs(of(next))).isTrue();
  }

  @Test
  void anAddressSurvivesTheKernelsFormOfEitherKind() throws Exception {
    for (String literal : new String[] {"192.0.2.200", "127.0.0.1"}) {
      UdpAddress read = new UdpAddress();
      assertThat(of(literal).writeTo(name, SocketAddress.AF_INET)).isEqualTo(16);
      read.readFrom(name);
      assertThat(read.sameAs(of(literal))).as("by IPv4").isTrue();
      assertThat(of(literal).writeTo(name, SocketAddress.AF_INET6)).isEqualTo(28);
      read.readFrom(name);
      assertThat(read.sameAs(of(literal))).as("by IPv6").isTrue();
    }
    UdpAddress six = of("2001:db8:1:2:3:4:5:6");
    UdpAddress read = new UdpAddress();
    six.writeTo(name, SocketAddress.AF_INET6);
    read.readFrom(name);
    assertThat(read.sameAs(six)).isTrue();
    assertThat(read.text()).isEqualTo("[2001:db8:1:2:3:4:5:6]:4001");
  }

  @Test
  void addressPortAndZoneMakeOneAndTheSame() throws Exception {
    UdpAddress address = of("192.0.2.7");

    assertThat(address.sameAs(of("192.0.2.7"))).isTrue();
    assertThat(address.sameAs(of("::ffff:192.0.2.7"))).isTrue();
    assertThat(address.sameAs(of("192.0.2.8"))).isFalse();
    assertThat(address.sameAs(UdpAddress.of("192.0.2.7", 4002))).isFalse();
    assertThat(address.sameHost(UdpAddress.of("192.0.2.7", 4002))).isTrue();
    assertThat(address.withPort(7).text()).isEqualTo("192.0.2.7:7");
    String lo = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1")).getName();
    assertThat(of("fe80::1").sameAs(of("fe80::1%" + lo))).isFalse();
    assertThat(of("fe80::1%" + lo).text()).isEqualTo("[fe80::1%" + lo + "]:4001");
  }

  @Test
  void aRangeHasBothItsEndsAndOnePort() throws Exception {
    UdpAddress first = of("192.0.2.10");
    UdpAddress last = of("192.0.2.20");

    assertThat(of("192.0.2.10").isBetween(first, last)).isTrue();
    assertThat(of("192.0.2.20").isBetween(first, last)).isTrue();
    assertThat(of("192.0.2.9").isBetween(first, last)).isFalse();
    assertThat(of("192.0.2.21").isBetween(first, last)).isFalse();
    assertThat(of("2001:db8::15").isBetween(first, last)).isFalse();
    assertThat(UdpAddress.of("192.0.2.15", 4002).isBetween(first, last)).isFalse();
    UdpAddress low = of("2001:db8:0:0:ffff:ffff:ffff:fff0");
    UdpAddress high = of("2001:db8:0:1::10");
    assertThat(of("2001:db8:0:1::").isBetween(low, high)).isTrue();
    assertThat(of("2001:db8:0:1::11").isBetween(low, high)).isFalse();
    assertThat(of("2001:db8:0:0::").isBetween(low, high)).isFalse();
  }

  @Test
  void aZoneThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> of("fe80::1%nosuchif0"))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no such interface now");
  }
}
