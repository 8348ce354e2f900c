package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.ModeSettings.Commanded;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.Serving;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import io.hardline.settings.RealComModes.RealCom;
import io.hardline.settings.schema.ReadResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The TCP ports of the COM port driver, and which changes leave its hosts connected. */
class RealComModesTest {

  private static String ports(RealCom realCom, int number) {
    return realCom.portOf(number) + " " + realCom.commandPortOf(number);
  }

  @Test
  void theDriversNumbersForPorts1To32AndNoneBeyond() {
    RealCom standard = RealCom.STANDARD;

    assertThat(ports(standard, 1)).isEqualTo("950 966");
    assertThat(ports(standard, 2)).isEqualTo("951 967");
    assertThat(ports(standard, 16)).isEqualTo("965 981");
    assertThat(ports(standard, 17)).isEqualTo("982 998");
    assertThat(ports(standard, 32)).isEqualTo("997 1013");
    assertThat(ports(standard, 33)).isEqualTo("0 0");
    assertThat(ports(standard, 256)).isEqualTo("0 0");
  }

  @Test
  void whatIsSetCountsForEveryPort() {
    RealCom set = new RealComBuilder().ports(9950, 9966).build();

    assertThat(ports(set, 1)).isEqualTo("9950 9966");
    assertThat(ports(set, 17)).isEqualTo("9950 9966");
    assertThat(ports(set, 256)).isEqualTo("9950 9966");
    assertThat(ports(new RealComBuilder().ports(0, 9966).build(), 3)).isEqualTo("952 9966");
  }

  @Test
  void noTwoOfTheDriversNumbersAreTheSame() {
    RealCom standard = RealCom.STANDARD;
    assertThat(
            java.util.stream.IntStream.rangeClosed(1, 32)
                .flatMap(n ->
                    java.util.stream.IntStream.of(standard.portOf(n), standard.commandPortOf(n))))
        .hasSize(64)
        .doesNotHaveDuplicates()
        .allMatch(port -> port >= 950 && port <= 1013);
  }

  @Test
  void aTcpServerHasNoCommandPortUnlessItIsSet() {
    assertThat(new TcpServerBuilder().build().commandPortOf(1)).isZero();
    assertThat(new TcpServerBuilder().commandPort(966).build().commandPortOf(1)).isEqualTo(966);
  }

  /** Both ports are off as long as nobody asks for the mode (OPM-003). */
  @Test
  void aPortThatIsNotToldToIsNoComPort() {
    ReadResult<Settings> read =
        SettingsFile.read(
            "f.yaml",
            "version: 1\nports: { 1: { tty: { virtual: echo } } }\n"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(read).isInstanceOf(ReadResult.Good.class);
    assertThat(PortSettings.STANDARD.mode()).isNotInstanceOf(Commanded.class);
  }

  @Test
  void hostsAreRefusedByNotListening() {
    Serving realCom = RealCom.STANDARD;
    Serving server = new TcpServerBuilder().build();

    assertThat(realCom.listensWhenFull()).isFalse();
    assertThat(server.listensWhenFull()).isTrue();
  }

  private static boolean stays(ModeSettings before, ModeSettings after) {
    boolean same = ModeSettings.sameEndpoint(before, after);
    assertThat(ModeSettings.sameEndpoint(after, before)).isEqualTo(same);
    return same;
  }

  @Test
  void otherNumbersOrTlsAreAnotherEndpointAndNothingElseIs() {
    RealCom before = new RealComBuilder().ports(9950, 9966).build();
    Tls encrypted = new Tls(TlsType.ENCRYPTED, "/c.pem", "/k.pem", "", List.of());

    assertThat(stays(before, new RealComBuilder().ports(9951, 9966).build())).isFalse();
    assertThat(stays(before, new RealComBuilder().ports(9950, 9967).build())).isFalse();
    assertThat(stays(before, new RealComBuilder().ports(9950, 9966).tls(encrypted).build()))
        .isFalse();
    assertThat(stays(before, new TcpServerBuilder().port(9950).commandPort(9966).build()))
        .isFalse();
    RealCom other =
        new RealCom(
            9950,
            9966,
            8,
            Duration.ofSeconds(3),
            true,
            true,
            ModeSettings.RemoteLineControl.NONE,
            new OnLastClientGone(ModeSettings.Level.OFF, ModeSettings.Level.OFF),
            new ModeSettings.CommandByCommand(
                true, Duration.ofSeconds(1), ModeSettings.Unrequested.ALL),
            Tls.STANDARD);
    assertThat(stays(before, other)).isTrue();
  }

  @Test
  void anotherCommandPortOfATcpServerIsAnotherEndpoint() {
    ModeSettings without = new TcpServerBuilder().build();
    ModeSettings with = new TcpServerBuilder().commandPort(966).build();

    assertThat(stays(without, with)).isFalse();
    assertThat(stays(with, new TcpServerBuilder().commandPort(967).build())).isFalse();
    assertThat(stays(with, new TcpServerBuilder().commandPort(966).max(3).build())).isTrue();
    assertThat(
            stays(with, new TcpServerBuilder().commandPort(966).allowDriverControl(true).build()))
        .isTrue();
  }
}
