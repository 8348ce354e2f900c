package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which MAC address is shown, and how often the kernel is asked for it. */
class MacAddressesTest {
  private static final InetAddress FIRST = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress SECOND = InetAddress.ofLiteral("192.0.2.2");
  private static final String MADE_UP = "02:00:00:00:00:01";

  private final List<InetAddress> asked = new ArrayList<>();
  private final MacAddresses macs =
      new MacAddresses(here -> {
        asked.add(here);
        return here.equals(FIRST) ? HexFormat.of().parseHex("0090e8112233") : null;
      });

  private String shown(InetAddress here, String configured, long nowNs) {
    return HexFormat.ofDelimiter(":").formatHex(macs.shownAt(here, configured, MADE_UP, nowNs));
  }

  @Test
  void theKernelIsAskedOnceAMinuteForEachAddress() {
    assertThat(shown(FIRST, "", 0)).isEqualTo("00:90:e8:11:22:33");
    assertThat(shown(SECOND, "", 0)).isEqualTo(MADE_UP);
    assertThat(shown(FIRST, "", MacAddresses.KNOWN_NS - 1)).isEqualTo("00:90:e8:11:22:33");
    assertThat(shown(SECOND, "", MacAddresses.KNOWN_NS - 1)).isEqualTo(MADE_UP);
    assertThat(asked).containsExactly(FIRST, SECOND);

    shown(FIRST, "", MacAddresses.KNOWN_NS);
    assertThat(asked).containsExactly(FIRST, SECOND, FIRST);
  }

  @Test
  void nobodyIsAskedForOneThatTheSettingsGive() {
    assertThat(shown(FIRST, "02:00:5e:10:00:00", 0)).isEqualTo("02:00:5e:10:00:00");
    assertThat(asked).isEmpty();
  }

  @Test
  void onlySoManyAreRemembered() {
    for (int i = 0; i <= MacAddresses.MAX_KNOWN; i++) {
      shown(InetAddress.ofLiteral("10.0.0." + i), "", 0);
    }
    asked.clear();
    shown(InetAddress.ofLiteral("10.0.0." + MacAddresses.MAX_KNOWN), "", 0);
    assertThat(asked).isEmpty();
    shown(InetAddress.ofLiteral("10.0.0.0"), "", 0);
    assertThat(asked).hasSize(1);
  }

  @Test
  void theOneThatIsMadeUpIsThatOfTheMachine() {
    String one = MacAddress.madeUpOf("4711");
    assertThat(one)
        .isEqualTo(MacAddress.madeUpOf("4711"))
        .isNotEqualTo(MacAddress.madeUpOf("4712"));
    assertThat(MacAddress.parse(one)[0] & 3)
        .as("of one machine, administered locally")
        .isEqualTo(2);
  }
}
