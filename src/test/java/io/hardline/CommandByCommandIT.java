package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several masters before one device. */
class CommandByCommandIT {
  private static final String PYTHON = "/usr/bin/python3";

  /** Writes a register of its own and reads it back, so many times. */
  private static final String MASTER =
      """
      import sys
      from pymodbus.client import ModbusTcpClient
      from pymodbus.transaction import ModbusRtuFramer
      port, register, count = map(int, sys.argv[1:])
      client = ModbusTcpClient('127.0.0.1', port=port, framer=ModbusRtuFramer, timeout=20)
      assert client.connect()
      for value in range(count):
          client.write_register(register, 1000 * register + value, slave=1)
          answer = client.read_holding_registers(register, 1, slave=1)
          assert answer.registers == [1000 * register + value], answer
      client.close()
      print('done', register)
      """;

  @TempDir Path directory;

  @Test
  void modbusMastersThatKnowNothingOfEachOtherEachGetTheirOwnAnswers() throws Exception {
    try (Program python = Program.start(PYTHON, "-c", "import pymodbus.client")) {
      assumeTrue(
          python.awaitExit() == 0,
          "pymodbus is not installed: apt install python3-pymodbus python3-serial-asyncio");
    }
    int port = TestDaemon.freePort();
    String turns =
        "max-connections: 3, command-by-command: { enabled: true, response-timeout: 2s }";
    String yaml = TestDaemon.onePort("{ virtual: modbus }", port, turns);
    List<Program> masters = new ArrayList<>();
    try (TestDaemon daemon = TestDaemon.start(directory, yaml)) {
      for (int register = 1; register <= 3; register++) {
        masters.add(Program.start(PYTHON, "-c", MASTER, "" + port, "" + register, "30"));
      }
      for (Program master : masters) {
        assertThat(master.awaitExit()).describedAs(master.err()).isZero();
        assertThat(master.out()).startsWith("done ");
      }
      assertThat(daemon.port(1).counters().unansweredRequests()).isZero();
      assertThat(daemon.port(1).counters().fromSerialDiscardedBytes()).isZero();
    } finally {
      masters.forEach(Program::close);
    }
  }

  @Test
  void aRequestWithoutAnAnswerMakesRoomForTheNext() throws Exception {
    int port = TestDaemon.freePort();
    String turns =
        "max-connections: 2, command-by-command: { enabled: true, response-timeout: 300ms }";
    String yaml = TestDaemon.onePort("{ virtual: modbus }", port, turns);
    try (TestDaemon daemon = TestDaemon.start(directory, yaml);
        TestClient wrong = TestClient.connect(port);
        TestClient right = TestClient.connect(port)) {
      daemon.awaitClients(1, 2);
      wrong.send(new byte[] {9, 4, 0, 0, 0, 1, 0, 0});
      daemon.awaitPort(1, "asked", p -> p.counters().toSerialBytes() == 8);
      right.send(new byte[] {1, 4, 0, 0, 0, 1, 0x31, (byte) 0xca});
      assertThat(right.receive(7)).startsWith(1, 4, 2);
      assertThat(daemon.port(1).counters().unansweredRequests()).isEqualTo(1);
      assertThat(daemon.port(1).clients().getFirst().sentBytes()).isZero();
    }
  }

  @Test
  void withoutTurnsEverybodyGetsEveryAnswer() throws IOException {
    int port = TestDaemon.freePort();
    String yaml = TestDaemon.onePort("{ virtual: modbus }", port, "max-connections: 2");
    try (TestDaemon daemon = TestDaemon.start(directory, yaml);
        TestClient one = TestClient.connect(port);
        TestClient other = TestClient.connect(port)) {
      daemon.awaitClients(1, 2);
      one.send(new byte[] {1, 4, 0, 0, 0, 1, 0x31, (byte) 0xca});
      assertThat(one.receive(7)).isEqualTo(other.receive(7));
    }
  }
}
