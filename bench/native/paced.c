/* Many ports at the pace of a line of 115200 baud, both ways: 115 bytes every 10 ms on each of the two lanes
   of a port, the ports spread over those 10 ms in groups of four (one by one, the harness would need most of a CPU
   for its own timers, and on two CPUs the server would wait for it). A piece's latency runs from the moment it is due (or,
   when the harness is late, from the moment it is handed over) until its last byte is read at the other end. */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 115, PERIOD_NS = 10000000, PIECES_KEPT = 1024, GROUP = 4 };

struct lane {
    int number, into, out_of;
    uint64_t due, sent, received;                    /* bytes */
    uint64_t first, last;                            /* pieces under way */
    uint64_t when[PIECES_KEPT], until[PIECES_KEPT];  /* of a piece: time and last byte's position */
};

static struct lane *lanes;
static uint32_t *samples;
static size_t sample_count, sample_room;
static uint64_t measure_from = UINT64_MAX, measure_to = UINT64_MAX;
static int poller;

static void push(struct lane *l) {
    if (l->sent == l->due) return;
    ssize_t n = write(l->into, pattern(l->number, l->sent), l->due - l->sent < CHUNK ? l->due - l->sent : CHUNK);
    if (n < 0 && errno != EAGAIN) fail("lane %d: write: %s", l->number, strerror(errno));
    if (n > 0) l->sent += (uint64_t) n;
}

static void add_piece(struct lane *l) {
    if (l->last - l->first == PIECES_KEPT) fail("lane %d is %d pieces behind", l->number, PIECES_KEPT);
    l->due += PIECE;
    l->when[l->last % PIECES_KEPT] = now_ns();
    l->until[l->last++ % PIECES_KEPT] = l->due;
    push(l);
}

static void take(struct lane *l) {
    uint8_t bytes[8192];
    ssize_t n = read(l->out_of, bytes, sizeof bytes);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) fail("lane %d: closed after %llu bytes", l->number, (unsigned long long) l->received);
    uint64_t now = now_ns();
    verify("paced", l->number, l->received, bytes, (size_t) n);
    l->received += (uint64_t) n;
    if (l->received > l->sent) fail("lane %d: more bytes than were sent", l->number);
    for (; l->first < l->last && l->until[l->first % PIECES_KEPT] <= l->received; l->first++) {
        uint64_t when = l->when[l->first % PIECES_KEPT];
        if (when < measure_from || when >= measure_to) continue;
        if (sample_count < sample_room) samples[sample_count++] = now - when < UINT32_MAX ? (uint32_t) (now - when) : UINT32_MAX;
    }
}

static void poll_lanes(int64_t wait_ns) {
    struct epoll_event events[64];
    struct timespec timeout = { wait_ns / 1000000000, wait_ns % 1000000000 };
    int n = epoll_pwait2(poller, events, 64, &timeout, NULL);
    for (int i = 0; i < n; i++) take(events[i].data.ptr);
}

static void prepare(void) {
    lanes = calloc((size_t) options.ports * 2, sizeof *lanes);
    sample_room = (size_t) (options.seconds * 1e9 / PERIOD_NS + 2) * (size_t) options.ports * 2;
    samples = malloc(sample_room * sizeof *samples);
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (!lanes || !samples || poller < 0) fail("out of memory or descriptors");
    for (int i = 0; i < options.ports * 2; i++) {
        struct port *p = &ports[i / 2];
        lanes[i].number = i;
        lanes[i].into = i % 2 ? p->client[0].fd : p->master;
        lanes[i].out_of = i % 2 ? p->master : p->client[0].fd;
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &lanes[i] };
        if (epoll_ctl(poller, EPOLL_CTL_ADD, lanes[i].out_of, &event)) fail("epoll_ctl: %s", strerror(errno));
    }
}

static uint64_t due_ns(uint64_t turns) { return turns * PERIOD_NS / (uint64_t) options.ports; }

/* Hands out what is due, a group of ports at a time, until the time is up; returns how many turns that were in all. */
static uint64_t pace(uint64_t start, uint64_t turns, uint64_t end) {
    for (uint64_t now; (now = now_ns()) < end;) {
        if (now >= start + due_ns(turns))
            for (int i = 0; i < GROUP; i++, turns++) {
                struct lane *pair = &lanes[turns % (uint64_t) options.ports * 2];
                add_piece(&pair[0]);
                add_piece(&pair[1]);
            }
        int64_t wait = (int64_t) (start + due_ns(turns) - now_ns());
        poll_lanes(wait > 0 ? wait : 0);
    }
    return turns;
}

static uint64_t missing(void) {
    uint64_t sum = 0;
    for (int i = 0; i < options.ports * 2; i++) {
        push(&lanes[i]);
        sum += lanes[i].due - lanes[i].received;
    }
    return sum;
}

void run_paced(void) {
    connect_clients();
    prepare();
    uint64_t start = now_ns();
    measure_from = start + (uint64_t) (options.warm_up * 1e9);
    measure_to = measure_from + (uint64_t) (options.seconds * 1e9);

    uint64_t turns = pace(start, 0, measure_from);
    uint64_t cpu = server_cpu_ns(), own = own_cpu_ns(), first = now_ns();
    turns = pace(start, turns, measure_to);
    cpu = server_cpu_ns() - cpu, own = own_cpu_ns() - own;
    uint64_t span = now_ns() - first;
    for (uint64_t until = now_ns() + 10000000000u; missing(); poll_lanes(1000000))
        if (now_ns() > until) fail("%llu bytes were lost", (unsigned long long) missing());
    poll_lanes(20000000);                            /* anything more is a byte too many */

    double planned = (double) (measure_to - start) / PERIOD_NS * options.ports, kept = (double) turns / planned;
    if (kept < .95) fail("the harness kept only %.0f %% of the pace; this machine is too slow or too busy", kept * 100);
    sort_u32(samples, sample_count);
    printf("{\"ok\": true, \"cpu_percent\": %.2f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, \"lost_bytes\": 0, "
           "\"pieces\": %zu, \"harness_cpu_percent\": %.1f, \"resident_mb\": %.1f}\n",
           (double) cpu / (double) span * 100, percentile_us(samples, sample_count, .5), percentile_us(samples, sample_count, .99),
           percentile_us(samples, sample_count, .999), sample_count, (double) own / (double) span * 100, server_resident_mb());
}
