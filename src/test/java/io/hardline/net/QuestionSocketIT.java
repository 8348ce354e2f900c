package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.loop.RunningLoop;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers come from the address that was asked, whatever the routes say. */
@Timeout(60)
class QuestionSocketIT {
  private final List<Questions> opened = new ArrayList<>();
  private RunningLoop loop;
  private int watched;

  @BeforeEach
  void start() throws Exception {
    loop = RunningLoop.start();
    watched = loop.call(loop.loop::watched);
  }

  @AfterEach
  void stop() throws Exception {
    loop.run(() -> opened.forEach(Questions::close));
    assertThat(loop.call(loop.loop::watched)).as("left behind").isEqualTo(watched);
    loop.close();
  }

  /** Sends back what it is asked. */
  private Questions open(String address, int port) throws Exception {
    return loop.call(() -> {
      Questions socket =
          Questions.udp(
              loop.loop, address, port, (at, data, by, here) -> at.answer(data, by, here));
      opened.add(socket);
      return socket;
    });
  }

  @ParameterizedTest
  @CsvSource({
    "*, 127.0.0.1",
    "*, 127.44.3.2",
    "*, ::1",
    "0.0.0.0, 127.44.3.2",
    "::, ::1",
    "127.44.3.2, 127.44.3.2",
    "::1, ::1"
  })
  void theAnswerComesFromTheAddressThatWasAsked(String listen, String asked) throws Exception {
    Questions socket = open(listen, 0);
    InetSocketAddress there = new InetSocketAddress(InetAddress.ofLiteral(asked), socket.port());
    String from = asked.indexOf(':') < 0 ? "127.0.0.1" : "::1";
    try (DatagramSocket asker = new DatagramSocket(0, InetAddress.ofLiteral(from))) {
      asker.setSoTimeout(10_000);
      for (int i = 0; i < 100; i++) {
        byte[] question = {(byte) i, 1, 2};
        asker.send(new DatagramPacket(question, question.length, there));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        asker.receive(answer);

        assertThat(answer.getSocketAddress()).isEqualTo(there);
        assertThat(answer.getLength()).isEqualTo(3);
        assertThat(answer.getData()).startsWith(question);
      }
    }
  }

  @Test
  void aPortThatIsTakenCannotBeHad() throws Exception {
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> open("127.0.0.1", other.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("EADDRINUSE");
    }
  }

  @Test
  void whatIsClosedAnswersNobody() throws Exception {
    Questions socket = open("127.0.0.1", 0);
    loop.run(socket::close);
    loop.run(socket::close);

    try (DatagramSocket other =
        new DatagramSocket(socket.port(), InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(other.isBound()).isTrue();
    }
  }
}
