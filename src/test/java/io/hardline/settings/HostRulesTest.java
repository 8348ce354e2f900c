package io.hardline.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.RealComModes.Drdas;
import io.hardline.settings.schema.ReadResult;
import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings say of hosts: who may come (DRDAS), and who is called (reverse Real COM). */
class HostRulesTest {
  private static String file(String mode) {
    return "version: 1\nports:\n  1:\n    tty: /dev/ttyUSB0\n    mode: { " + mode + " }\n";
  }

  private static ReadResult<Settings> read(String mode) {
    return SettingsFile.read("f.yaml", file(mode).getBytes(UTF_8));
  }

  private static String refusal(String mode) {
    return switch (read(mode)) {
      case ReadResult.Good<Settings> good -> "";
      case ReadResult.Refused<Settings> refused -> refused.text();
    };
  }

  private static Drdas drdas(String hosts) {
    ReadResult<Settings> read = read("drdas-tcp-server: { hosts: " + hosts + " }");
    Settings settings = ((ReadResult.Good<Settings>) read).tree();
    return (Drdas) Objects.requireNonNull(settings.ports().get(1)).mode();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drdas-real-com",
        "drdas-tcp-server: { hosts: [192.0.2.1, '2001:db8::1', 'fe80::1%eth0', 192.0.2.2] }",
        "drdas-real-com: { hosts: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4] }",
        "reverse-real-com: { hosts: [{ host: pc.example, data-port: 1, command-port: 65535 }] }",
        "reverse-real-com: { hosts: [{ host: '2001:db8::1', data-port: 950, command-port: 966 },"
            + " { host: 192.0.2.1, data-port: 950, command-port: 966 }] }"
      })
  void thisIsGood(String mode) {
    assertThat(refusal(mode)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drdas-tcp-server: { hosts: [plc.example] } | hosts.1: found plc.example, allowed an IPv4"
            + " or IPv6 address",
        "drdas-tcp-server: { hosts: ['*'] } | hosts.1: found *, allowed an IPv4 or IPv6 address",
        "drdas-tcp-server: { hosts: [0.0.0.0] } | hosts.1: found 0.0.0.0",
        "drdas-real-com: { hosts: ['192.0.2.1:4001'] } | hosts.1: found 192.0.2.1:4001",
        "drdas-real-com: { hosts: [192.0.2.1, 192.0.2.1] } | hosts.2: found 192.0.2.1, allowed a"
            + " host that does not stand here already",
        "drdas-real-com: { hosts: [192.0.2.1, '::ffff:192.0.2.1'] } | hosts.2: found"
            + " ::ffff:192.0.2.1, allowed a host that does not stand here already",
        "drdas-real-com: { hosts: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5] } | .hosts:",
        "reverse-real-com | hosts: found none, allowed at least one host",
        "reverse-real-com: { hosts: [{ data-port: 950, command-port: 966 }] } | hosts.1.host: found"
            + " nothing, allowed a name",
        "reverse-real-com: { hosts: [{ host: a_b.example.7, data-port: 950, command-port: 966 }] }"
            + " | hosts.1.host: found a_b.example.7",
        "reverse-real-com: { hosts: [{ host: pc, command-port: 966 }] } | hosts.1.data-port: found"
            + " 0, allowed a TCP port",
        "reverse-real-com: { hosts: [{ host: pc, data-port: 950 }] } | hosts.1.command-port: found"
            + " 0, allowed a TCP port",
        "reverse-real-com: { hosts: [{ host: pc, data-port: 950, command-port: 966 }], tls: { type:"
            + " authenticated } } | tls.ca: found nothing"
      })
  void thisIsRefusedAtItsPlace(String mode, String why) {
    assertThat(refusal(mode)).contains(why);
  }

  @Test
  void anAddressThatCameByIpv6IsIpv4AndAnInterfaceDoesNotCount() {
    assertThat(drdas("['::ffff:192.0.2.1', 'fe80::1%eth0']").hostAddresses())
        .containsExactly(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("fe80::1"));
    assertThat(drdas("[]").hostAddresses()).isEmpty();
  }
}
