package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComBuilder;
import io.hardline.settings.TcpServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that listen no more while all their places are taken, and such as do. */
class PlacesTest {
  @SuppressWarnings("NullAway.Init") // by each test
  private ServingRig rig;

  @AfterEach
  void stop() {
    rig.stop();
    assertThat(rig.listeners.listening()).isEmpty();
  }

  private void assertNothingIsSaidOfListening() {
    assertThat(rig.port.events.taken()).noneMatch(event -> event.contains("listening"));
  }

  private static PortSettings places(int max, WhenAbsent whenAbsent) {
    return new PortSettingsBuilder()
        .whenAbsent(whenAbsent)
        .mode(new RealComBuilder().max(max).build())
        .build();
  }

  private static PortSettings places(int max) {
    return places(max, WhenAbsent.KEEP_CLIENTS);
  }

  @Test
  void oneThatTellsWhoComesThatItIsFullListensOn() {
    rig = new ServingRig(new PortSettingsBuilder().mode(new TcpServerBuilder().build()).build());
    rig.connect(4001);
    rig.placesChanged();
    assertThat(rig.listeners.listening()).containsExactly("* 4001");
    assertThat(rig.connect(4001).isOpen()).isFalse();
    assertThat(rig.trouble()).isEmpty();
  }

  @Test
  void aSecondListenerPausesWithTheFirst() {
    rig = new ServingRig(places(1), 966);
    FakeConnection client = rig.connect(950);
    assertThat(rig.listeners.listening()).isEmpty();
    assertThat(rig.trouble())
        .isEqualTo("in use: nothing listens on TCP 950 and TCP 966 until a client goes");

    client.vanishes("gone");
    rig.port.loop.runAll();
    assertThat(rig.listeners.listening()).containsExactly("* 950", "* 966");
  }

  @Test
  void aTtyThatGoesWithMoreClientsThanThereArePlacesOpensNothing() {
    rig = new ServingRig(places(2, WhenAbsent.REFUSE_CLIENTS));
    rig.connect(950);
    rig.connect(950);
    rig.port.reconfigure(places(1, WhenAbsent.REFUSE_CLIENTS));
    rig.port.loop.runAll();
    rig.port.events.taken();
    rig.port.unplug(rig.tty);
    assertNothingIsSaidOfListening();

    assertThat(rig.clients()).isEmpty();
    assertThat(rig.listeners.listening()).isEmpty();
    assertThat(rig.trouble()).as("the port says that its device is absent").isEmpty();
  }

  @Test
  void stoppingWithMoreClientsThanThereArePlacesOpensNothing() {
    rig = new ServingRig(places(2));
    rig.connect(950);
    rig.connect(950);
    rig.port.reconfigure(places(1));
    assertThat(rig.listeners.listening()).isEmpty();
    rig.port.events.taken();
    rig.close();

    assertThat(rig.listeners.listening()).isEmpty();
    assertNothingIsSaidOfListening();
  }

  @Test
  void newSettingsDuringAPauseKeepIt() {
    rig = new ServingRig(places(1));
    rig.connect(950);
    rig.port.reconfigure(places(1));
    assertThat(rig.listeners.listening()).isEmpty();
  }
}
