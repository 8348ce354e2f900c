package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.Epoll;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.Interface;
import io.hardline.settings.PortSettings;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tty of the kernel's: a UART, a USB adapter, or the slave end of a pty. {@link TtyOpener} opens
 * it; threads as {@link Tty} says.
 */
final class LinuxTty implements Tty {
  private static final int LOW_LATENCY = 1 << 13;
  private static final int SERIAL_STRUCT_BYTES = 72;
  private static final int SERIAL_FLAGS = 16;
  private static final int ALL_OUTPUTS = TtyRequest.TIOCM_DTR | TtyRequest.TIOCM_RTS;

  private static final String HUNG_UP = "it hung up (unplugged, or the pty's other end closed)";

  private final TtyFile file;
  private final TtyDevice device;
  private final Set<TtyCapability> capabilities;
  private final Icounter countersAtOpen;
  private Loop.@Nullable Watch watch;
  private boolean writerWaits;
  private boolean drained;
  private boolean detached;
  private boolean hungUp;
  private volatile boolean needsRtsToggle;

  private LinuxTty(
      TtyFile file, TtyDevice device, Set<TtyCapability> capabilities, Icounter countersAtOpen) {
    this.file = file;
    this.device = device;
    this.capabilities = capabilities;
    this.countersAtOpen = countersAtOpen;
  }

  /**
   * Takes over a descriptor that was just opened: silences it, puts DTR and RTS where {@code line}
   * wants them, and finds out what it can do. May block. The caller closes the file when this
   * throws.
   */
  static LinuxTty take(TtyFile file, TtyDevice device, LineSettings line) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      // Before all else: a tty fresh from its driver echoes, and what came in would go out.
      Termios termios = new Termios(arena);
      file.require("read line", TtyRequest.TCGETS2, termios.address());
      Termios raw = termios.copy(arena);
      raw.makeRaw();
      if (!raw.sameAs(termios)) {
        file.require("silence", TtyRequest.TCSETS2, raw.address());
      }
      // Where others have it open, too, it is as the last one left it.
      file.control(TtyRequest.TCXONC, TtyRequest.TCOON);
      Set<TtyCapability> found = EnumSet.noneOf(TtyCapability.class);
      if (ControlLines.setAtOpen(file, line, arena)) {
        found.add(TtyCapability.MODEM_LINES);
      }
      findCapabilities(file, device, found, arena);
      Icounter counters = new Icounter(arena);
      counters.read(file);
      return new LinuxTty(file, device, Collections.unmodifiableSet(found), counters.kept());
    }
  }

  /**
   * Asks for each function in a way that moves nothing on the line. Whatever the driver answers
   * instead of yes is a no: some adapters refuse with errors of their own (EPIPE is a USB stall).
   */
  private static void findCapabilities(
      TtyFile file, TtyDevice device, Set<TtyCapability> found, Arena arena) {
    if (file.control(TtyRequest.TIOCGICOUNT, new Icounter(arena).address()) >= 0) {
      found.add(TtyCapability.COUNTERS);
    }
    if (device.pty()) {
      // A pty answers yes to a break and to any framing, and does nothing.
      return;
    }
    found.add(TtyCapability.FRAMING);
    found.add(TtyCapability.BAUD_RATE);
    MemorySegment memory = arena.allocate(SERIAL_STRUCT_BYTES, 8);
    // Ending a break that nobody started.
    if (file.control(TtyRequest.TIOCCBRK, 0) >= 0) {
      found.add(TtyCapability.BREAK);
    }
    if (file.control(TtyRequest.TIOCGSERIAL, memory.address()) >= 0) {
      found.add(TtyCapability.LOW_LATENCY);
    }
    // serial_core answers the question for every UART; only setting, here to what is, tells.
    if (file.control(TtyRequest.TIOCGRS485, memory.address()) >= 0
        && file.control(TtyRequest.TIOCSRS485, memory.address()) >= 0) {
      found.add(TtyCapability.RS_485);
    }
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public Set<TtyCapability> capabilities() {
    return capabilities;
  }

  // Data: on the loop.

  @Override
  public void attach(Loop loop, Events events) {
    watch = loop.watch(file.fd(), bits -> ready(bits, events));
  }

  private void ready(int bits, Events events) {
    if (hungUp) {
      // The kernel wakes once for readers and once for writers; the news is the same.
      return;
    }
    if (Epoll.readable(bits)) {
      drained = false;
      events.readable();
    }
    if (watch != null && Epoll.writable(bits)) {
      if (writerWaits) {
        writerWaits = false;
        events.writable();
      } else {
        // Nobody waits any more. Not earlier: a busy line would switch it on and off all the time.
        watch.watchWritable(false);
      }
    }
    // After the read, which answers -1 now: the kernel drops what was unread (tty_vhangup).
    if (watch != null && Epoll.ending(bits)) {
      hungUp = true;
      events.gone(HUNG_UP);
    }
  }

  @Override
  public void detach() {
    detached = true;
    if (watch != null) {
      watch.cancel();
      watch = null;
    }
  }

  @Override
  public int read(IoBuffer into) {
    if (detached) {
      return -1;
    }
    if (drained) {
      return 0;
    }
    int wanted = into.bytes.remaining();
    int count = Libc.read(file.fd(), into.position(), wanted);
    while (count == -Errno.EINTR) {
      count = Libc.read(file.fd(), into.position(), wanted);
    }
    if (count > 0) {
      // A short read has emptied the line discipline's buffer, and what comes later wakes us anew:
      // the next read would only be told EAGAIN.
      drained = count < wanted;
      into.advance(count);
      return count;
    }
    // With VMIN 1 nothing is EAGAIN; 0 is a hang-up, as are EIO (a pty whose other end closed),
    // ENXIO and ENODEV. Whatever else it is, the device is of no use any more.
    return count == -Errno.EAGAIN ? 0 : -1;
  }

  @Override
  public int write(IoBuffer from) {
    if (detached) {
      return -1;
    }
    int wanted = from.bytes.remaining();
    int count = Libc.write(file.fd(), from.position(), wanted);
    while (count == -Errno.EINTR) {
      count = Libc.write(file.fd(), from.position(), wanted);
    }
    if (count < 0 && count != -Errno.EAGAIN) {
      return -1;
    }
    int taken = Math.max(count, 0);
    from.advance(taken);
    writerWaits = taken < wanted;
    if (writerWaits && watch != null) {
      watch.watchWritable(true);
    }
    return taken;
  }

  // Calls: off the loop.

  /** What a call does, with memory for its arguments. */
  @FunctionalInterface
  private interface Body<T> {
    T run(Arena arena) throws IOException;
  }

  private <T> T call(String what, Body<T> body) throws IOException {
    file.begin(what);
    try (Arena arena = Arena.ofConfined()) {
      return body.run(arena);
    } finally {
      file.end();
    }
  }

  @Override
  public LineSettings setLine(LineSettings line, PortSettings.Rs485 rs485) throws IOException {
    String what = "set line";
    return call(
        what,
        arena -> {
          Termios now = new Termios(arena);
          file.require(what, TtyRequest.TCGETS2, now.address());
          Termios wanted = now.copy(arena);
          wanted.put(line);
          if (!wanted.sameAs(now)) {
            file.require(what, TtyRequest.TCSETS2, wanted.address());
            file.require(what, TtyRequest.TCGETS2, now.address());
          }
          setInterface(line.electricalInterface(), rs485, arena);
          setLowLatency(line.lowLatency(), arena);
          return now.line(line);
        });
  }

  /**
   * RS-485 where the driver has it, else by RTS from here. RS-422 drives its lines all the time: to
   * the driver it is RS-232. Whether the hardware is wired for it, nobody can ask.
   */
  private void setInterface(Interface wanted, PortSettings.Rs485 rs485, Arena arena)
      throws IOException {
    boolean switched = wanted == Interface.RS_485 || wanted == Interface.RS_485_4_WIRE;
    if (capabilities.contains(TtyCapability.RS_485)) {
      Rs485Struct now = new Rs485Struct(arena);
      file.require("read RS-485", TtyRequest.TIOCGRS485, now.address());
      if (now.put(switched, wanted == Interface.RS_485_4_WIRE, rs485)) {
        file.require("set RS-485", TtyRequest.TIOCSRS485, now.address());
      }
      return;
    }
    boolean toggle = switched && capabilities.contains(TtyCapability.MODEM_LINES);
    if (toggle) {
      ControlLines.move(file, 0, TtyRequest.TIOCM_RTS, arena.allocate(JAVA_INT));
    }
    needsRtsToggle = toggle;
  }

  /**
   * Asks the driver to pass bytes on at once; ftdi_sio sets its latency timer to 1 ms by it. A
   * refusal is not worth a word: the bytes come all the same.
   */
  private void setLowLatency(boolean wanted, Arena arena) {
    if (!capabilities.contains(TtyCapability.LOW_LATENCY)) {
      return;
    }
    MemorySegment serial = arena.allocate(SERIAL_STRUCT_BYTES, 8);
    if (file.control(TtyRequest.TIOCGSERIAL, serial.address()) < 0) {
      return;
    }
    int flags = serial.get(JAVA_INT, SERIAL_FLAGS);
    int newFlags = wanted ? flags | LOW_LATENCY : flags & ~LOW_LATENCY;
    if (newFlags != flags) {
      serial.set(JAVA_INT, SERIAL_FLAGS, newFlags);
      file.control(TtyRequest.TIOCSSERIAL, serial.address());
    }
  }

  @Override
  public void setFlowCharacters(int xon, int xoff) throws IOException {
    String what = "set flow characters";
    call(
        what,
        arena -> {
          Termios now = new Termios(arena);
          file.require(what, TtyRequest.TCGETS2, now.address());
          Termios wanted = now.copy(arena);
          wanted.putFlowCharacters(xon, xoff);
          if (!wanted.sameAs(now)) {
            file.require(what, TtyRequest.TCSETS2, wanted.address());
          }
          return true;
        });
  }

  @Override
  public void setOutputs(boolean dtr, boolean rts) throws IOException {
    if (!capabilities.contains(TtyCapability.MODEM_LINES)) {
      return;
    }
    int on = (dtr ? TtyRequest.TIOCM_DTR : 0) | (rts ? TtyRequest.TIOCM_RTS : 0);
    call(
        "set control lines",
        arena -> ControlLines.move(file, on, ALL_OUTPUTS & ~on, arena.allocate(JAVA_INT)));
  }

  @Override
  public ModemLines modemLines() throws IOException {
    if (!capabilities.contains(TtyCapability.MODEM_LINES)) {
      return ModemLines.ABSENT;
    }
    int bits = call("read control lines", this::readModemBits);
    return new ModemLines(
        (bits & TtyRequest.TIOCM_DTR) != 0,
        (bits & TtyRequest.TIOCM_RTS) != 0,
        (bits & TtyRequest.TIOCM_CTS) != 0,
        (bits & TtyRequest.TIOCM_DSR) != 0,
        (bits & TtyRequest.TIOCM_CD) != 0,
        (bits & TtyRequest.TIOCM_RNG) != 0);
  }

  private int readModemBits(Arena arena) throws IOException {
    MemorySegment bits = arena.allocate(JAVA_INT);
    file.require("read control lines", TtyRequest.TIOCMGET, bits.address());
    return bits.get(JAVA_INT, 0);
  }

  @Override
  public long modemChanges() throws IOException {
    if (!capabilities.contains(TtyCapability.MODEM_LINES)) {
      return 0;
    }
    return call(
        "read control lines",
        arena -> {
          Icounter now = new Icounter(arena);
          now.read(file);
          // Only ftdi_sio is known to count always: it is sent the lines with every packet. An 8250
          // counts only while its modem interrupt is on, which CLOCAL turns off (UART_ENABLE_MS),
          // and a cp210x never. There the lines themselves are asked too; on a UART that is quick.
          int levels =
              device.driver().equals("ftdi_sio") ? 0 : ControlLines.inputs(readModemBits(arena));
          return now.modemChanges() << 4 | levels;
        });
  }

  @Override
  public void startBreak() throws IOException {
    holdBreak("start break", TtyRequest.TIOCSBRK);
  }

  @Override
  public void stopBreak() throws IOException {
    holdBreak("stop break", TtyRequest.TIOCCBRK);
  }

  private void holdBreak(String what, long request) throws IOException {
    if (capabilities.contains(TtyCapability.BREAK)) {
      call(what, arena -> file.did(what, request, 0));
    }
  }

  @Override
  public void suspendOutput() throws IOException {
    String what = "suspend output";
    call(what, arena -> file.did(what, TtyRequest.TCXONC, TtyRequest.TCOOFF));
  }

  /** TCOON alone does nothing where nobody but the device has stopped it (n_tty_ioctl_helper). */
  @Override
  public void resumeOutput() throws IOException {
    String what = "resume output";
    call(
        what,
        arena ->
            file.did(what, TtyRequest.TCXONC, TtyRequest.TCOOFF)
                && file.did(what, TtyRequest.TCXONC, TtyRequest.TCOON));
  }

  @Override
  public void drain() throws IOException {
    String what = "drain";
    // TCSBRK with an argument other than 0 is tcdrain(3): it waits and sends no break.
    call(what, arena -> file.did(what, TtyRequest.TCSBRK, 1));
  }

  @Override
  public void discard(boolean received, boolean unsent) throws IOException {
    if (!received && !unsent) {
      return;
    }
    String what = "discard data";
    int both = received && unsent ? TtyRequest.TCIOFLUSH : TtyRequest.TCOFLUSH;
    int queues = unsent ? both : TtyRequest.TCIFLUSH;
    call(what, arena -> file.did(what, TtyRequest.TCFLSH, queues));
  }

  @Override
  public LineErrors lineErrors() throws IOException {
    if (!capabilities.contains(TtyCapability.COUNTERS)) {
      return LineErrors.NONE;
    }
    return call(
        "read counters",
        arena -> {
          Icounter now = new Icounter(arena);
          now.read(file);
          return now.errorsSince(countersAtOpen);
        });
  }

  @Override
  public int unsentBytes() throws IOException {
    String what = "read output queue";
    return call(
        what,
        arena -> {
          MemorySegment count = arena.allocate(JAVA_INT);
          file.did(what, TtyRequest.TIOCOUTQ, count.address());
          int unsent = count.get(JAVA_INT, 0);
          return unsent > 0 || transmitterIsEmpty(count) ? unsent : 1;
        });
  }

  /** Drivers count what they hold themselves, and not what lies in the UART's FIFO. */
  private boolean transmitterIsEmpty(MemorySegment status) {
    return file.control(TtyRequest.TIOCSERGETLSR, status.address()) < 0
        || (status.get(JAVA_INT, 0) & TtyRequest.TIOCSER_TEMT) != 0;
  }

  @Override
  public boolean needsRtsToggle() {
    return needsRtsToggle;
  }

  @Override
  public void sendWithRts(byte[] bytes, PortSettings.Rs485 delays) throws IOException {
    call("send", arena -> RtsTransmitter.send(file, bytes, delays, arena));
  }

  /**
   * Throws the unsent away first, which close(2) would wait for, 30 seconds by default
   * (closing_wait). That also wakes a call that is stuck draining. HUPCL is off, so DTR and RTS
   * stay as they are.
   */
  @Override
  public void close() {
    try {
      file.begin("close");
    } catch (IOException closedAlready) {
      return;
    }
    try {
      file.control(TtyRequest.TCFLSH, TtyRequest.TCOFLUSH);
      file.control(TtyRequest.TCXONC, TtyRequest.TCOON);
      file.control(TtyRequest.TIOCNXCL, 0);
    } finally {
      file.close();
      file.end();
    }
  }
}
