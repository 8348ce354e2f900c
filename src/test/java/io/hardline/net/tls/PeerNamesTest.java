package io.hardline.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9525, 6.3: names that fit each other, and the limits of a star. */
class PeerNamesTest {

  @ParameterizedTest
  @CsvSource({
    "plc7.plant.example, plc7.plant.example, true",
    "PLC7.plant.example, plc7.PLANT.example, true",
    "plc7.plant.example., plc7.plant.example, true",
    "plc7.plant.example, plc8.plant.example, false",
    "*.plant.example, plc7.plant.example, true",
    "*.plant.example, a.b.plant.example, false",
    "*.plant.example, plant.example, false",
    "*.plant.example, .plant.example, false",
    "*.plant.example, *.plant.example, true",
    "plc7.plant.example, *.plant.example, true",
    "a.b.plant.example, *.plant.example, false",
    "p*.plant.example, plc7.plant.example, false",
    "*.example, plant.example, false",
    "*, plc7, false",
    "plc7, plc7, true",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.7, plc7, false",
    "2001:db8::7, 2001:db8:0:0:0:0:0:7, true",
    "*.0.2.7, 192.0.2.7, false"
  })
  void fits(String pattern, String name, boolean expected) {
    assertThat(PeerNames.fits(pattern, name)).isEqualTo(expected);
  }
}
