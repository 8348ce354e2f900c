package io.hardline.telnet;

import io.hardline.telnet.ComPortOption.FlowControlResume;
import io.hardline.telnet.ComPortOption.FlowControlSuspend;
import io.hardline.telnet.ComPortOption.NotifyLineState;
import io.hardline.telnet.ComPortOption.NotifyModemState;
import io.hardline.telnet.ComPortOption.Parity;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetLineStateMask;
import io.hardline.telnet.ComPortOption.SetModemStateMask;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.Signature;
import io.hardline.telnet.ComPortOption.StopSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sub-options of RFC 2217 as they are on the wire: from a client with codes 0 to 12, from a
 * server with 100 to 112. A value describes who sends what we encode, or whose we decode.
 */
public enum ComPortCoding {
  CLIENT(0),
  SERVER(100);

  /** Characters of a signature that are sent; the rest is cut off. */
  public static final int SIGNATURE_LIMIT_CHARACTERS = 250;

  /** The most that {@link #encode} writes: a signature whose every byte is doubled. */
  public static final int ENCODED_BYTES = 3 + 1 + 2 * SIGNATURE_LIMIT_CHARACTERS + 2;

  private static final int SIGNATURE = 0;
  private static final int SET_BAUDRATE = 1;
  private static final int SET_DATASIZE = 2;
  private static final int SET_PARITY = 3;
  private static final int SET_STOPSIZE = 4;
  private static final int SET_CONTROL = 5;
  private static final int NOTIFY_LINESTATE = 6;
  private static final int NOTIFY_MODEMSTATE = 7;
  private static final int FLOWCONTROL_SUSPEND = 8;
  private static final int FLOWCONTROL_RESUME = 9;
  private static final int SET_LINESTATE_MASK = 10;
  private static final int SET_MODEMSTATE_MASK = 11;
  private static final int PURGE_DATA = 12;

  private static final int LEAST_DATA_BITS = 5;
  private static final int MOST_DATA_BITS = 8;

  private static final List<ComPortControl> CONTROLS = List.of(ComPortControl.values());
  private static final List<Parity> PARITIES = List.of(Parity.values());
  private static final List<StopSize> STOP_SIZES = List.of(StopSize.values());
  private static final List<Purge> PURGES = List.of(Purge.values());

  private final int firstCode;

  ComPortCoding(int firstCode) {
    this.firstCode = firstCode;
  }

  /**
   * Takes the content of a sub-negotiation of {@link Telnet#COM_PORT} apart, as {@link
   * TelnetDecoder.Events#subNegotiation} gives it.
   *
   * @return null when the sender's codes do not contain it, its length is wrong, or the standard
   *     does not know its value
   */
  public @Nullable ComPortOption decode(ByteBuffer content) {
    if (!content.hasRemaining()) {
      return null;
    }
    int code = (content.get() & 0xFF) - firstCode;
    if (code == SIGNATURE) {
      return signature(content);
    }
    return switch (content.remaining()) {
      case 0 -> ofNothing(code);
      case 1 -> ofValue(code, content.get() & 0xFF);
      case Integer.BYTES ->
          code == SET_BAUDRATE ? new SetBaudRate(Integer.toUnsignedLong(content.getInt())) : null;
      // sredird, built for 64 bits, answers with a long of which the first half is the rate.
      case Long.BYTES ->
          code == SET_BAUDRATE && this == SERVER
              ? new SetBaudRate(Integer.toUnsignedLong(content.getInt()))
              : null;
      default -> null;
    };
  }

  private static Signature signature(ByteBuffer content) {
    return new Signature(StandardCharsets.ISO_8859_1.decode(content).toString());
  }

  private @Nullable ComPortOption ofNothing(int code) {
    return switch (code) {
      case FLOWCONTROL_SUSPEND -> new FlowControlSuspend();
      case FLOWCONTROL_RESUME -> new FlowControlResume();
      // The standard has no code for a client that asks; some clients use these.
      case NOTIFY_LINESTATE -> this == CLIENT ? new NotifyLineState(0) : null;
      case NOTIFY_MODEMSTATE -> this == CLIENT ? new NotifyModemState(0) : null;
      default -> null;
    };
  }

  private static @Nullable ComPortOption ofValue(int code, int value) {
    return switch (code) {
      case SET_DATASIZE -> isDataSize(value) ? new SetDataSize(value) : null;
      case SET_PARITY -> value < PARITIES.size() ? new SetParity(PARITIES.get(value)) : null;
      case SET_STOPSIZE ->
          value < STOP_SIZES.size() ? new SetStopSize(STOP_SIZES.get(value)) : null;
      case SET_CONTROL -> value < CONTROLS.size() ? new SetControl(CONTROLS.get(value)) : null;
      case NOTIFY_LINESTATE -> new NotifyLineState(value);
      case NOTIFY_MODEMSTATE -> new NotifyModemState(value);
      case SET_LINESTATE_MASK -> new SetLineStateMask(value);
      case SET_MODEMSTATE_MASK -> new SetModemStateMask(value);
      case PURGE_DATA ->
          value >= 1 && value <= PURGES.size() ? new PurgeData(PURGES.get(value - 1)) : null;
      default -> null;
    };
  }

  /**
   * What a client is answered whose value the standard does not know: the value in force (RFC 2217,
   * section 3); nobody waits in vain. For what {@link #decode} has answered null to.
   *
   * @param content the same, from its beginning
   * @return what asks for that value; null when {@code content} sets no value of one byte
   */
  public static @Nullable ComPortOption question(ByteBuffer content) {
    if (content.remaining() != 2) {
      return null;
    }
    return switch (content.get(content.position())) {
      case SET_DATASIZE -> new SetDataSize(0);
      case SET_PARITY -> new SetParity(Parity.ASK);
      case SET_STOPSIZE -> new SetStopSize(StopSize.ASK);
      case SET_CONTROL -> new SetControl(ComPortControl.ASK_FLOW);
      default -> null;
    };
  }

  private static boolean isDataSize(int value) {
    return value == 0 || (value >= LEAST_DATA_BITS && value <= MOST_DATA_BITS);
  }

  /**
   * Writes {@code option} as a whole sub-negotiation, escaped; {@code to} has room for {@link
   * #ENCODED_BYTES}.
   */
  public void encode(ComPortOption option, ByteBuffer to) {
    TelnetEncoder.beginSub(Telnet.COM_PORT, to);
    switch (option) {
      case Signature(String text) -> putText(text, to);
      case SetBaudRate(long baudRate) -> putBaudRate(baudRate, to);
      case SetDataSize(int bits) -> putValue(SET_DATASIZE, bits, to);
      case SetParity(Parity parity) -> putValue(SET_PARITY, PARITIES.indexOf(parity), to);
      case SetStopSize(StopSize stopSize) ->
          putValue(SET_STOPSIZE, STOP_SIZES.indexOf(stopSize), to);
      case SetControl(ComPortControl control) ->
          putValue(SET_CONTROL, CONTROLS.indexOf(control), to);
      case NotifyLineState(int bits) -> putNotification(NOTIFY_LINESTATE, bits, to);
      case NotifyModemState(int bits) -> putNotification(NOTIFY_MODEMSTATE, bits, to);
      case FlowControlSuspend() -> putCode(FLOWCONTROL_SUSPEND, to);
      case FlowControlResume() -> putCode(FLOWCONTROL_RESUME, to);
      case SetLineStateMask(int mask) -> putValue(SET_LINESTATE_MASK, mask, to);
      case SetModemStateMask(int mask) -> putValue(SET_MODEMSTATE_MASK, mask, to);
      case PurgeData(Purge what) -> putValue(PURGE_DATA, PURGES.indexOf(what) + 1, to);
    }
    TelnetEncoder.endSub(to);
  }

  private void putCode(int code, ByteBuffer to) {
    TelnetEncoder.putInSub(firstCode + code, to);
  }

  private void putValue(int code, int value, ByteBuffer to) {
    putCode(code, to);
    TelnetEncoder.putInSub(value, to);
  }

  /** A client's is without a value: it asks. */
  private void putNotification(int code, int bits, ByteBuffer to) {
    putCode(code, to);
    if (this == SERVER) {
      TelnetEncoder.putInSub(bits, to);
    }
  }

  private void putBaudRate(long baudRate, ByteBuffer to) {
    putCode(SET_BAUDRATE, to);
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      TelnetEncoder.putInSub((int) (baudRate >>> shift), to);
    }
  }

  private void putText(String text, ByteBuffer to) {
    putCode(SIGNATURE, to);
    int length = Math.min(text.length(), SIGNATURE_LIMIT_CHARACTERS);
    for (byte octet : text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1)) {
      TelnetEncoder.putInSub(octet, to);
    }
  }
}
