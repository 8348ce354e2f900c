package io.hardline.telnet;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Telnet options by the Q method of RFC 1143, whose table this is. Whatever a peer sends, it ends:
 * a command is answered only when it changes something, and about one option no peer gets more than
 * {@link #ANSWER_LIMIT} answers.
 *
 * <p>One thread at a time.
 */
public final class Negotiation {
  /** Answers about one option of one side; an honest peer needs one or two. */
  public static final int ANSWER_LIMIT = 16;

  private static final int OPTIONS = 256;

  /** Whose option it is: who does it. RFC 1143 calls them us and him. */
  public enum Side {
    US(Telnet.WILL, Telnet.WONT),
    PEER(Telnet.DO, Telnet.DONT);

    private final int yes;
    private final int no;

    Side(int yes, int no) {
      this.yes = yes;
      this.no = no;
    }
  }

  /** Told what to send and what has been agreed. */
  public interface Events {
    /** To be sent: {@code command} is WILL, WONT, DO or DONT. */
    void send(int command, int option);

    /** An option is on, is off again, or the peer has refused what we asked for. */
    void settled(Side side, int option, boolean isOn);
  }

  private enum State {
    NO,
    YES,
    /** We have said no, and wait for the answer. */
    WANT_NO,
    /** The same, and want it after all: RFC 1143's WANTNO with OPPOSITE in the queue. */
    WANT_NO_THEN_YES,
    WANT_YES,
    WANT_YES_THEN_NO
  }

  private enum Input {
    /** The peer says yes, and so may we. */
    WELCOME,
    /** The peer says yes to what we do not do. */
    UNWELCOME,
    REFUSAL,
    ASK_ON,
    ASK_OFF
  }

  private enum Say {
    NOTHING,
    YES,
    NO
  }

  private record Step(State next, Say say) {}

  private static final Map<State, Map<Input, Step>> TABLE = new EnumMap<>(State.class);

  static {
    // In this order: welcome, unwelcome, refusal, ask on, ask off.
    row(
        State.NO,
        new Step(State.YES, Say.YES),
        new Step(State.NO, Say.NO),
        quiet(State.NO),
        new Step(State.WANT_YES, Say.YES),
        quiet(State.NO));
    row(
        State.YES,
        quiet(State.YES),
        quiet(State.YES),
        new Step(State.NO, Say.NO),
        quiet(State.YES),
        new Step(State.WANT_NO, Say.NO));
    // A peer that answers our no with yes is in error: here that is taken as a no ...
    row(
        State.WANT_NO,
        quiet(State.NO),
        quiet(State.NO),
        quiet(State.NO),
        quiet(State.WANT_NO_THEN_YES),
        quiet(State.WANT_NO));
    // ... and here as the yes that we want by now.
    row(
        State.WANT_NO_THEN_YES,
        quiet(State.YES),
        quiet(State.YES),
        new Step(State.WANT_YES, Say.YES),
        quiet(State.WANT_NO_THEN_YES),
        quiet(State.WANT_NO));
    row(
        State.WANT_YES,
        quiet(State.YES),
        quiet(State.YES),
        quiet(State.NO),
        quiet(State.WANT_YES),
        quiet(State.WANT_YES_THEN_NO));
    row(
        State.WANT_YES_THEN_NO,
        new Step(State.WANT_NO, Say.NO),
        new Step(State.WANT_NO, Say.NO),
        quiet(State.NO),
        quiet(State.WANT_YES),
        quiet(State.WANT_YES_THEN_NO));
  }

  /** What is known of one side's options. */
  private static final class Options {
    private final Set<Integer> welcome;
    private final State[] states = new State[OPTIONS];
    private final byte[] answers = new byte[OPTIONS];

    Options(Set<Integer> welcome) {
      this.welcome = Set.copyOf(welcome);
      Arrays.fill(states, State.NO);
    }
  }

  private final Options ours;
  private final Options peers;
  private final Events events;

  /**
   * @param weMay options that we do when the peer wants them
   * @param peerMay options that the peer may do
   */
  public Negotiation(Set<Integer> weMay, Set<Integer> peerMay, Events events) {
    this.ours = new Options(weMay);
    this.peers = new Options(peerMay);
    this.events = events;
  }

  private static void row(
      State state, Step welcome, Step unwelcome, Step refusal, Step askOn, Step askOff) {
    Map<Input, Step> row = new EnumMap<>(Input.class);
    row.put(Input.WELCOME, welcome);
    row.put(Input.UNWELCOME, unwelcome);
    row.put(Input.REFUSAL, refusal);
    row.put(Input.ASK_ON, askOn);
    row.put(Input.ASK_OFF, askOff);
    TABLE.put(state, row);
  }

  private static Step quiet(State next) {
    return new Step(next, Say.NOTHING);
  }

  private static Step step(State state, Input input) {
    return requireNonNull(requireNonNull(TABLE.get(state)).get(input));
  }

  private Options of(Side side) {
    return side == Side.US ? ours : peers;
  }

  /** Whether an option is on. */
  public boolean isOn(Side side, int option) {
    return of(side).states[option] == State.YES;
  }

  /** Asks for an option of ours or of the peer's to be on or off. */
  public void ask(Side side, int option, boolean on) {
    Options options = of(side);
    Step step = step(options.states[option], on ? Input.ASK_ON : Input.ASK_OFF);
    options.states[option] = step.next;
    say(side, option, step.say);
  }

  /**
   * The peer has sent something.
   *
   * @param command WILL, WONT, DO or DONT
   */
  public void received(int command, int option) {
    switch (command) {
      case Telnet.WILL -> received(Side.PEER, option, true);
      case Telnet.WONT -> received(Side.PEER, option, false);
      case Telnet.DO -> received(Side.US, option, true);
      case Telnet.DONT -> received(Side.US, option, false);
      default -> throw new IllegalArgumentException("no option command: " + command);
    }
  }

  private void received(Side side, int option, boolean yes) {
    Options options = of(side);
    State before = options.states[option];
    Input input =
        !yes ? Input.REFUSAL : options.welcome.contains(option) ? Input.WELCOME : Input.UNWELCOME;
    Step step = step(before, input);
    if (step.say != Say.NOTHING) {
      if (options.answers[option] >= ANSWER_LIMIT) {
        // Off, and nothing said: the only state in which a peer that goes on cannot fool us.
        step = quiet(State.NO);
      } else {
        options.answers[option]++;
      }
    }
    options.states[option] = step.next;
    say(side, option, step.say);
    boolean wasOff = before == State.NO || before == State.WANT_NO;
    if (step.next == State.YES && before != State.YES) {
      events.settled(side, option, true);
    } else if (step.next == State.NO && !wasOff) {
      events.settled(side, option, false);
    }
  }

  private void say(Side side, int option, Say say) {
    switch (say) {
      case NOTHING -> {}
      case YES -> events.send(side.yes, option);
      case NO -> events.send(side.no, option);
    }
  }
}
