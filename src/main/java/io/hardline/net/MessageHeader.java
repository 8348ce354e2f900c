package io.hardline.net;

import io.hardline.loop.IoBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * struct msghdr of recvmsg(2) and sendmsg(2) on 64-bit Linux, with one buffer, the peer's address
 * and room for control messages, of which one is understood: our own address (ip(7), IP_PKTINFO;
 * RFC 3542, 6). One thread at a time.
 */
final class MessageHeader {
  private static final int HEADER_BYTES = 56;
  private static final int IOVEC_OFFSET = 56;
  private static final int NAME_OFFSET = 72;
  private static final int CONTROL_OFFSET = 184;
  private static final int CONTROL_BYTES = 128;

  /** Length, level and type; each begins at a multiple of eight (cmsg(3)). */
  private static final int CMSG_BYTES = 16;

  private static final int CMSG_ALIGNMENT_BYTES = 8;

  /** struct in_pktinfo: index of the interface, our address, the address in the header. */
  private static final int IN_PKTINFO_BYTES = 12;

  /** struct in6_pktinfo: the address, index of the interface. */
  private static final int IN6_PKTINFO_BYTES = 20;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(CONTROL_OFFSET + CONTROL_BYTES, CMSG_ALIGNMENT_BYTES);

  /** What the kernel is handed. */
  long address() {
    return memory.address();
  }

  private void point(IoBuffer buffer, int nameBytes, long controlBytes) {
    memory.asSlice(0, HEADER_BYTES).fill((byte) 0);
    memory.set(WORD, 0, memory.address() + NAME_OFFSET);
    memory.set(INT, 8, nameBytes);
    memory.set(WORD, 16, memory.address() + IOVEC_OFFSET);
    memory.set(WORD, 24, 1);
    memory.set(WORD, 32, memory.address() + CONTROL_OFFSET);
    memory.set(WORD, 40, controlBytes);
    memory.set(WORD, IOVEC_OFFSET, buffer.position());
    memory.set(WORD, IOVEC_OFFSET + 8, buffer.bytes.remaining());
  }

  /** Before a datagram is read into {@code buffer}. */
  void prepare(IoBuffer buffer) {
    point(buffer, SocketAddress.MAX_BYTES, CONTROL_BYTES);
  }

  /** What was read: who sent it, and to which address of ours; unspecified when nobody said. */
  void readInto(UdpAddress by, UdpAddress here) {
    by.readFrom(memory.asSlice(NAME_OFFSET));
    here.clear();
    long end = CONTROL_OFFSET + Math.min(memory.get(WORD, 40), CONTROL_BYTES);
    long at = CONTROL_OFFSET;
    while (at + CMSG_BYTES <= end) {
      long length = memory.get(WORD, at);
      if (length < CMSG_BYTES || length > end - at) {
        return;
      }
      readControl(memory.get(INT, at + 8), memory.get(INT, at + 12), at + CMSG_BYTES, here);
      at += (length + CMSG_ALIGNMENT_BYTES - 1) & -CMSG_ALIGNMENT_BYTES;
    }
  }

  private void readControl(int level, int type, long at, UdpAddress here) {
    if (level == UdpOptions.IPPROTO_IP && type == UdpOptions.IP_PKTINFO) {
      here.readInet4(memory, at + 4);
    } else if (level == UdpOptions.IPPROTO_IPV6 && type == UdpOptions.IPV6_PKTINFO) {
      // On a socket for both kinds IPv4 comes here, too, and a broadcast as what it was sent to.
      if (here.isAny()) {
        here.readInet6(memory, at);
      }
    }
  }

  /**
   * Before {@code data} is sent.
   *
   * @param family of the socket
   * @param here to send from; one that is unspecified leaves it to the kernel
   */
  void fill(IoBuffer data, UdpAddress to, int family, UdpAddress here) {
    MemorySegment name = memory.asSlice(NAME_OFFSET, SocketAddress.MAX_BYTES);
    int nameBytes = to.writeTo(name, family);
    point(data, nameBytes, here.isAny() ? 0 : putControl(to, here));
  }

  private long putControl(UdpAddress to, UdpAddress here) {
    MemorySegment control = memory.asSlice(CONTROL_OFFSET, CONTROL_BYTES);
    control.fill((byte) 0);
    boolean inet4 = to.isInet4();
    long bytes = inet4 ? IN_PKTINFO_BYTES : IN6_PKTINFO_BYTES;
    control.set(WORD, 0, CMSG_BYTES + bytes);
    control.set(INT, 8, inet4 ? UdpOptions.IPPROTO_IP : UdpOptions.IPPROTO_IPV6);
    control.set(INT, 12, inet4 ? UdpOptions.IP_PKTINFO : UdpOptions.IPV6_PKTINFO);
    if (inet4) {
      here.putInet4(control, CMSG_BYTES + 4);
    } else {
      here.putInet6(control, CMSG_BYTES);
      control.set(INT, CMSG_BYTES + 16, to.scope());
    }
    return (CMSG_BYTES + bytes + CMSG_ALIGNMENT_BYTES - 1) & -CMSG_ALIGNMENT_BYTES;
  }
}
