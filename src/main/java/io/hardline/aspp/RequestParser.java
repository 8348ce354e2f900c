package io.hardline.aspp;

import io.hardline.aspp.Request.Alive;
import io.hardline.aspp.Request.AwaitSent;
import io.hardline.aspp.Request.CountReceived;
import io.hardline.aspp.Request.CountUnsent;
import io.hardline.aspp.Request.Flush;
import io.hardline.aspp.Request.HostName;
import io.hardline.aspp.Request.InitPort;
import io.hardline.aspp.Request.ReadLines;
import io.hardline.aspp.Request.ResumeOutput;
import io.hardline.aspp.Request.SetBaudRate;
import io.hardline.aspp.Request.SetFifo;
import io.hardline.aspp.Request.SetFlowCharacters;
import io.hardline.aspp.Request.SetFlowControl;
import io.hardline.aspp.Request.SetLines;
import io.hardline.aspp.Request.SetSpeedAndMode;
import io.hardline.aspp.Request.StartBreak;
import io.hardline.aspp.Request.StartNotify;
import io.hardline.aspp.Request.StopBreak;
import io.hardline.aspp.Request.StopNotify;
import io.hardline.aspp.Request.SuspendOutput;
import io.hardline.aspp.Request.Unknown;
import io.hardline.loop.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests out of a stream of bytes: an operation, the length of what follows, and that many
 * bytes. They come several together and cut anywhere. One host's; loop thread only.
 *
 * <p>A request that is longer than its operation needs is taken for what its beginning says, so
 * that another version of a driver gets its answer.
 */
public final class RequestParser {
  /** The longest request: operation, length, and what a length can say. */
  public static final int REQUEST_BYTES = 2 + 255;

  private static final int HEAD_BYTES = 2;

  // FLOWCTRL with one byte.
  private static final int FLOW_CTS = 0x01;
  private static final int FLOW_RTS = 0x02;
  private static final int FLOW_XON = 0x04;
  private static final int FLOW_XOFF = 0x08;

  // FLUSH.
  private static final int FLUSH_RECEIVED = 0;
  private static final int FLUSH_UNSENT = 1;
  private static final int FLUSH_BOTH = 2;

  private final byte[] request = new byte[REQUEST_BYTES];
  private int length;

  /** Takes the first request out of {@code stream}; null while it is not there as a whole. */
  public @Nullable Request next(ByteQueue stream) {
    if (stream.size() < HEAD_BYTES) {
      return null;
    }
    copy(stream, HEAD_BYTES);
    length = request[1] & 0xff;
    if (stream.size() < HEAD_BYTES + length) {
      return null;
    }
    copy(stream, HEAD_BYTES + length);
    stream.drop(HEAD_BYTES + length);
    return read(request[0] & 0xff);
  }

  private void copy(ByteQueue stream, int count) {
    for (int copied = 0; copied < count; ) {
      var together = stream.from(copied).bytes;
      int now = Math.min(together.remaining(), count - copied);
      together.get(request, copied, now);
      copied += now;
    }
  }

  private Request read(int op) {
    Command command = Command.of(op);
    Request read = command == null || length < shortest(command) ? null : read(command);
    return read == null ? new Unknown(op) : read;
  }

  /** Bytes after the length without which a request says nothing. */
  private static int shortest(Command command) {
    return switch (command) {
      case IOCTL, LINECTRL, XONXOFF -> 2;
      case FLOWCTRL, FLUSH, ALIVE -> 1;
      case SETBAUD, WAIT_OQUEUE -> 4;
      case PORT_INIT -> 8;
      case LSTATUS,
          IQUEUE,
          OQUEUE,
          START_BREAK,
          STOP_BREAK,
          START_NOTIFY,
          STOP_NOTIFY,
          NOTIFY,
          POLLING,
          HOST,
          TX_FIFO,
          SETXON,
          SETXOFF ->
          0;
    };
  }

  private @Nullable Request read(Command command) {
    return switch (command) {
      case IOCTL -> new SetSpeedAndMode(octet(0), Framing.of(octet(1)));
      case FLOWCTRL -> flowControl();
      case LINECTRL -> new SetLines(isSet(0), isSet(1));
      case LSTATUS -> new ReadLines();
      case FLUSH -> flush(octet(0));
      case IQUEUE -> new CountReceived();
      case OQUEUE -> new CountUnsent();
      case SETBAUD -> new SetBaudRate(number());
      case XONXOFF -> new SetFlowCharacters(octet(0), octet(1));
      case START_BREAK -> new StartBreak();
      case STOP_BREAK -> new StopBreak();
      case START_NOTIFY -> new StartNotify();
      case STOP_NOTIFY -> new StopNotify();
      case ALIVE -> new Alive(octet(0));
      case HOST -> new HostName();
      case PORT_INIT ->
          new InitPort(
              octet(0),
              Framing.of(octet(1)),
              isSet(2),
              isSet(3),
              isSet(4) || isSet(5),
              isSet(6) || isSet(7));
      case WAIT_OQUEUE -> new AwaitSent(number());
      case TX_FIFO -> new SetFifo();
      case SETXON -> new ResumeOutput();
      case SETXOFF -> new SuspendOutput();
      // Only the device says these.
      case NOTIFY, POLLING -> null;
    };
  }

  /** One byte with bits, or the last four of {@link Command#PORT_INIT}. */
  private @Nullable Request flowControl() {
    if (length == 1) {
      int bits = octet(0);
      return new SetFlowControl(
          (bits & (FLOW_CTS | FLOW_RTS)) != 0, (bits & (FLOW_XON | FLOW_XOFF)) != 0);
    }
    return length < 4 ? null : new SetFlowControl(isSet(0) || isSet(1), isSet(2) || isSet(3));
  }

  private static @Nullable Request flush(int what) {
    return switch (what) {
      case FLUSH_RECEIVED -> new Flush(true, false);
      case FLUSH_UNSENT -> new Flush(false, true);
      case FLUSH_BOTH -> new Flush(true, true);
      default -> null;
    };
  }

  private int octet(int index) {
    return request[HEAD_BYTES + index] & 0xff;
  }

  private boolean isSet(int index) {
    return octet(index) != 0;
  }

  /** Four bytes, the least significant first. */
  private long number() {
    return octet(0) | octet(1) << 8 | octet(2) << 16 | (long) octet(3) << 24;
  }
}
