package io.hardline.mode.realcom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A double of the vendor's driver for Linux on a host, one tty of it: the kernel module, as an
 * application uses it by open(2), tcsetattr(3) and so on, and the daemon that has the connections.
 * Written from notes of what the driver says and does; what a server must not do to it, it says in
 * {@link #complaints}.
 *
 * <p>An {@link IOException} of a method is EIO. One application's thread may read while another
 * writes.
 */
public final class NportDriver implements AutoCloseable {
  private static final int BUFFER_BYTES = 4096;
  private static final int BREAK_MS = 250;
  private static final int FLUSH_MS = 10;
  private static final long FOR_EVER_MS = Integer.MAX_VALUE;

  private final NportEntry entry;
  private final NportTrace trace = new NportTrace();
  private final NportReplies replies = new NportReplies();
  private final NportModem modem = new NportModem();
  private final NportBuffer toDaemon = new NportBuffer(BUFFER_BYTES);
  private final NportBuffer fromDaemon = new NportBuffer(BUFFER_BYTES);
  private final List<String> complaints = new ArrayList<>();
  private final NportLink.Kernel kernel = new Kernel();
  private final NportDaemon daemon;

  // The kernel keeps these while the tty is closed.
  private volatile NportTermios line = NportTermios.UNTOUCHED;
  private volatile boolean dtr;
  private volatile boolean rts;

  public NportDriver(NportEntry entry) {
    this.entry = entry;
    this.daemon = new NportDaemon(entry, kernel, trace, this::recover);
  }

  /** What the daemon's connections bring and take. */
  private final class Kernel implements NportLink.Kernel {
    @Override
    public void heard(byte[] frame) {
      if (frame[0] == NportOrders.NOTIFY) {
        if (modem.notified(frame)) {
          breakReceived();
        }
      } else if (frame[0] != NportOrders.POLLING) {
        replies.heard(frame);
      }
    }

    private void breakReceived() {
      try {
        fromDaemon.put(new byte[1], daemon::isUnused);
      } catch (IOException closed) {
        complain("a break after the end");
      }
    }

    @Override
    public void complain(String complaint) {
      synchronized (complaints) {
        complaints.add(complaint);
      }
    }

    @Override
    public void received(byte[] bytes, BooleanSupplier over) throws IOException {
      fromDaemon.put(bytes, over);
    }

    @Override
    public byte[] written(int most, BooleanSupplier over) throws IOException {
      return toDaemon.take(most, over);
    }

    @Override
    public void ended() {
      replies.wake();
      toDaemon.wake();
      fromDaemon.wake();
    }
  }

  // What an application does: the kernel.

  /** open(2): connects, and sets the port up. */
  public void open() throws IOException {
    dtr = line.baudRate() != 0;
    rts = dtr;
    toDaemon.clear();
    fromDaemon.clear();
    daemon.use();
    try {
      setUp();
    } catch (IOException failed) {
      unuse();
      throw failed;
    } catch (InterruptedException interrupted) {
      unuse();
      throw interrupted(interrupted);
    }
  }

  private void setUp() throws IOException, InterruptedException {
    long untilNs = System.nanoTime() + entry.patience().openMs() * 1_000_000L;
    int tries = 0;
    while (tries < NportPatience.TRIES_AT_OPEN) {
      NportLink on = daemon.awaitLink(untilNs);
      if (on == null) {
        throw new IOException("EIO: no connection");
      }
      byte[] state = ask(on, NportOrders.portInit(line, dtr, rts));
      if (state != null) {
        began(state);
        settle(on);
        return;
      }
      if (on.isUp()) {
        // It does not answer: a new connection may help.
        tries++;
        untilNs = System.nanoTime() + entry.patience().openMs() * 1_000_000L;
      }
      daemon.drop(on);
    }
    throw new IOException("EIO: no answer");
  }

  private void began(byte[] state) throws IOException {
    if (state[2] == -1 && state[3] == -1 && state[4] == -1) {
      kernel.complain("kernel oops: the speed was refused at open");
      throw new IOException("oops");
    }
    modem.initialized(state);
  }

  /** What follows the setting of a port when it is opened. */
  private void settle(NportLink on) throws IOException, InterruptedException {
    sendRate(on);
    sendFlowCharacters(on);
    requireOk(ask(on, NportOrders.txFifo(entry.fifo())), NportOrders.TX_FIFO);
    daemon.initialized();
  }

  private void sendRate(NportLink on) throws IOException, InterruptedException {
    if (line.anySpeed()) {
      requireOk(ask(on, NportOrders.setBaud(line.baudRate())), NportOrders.SETBAUD);
    }
  }

  private void sendFlowCharacters(NportLink on) throws IOException, InterruptedException {
    if (line.softwareFlow()) {
      requireOk(ask(on, NportOrders.xonXoff(line)), NportOrders.XONXOFF);
    }
  }

  private byte @Nullable [] ask(NportLink on, byte[] order) throws InterruptedException {
    return ask(on, order, entry.patience().commandMs());
  }

  /** Null when no reply came in that time, or the link ended. */
  private byte @Nullable [] ask(NportLink on, byte[] order, long waitMs)
      throws InterruptedException {
    int op = order[0];
    replies.expect(op);
    send(on, order);
    return replies.await(op, waitMs, on);
  }

  private static void requireOk(byte @Nullable [] reply, int op) throws IOException {
    byte[] ok = {(byte) op, 'O', 'K'};
    if (!Arrays.equals(reply, ok)) {
      String got = reply == null ? "nothing" : HexFormat.of().formatHex(reply);
      throw new IOException("EIO: answered with " + got);
    }
  }

  /** tcsetattr(3) at once; that nobody answers is swallowed. */
  public void setAttributes(NportTermios wanted) throws IOException {
    line = wanted;
    NportLink on = daemon.ready();
    try {
      byte[] state = ask(on, NportOrders.portInit(wanted, dtr, rts));
      if (state != null) {
        modem.initialized(state);
      }
      sendRate(on);
      sendFlowCharacters(on);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /** write(2), blocking. */
  public void write(byte[] bytes) throws IOException {
    toDaemon.put(bytes, daemon::isUnused);
  }

  /** read(2) until that many have come. */
  public byte[] read(int count, long waitMs) throws IOException {
    return fromDaemon.take(count, waitMs);
  }

  /** ioctl TIOCMSET, always both. */
  public void setLines(boolean newDtr, boolean newRts) throws IOException {
    dtr = newDtr;
    rts = newRts;
    command(NportOrders.lineControl(newDtr, newRts));
  }

  private void command(byte[] order) throws IOException {
    try {
      requireOk(ask(daemon.ready(), order), order[0]);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /** tcdrain(3), which is weak here: it asks once, and any answer will do. */
  public void drain() throws IOException {
    toDaemon.awaitEmpty(FOR_EVER_MS, daemon::isUnused);
    unsent();
  }

  /** ioctl TIOCSERGETLSR: whether the transmitter is empty. */
  public boolean transmitterEmpty() throws IOException {
    byte[] reply = unsent();
    return reply != null && isZero(reply);
  }

  private byte @Nullable [] unsent() throws IOException {
    try {
      byte[] question = NportOrders.waitOutputQueue(NportPatience.DRAIN_TICKS);
      return ask(daemon.ready(), question, NportPatience.DRAIN_MS);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private static boolean isZero(byte[] reply) {
    return reply[2] == 0 && reply[3] == 0;
  }

  /** tcflush(3), whatever is to be flushed; it does not wait for the answer. */
  public void flush() throws IOException {
    toDaemon.clear();
    fromDaemon.clear();
    try {
      ask(daemon.ready(), NportOrders.flush(), FLUSH_MS);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /** tcsendbreak(3). */
  public void sendBreak() throws IOException {
    drain();
    startBreak();
    try {
      daemon.pause(BREAK_MS);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
    stopBreak();
  }

  public void startBreak() throws IOException {
    command(NportOrders.plain(NportOrders.START_BREAK));
  }

  public void stopBreak() throws IOException {
    command(NportOrders.plain(NportOrders.STOP_BREAK));
  }

  /** tcflow(3) with TCOOFF. */
  public void stopOutput() throws IOException {
    command(NportOrders.plain(NportOrders.SETXOFF));
  }

  /** tcflow(3) with TCOON. */
  public void startOutput() throws IOException {
    command(NportOrders.plain(NportOrders.SETXON));
  }

  /** close(2): waits for the last byte, as long as the driver does. */
  @Override
  public void close() throws IOException {
    if (daemon.isUnused()) {
      return;
    }
    try {
      awaitSent();
      letGo();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } finally {
      unuse();
    }
  }

  /** close(2) of a tty that was opened with O_NONBLOCK: what is not on its way is thrown away. */
  public void closeWithoutWaiting() throws IOException {
    toDaemon.clear();
    try {
      letGo();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } finally {
      unuse();
    }
  }

  private void letGo() throws InterruptedException {
    NportLink on = daemon.link();
    if (on != null) {
      ask(on, NportOrders.flush(), entry.patience().commandMs());
    }
  }

  private void awaitSent() throws IOException, InterruptedException {
    long untilNs = System.nanoTime() + entry.patience().closeMs() * 1_000_000L;
    toDaemon.awaitEmpty(leftMs(untilNs), () -> daemon.link() == null);
    askUnsent(untilNs);
    int zeros = 0;
    while (zeros < NportPatience.ZEROS && leftMs(untilNs) > 0 && daemon.link() != null) {
      byte[] reply = askUnsent(untilNs);
      zeros = reply != null && isZero(reply) ? zeros + 1 : 0;
      if (zeros < NportPatience.ZEROS) {
        daemon.pause(NportPatience.ZEROS_APART_MS);
      }
    }
  }

  private byte @Nullable [] askUnsent(long untilNs) throws InterruptedException {
    NportLink on = daemon.link();
    int ticks = (int) Math.ceilDiv(leftMs(untilNs), NportPatience.MS_PER_TICK);
    if (on == null || ticks <= 0) {
      return null;
    }
    return ask(on, NportOrders.waitOutputQueue(ticks), leftMs(untilNs));
  }

  private static long leftMs(long untilNs) {
    return Math.ceilDiv(untilNs - System.nanoTime(), 1_000_000);
  }

  private void unuse() {
    daemon.unuse();
    toDaemon.clear();
    fromDaemon.clear();
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IOException("EINTR", cause);
  }

  // After a loss.

  /** The network breaks the connections off; the daemon will call again. */
  public void lose() {
    NportLink on = daemon.link();
    if (on != null) {
      on.close();
    }
  }

  /** Sets the port up as it was, in one segment, and waits for all replies. */
  private void recover(NportLink on) {
    List<byte[]> orders = new ArrayList<>();
    orders.add(NportOrders.portInit(line.recovered(), dtr, rts));
    if (line.softwareFlow()) {
      orders.add(NportOrders.xonXoff(line));
    }
    orders.add(NportOrders.txFifo(entry.fifo()));
    orders.add(NportOrders.lineControl(dtr, rts));
    try {
      for (byte[] order : orders) {
        replies.expect(order[0]);
      }
      send(on, NportOrders.together(orders.toArray(byte[][]::new)));
      int answered = 0;
      for (byte[] order : orders) {
        answered += recovered(replies.await(order[0], entry.patience().commandMs(), on));
      }
      if (answered == orders.size()) {
        daemon.recovered(on);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private int recovered(byte @Nullable [] reply) {
    if (reply == null) {
      return 0;
    }
    if (reply[0] == NportOrders.PORT_INIT) {
      modem.initialized(reply);
    }
    return 1;
  }

  /** When it cannot, the link is over, and nobody waits for a reply. */
  private static void send(NportLink on, byte[] orders) {
    try {
      on.send(orders);
    } catch (IOException gone) {
      on.close();
    }
  }

  // What can be seen.

  public NportModem modem() {
    return modem;
  }

  public NportTrace trace() {
    return trace;
  }

  public NportTermios line() {
    return line;
  }

  /** Whether commands can be sent. */
  public boolean isReady() {
    return daemon.isReady();
  }

  /** Calls of the daemon, those that were refused included. */
  public int attempts() {
    return daemon.attempts();
  }

  /** Calls in which both connections came about. */
  public int connects() {
    return daemon.connects();
  }

  /** Waits until a lost port has been set up again, for the first time. */
  public void awaitRecovery(long waitMs) throws InterruptedException {
    daemon.awaitRecovery(waitMs);
  }

  /** How often a lost port was set up again. */
  public int recoveries() {
    return daemon.recoveries();
  }

  /** What a server has done that it must not. */
  public List<String> complaints() {
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  /** Replies for which nobody waited, perhaps not any more. */
  public List<String> unasked() {
    return replies.unasked();
  }
}
