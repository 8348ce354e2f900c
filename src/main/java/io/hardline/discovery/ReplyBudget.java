package io.hardline.discovery;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many replies may go out: the sender of a datagram can be made up, and whoever is named there
 * gets the reply. So each address gets a few at once and then a few a second, and all addresses
 * together not many more. One thread at a time; knows no clock.
 */
final class ReplyBudget {
  /** Replies to one address at once: a driver that starts, or a tool that asks everything. */
  static final int MAX_BURST_PER_ADDRESS = 40;

  /** And then each second. */
  static final int MAX_PER_SECOND_AND_ADDRESS = 10;

  /** Replies to all addresses at once. */
  static final int MAX_BURST = 400;

  /** And then each second. */
  static final int MAX_PER_SECOND = 100;

  /** Addresses that are remembered; the one that has not asked for longest is forgotten. */
  static final int MAX_ADDRESSES = 1024;

  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final Allowance all;
  private final Map<InetAddress, Allowance> addresses =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Allowance> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  ReplyBudget(long nowNs) {
    this.all = new Allowance(MAX_BURST, MAX_PER_SECOND, nowNs);
  }

  /** Whether one more reply may go to an address; if so, it is counted. */
  boolean allows(InetAddress to, long nowNs) {
    Allowance own = addresses.get(to);
    if (own == null) {
      own = new Allowance(MAX_BURST_PER_ADDRESS, MAX_PER_SECOND_AND_ADDRESS, nowNs);
      addresses.put(to, own);
    }
    return own.has(nowNs) && all.take(nowNs) && own.take(nowNs);
  }

  /** So many at once, and then so many a second. */
  private static final class Allowance {
    private final int burst;
    private final long nsPerReply;
    private int left;
    private long refilledNs;

    Allowance(int burst, int perSecond, long nowNs) {
      this.burst = burst;
      this.nsPerReply = NS_PER_SECOND / perSecond;
      this.left = burst;
      this.refilledNs = nowNs;
    }

    boolean has(long nowNs) {
      long refill = (nowNs - refilledNs) / nsPerReply;
      if (refill > 0) {
        left = (int) Math.min(burst, left + refill);
        refilledNs = left == burst ? nowNs : refilledNs + refill * nsPerReply;
      }
      return left > 0;
    }

    boolean take(long nowNs) {
      boolean has = has(nowNs);
      left -= has ? 1 : 0;
      return has;
    }
  }
}
