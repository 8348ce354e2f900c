package io.hardline.mode.reverse;

import io.hardline.loop.Loop;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Destination;
import io.hardline.mode.client.Ways;
import io.hardline.mode.command.CommandPort;
import io.hardline.net.Attempt;
import io.hardline.net.Connection;
import io.hardline.net.Dialer;
import io.hardline.settings.RealComModes.ReverseHost;
import io.hardline.settings.RealComModes.ReverseRealCom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes two connections of the way to a host, which is a {@link Destination} and knows of the
 * one for data only: that for commands is dialled before it, and joins it as a client. If either
 * cannot be had there is neither. Loop thread only.
 *
 * <p>Which of the two comes first when the server calls is in no document that we found. We do as
 * the driver does when it calls: commands, then data.
 */
final class HostCall implements Dialer, Ways.Securing, Destination.Terms {
  private final ReverseHost host;
  private final Supplier<ReverseRealCom> settings;
  private final Dialer dialer;
  private final Ways.Securing securing;
  private final CommandPort commands;

  /** Stands, and waits for its data connection. */
  private @Nullable Connection command;

  HostCall(
      ReverseHost host,
      Supplier<ReverseRealCom> settings,
      Dialer dialer,
      Ways.Securing securing,
      CommandPort commands) {
    this.host = host;
    this.settings = settings;
    this.dialer = dialer;
    this.securing = securing;
    this.commands = commands;
  }

  @Override
  public int localPort() {
    return settings.get().localDataPort();
  }

  @Override
  public long aliveCheckMs() {
    return settings.get().aliveCheck().toMillis();
  }

  @Override
  public Attempt dial(Loop loop, Target data, long aliveCheckMs, Outcome outcome) {
    DialBoth both = new DialBoth(loop, data, aliveCheckMs, outcome);
    both.begin();
    return both;
  }

  /** Commands first, then data at the same address. */
  private final class DialBoth implements Attempt, Outcome {
    private final Loop loop;
    private final Target data;
    private final long aliveCheckMs;
    private final Outcome outcome;
    private Attempt step = () -> {};

    DialBoth(Loop loop, Target data, long aliveCheckMs, Outcome outcome) {
      this.loop = loop;
      this.data = data;
      this.aliveCheckMs = aliveCheckMs;
      this.outcome = outcome;
    }

    void begin() {
      int local = settings.get().localCommandPort();
      Target first = new Target(data.name(), data.address(), host.commandPort(), local);
      step = dialer.dial(loop, first, aliveCheckMs, this);
    }

    @Override
    public void connected(Connection connection) {
      if (command == null) {
        command = connection;
        step = dialer.dial(loop, data, aliveCheckMs, this);
      } else {
        outcome.connected(connection);
      }
    }

    @Override
    public void failed(String cause) {
      boolean commands = command == null;
      closeCommand();
      outcome.failed(
          commands ? "for commands, TCP port " + host.commandPort() + ": " + cause : cause);
    }

    @Override
    public void cancel() {
      step.cancel();
      closeCommand();
    }
  }

  @Override
  public Attempt connect(
      Connection raw, String name, Consumer<Connection> ready, Consumer<String> failed) {
    Attempt attempt =
        securing.connect(
            raw,
            name,
            ready,
            cause -> {
              closeCommand();
              failed.accept(cause);
            });
    return () -> {
      attempt.cancel();
      closeCommand();
    };
  }

  @Override
  public void joined(Client client) {
    Connection own = command;
    if (own != null && client.isOpen()) {
      command = null;
      commands.join(client, own, () -> {});
    } else {
      closeCommand();
    }
  }

  private void closeCommand() {
    if (command != null) {
      command.close();
      command = null;
    }
  }
}
