/* As many bytes as pass, in one or both directions, to one or several clients of one or several ports.
   One thread, one epoll: a warm-up, a measured span, then the senders stop and everything sent must arrive. */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { FROM_SERIAL = 0, TO_SERIAL = 1, DIRECTIONS = 2 };     /* lane: 2 * port + direction */
enum { READS = 4 };                                          /* of an end before the others have their turn */

struct end {
    const char *name;
    struct link link;
    int sends, receives;                     /* lanes, or -1 */
    uint64_t sent, received;
};

static struct end *ends;                     /* for each port its pty master, then its clients */
static int end_count, poller;
static uint8_t buffer[CHUNK];

static void add_end(const char *name, struct link link, int sends, int receives) {
    struct end *e = &ends[end_count++];
    *e = (struct end) { .name = name, .link = link, .sends = sends, .receives = receives };
    struct epoll_event event = { .events = EPOLLIN | (sends >= 0 ? EPOLLOUT : 0), .data.ptr = e };
    if (epoll_ctl(poller, EPOLL_CTL_ADD, link.fd, &event)) fail("epoll_ctl: %s", strerror(errno));
}

static void add_port(int number) {
    int from = options.from ? DIRECTIONS * number + FROM_SERIAL : -1, to = options.to ? DIRECTIONS * number + TO_SERIAL : -1;
    add_end("pty master", (struct link) { .fd = ports[number].master }, from, to);
    for (int c = 0; c < options.clients; c++)        /* only the first client writes: the order of several is not defined */
        add_end("client", ports[number].client[c], c ? -1 : to, from);
}

static int is_tty(int end) { return end % (1 + options.clients) == 0; }

static void stop_sending(void) {
    for (int i = 0; i < end_count; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &ends[i] };
        epoll_ctl(poller, EPOLL_CTL_MOD, ends[i].link.fd, &event);
    }
}

static int receive(struct end *e) {
    ssize_t n = link_read(&e->link, buffer, sizeof buffer);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n <= 0) fail("%s: closed after %llu bytes", e->name, (unsigned long long) e->received);
    if (e->receives < 0) fail("%s: %zd bytes that nobody sent", e->name, n);
    verify(e->name, e->receives, e->received, buffer, (size_t) n);
    e->received += (uint64_t) n;
    return 1;
}

static void send_some(struct end *e) {
    ssize_t n = link_write(&e->link, pattern(e->sends, e->sent), CHUNK);
    if (n < 0 && errno != EAGAIN) fail("%s: write: %s", e->name, strerror(errno));
    if (n > 0) e->sent += (uint64_t) n;
}

static void turn(int timeout_ms) {
    struct epoll_event events[64];
    int n = epoll_wait(poller, events, 64, timeout_ms);
    for (int i = 0; i < n; i++) {
        struct end *e = events[i].data.ptr;
        /* TLS hands out a record at a time. */
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            for (int reads = e->link.ssl ? READS : 1; reads > 0 && receive(e); reads--) {}
        if (events[i].events & EPOLLOUT) send_some(e);
    }
}

static uint64_t received_at(int tty) {
    uint64_t sum = 0;
    for (int i = 0; i < end_count; i++) sum += is_tty(i) == tty ? ends[i].received : 0;
    return sum;
}

static uint64_t received(void) { return received_at(0) + received_at(1); }

static uint64_t expected(void) {
    uint64_t sum = 0;
    for (int i = 0; i < end_count; i++) sum += ends[i].sent * (uint64_t) (is_tty(i) ? options.clients : 1);
    return sum;
}

static void run_for(double seconds) {
    for (uint64_t until = now_ns() + (uint64_t) (seconds * 1e9); now_ns() < until;) turn(50);
}

/* What a link has taken and the kernel has not. */
static void push_out(void) {
    for (int i = 0; i < end_count; i++) if (ends[i].sends >= 0) link_write(&ends[i].link, buffer, 0);
}

static void drain(void) {
    stop_sending();
    for (uint64_t until = now_ns() + 20000000000u; received() < expected(); turn(50)) {
        if (options.protocol == RFC2217) push_out();
        if (now_ns() > until) fail("%llu of %llu bytes did not arrive", (unsigned long long) (expected() - received()), (unsigned long long) expected());
    }
    for (int i = 0; i < 3; i++) turn(10);    /* anything more is a byte too many */
    for (int i = 0, tty = 0; i < end_count; i++) {
        if (is_tty(i)) tty = i;
        else if (ends[i].received != ends[tty].sent) fail("client %d got another number of bytes than were sent", i - tty);
    }
    if (received() != expected()) fail("more bytes arrived than were sent");
}

void run_throughput(void) {
    connect_clients();
    poller = epoll_create1(EPOLL_CLOEXEC);
    ends = calloc((size_t) options.ports * (size_t) (1 + options.clients), sizeof *ends);
    if (!ends) fail("out of memory");
    for (int i = 0; i < options.ports; i++) add_port(i);

    run_for(options.warm_up);
    uint64_t t = now_ns(), cpu = server_cpu_ns(), own = own_cpu_ns(), bytes = received(), from = received_at(0);
    run_for(options.seconds);
    t = now_ns() - t, cpu = server_cpu_ns() - cpu, own = own_cpu_ns() - own, bytes = received() - bytes, from = received_at(0) - from;
    drain();
    sleep_us(500000);
    if (!bytes) fail("no byte passed");
    double mb = (double) bytes / 1e6, s = (double) t / 1e9;
    printf("{\"ok\": true, \"mb_per_s\": %.2f, \"from_serial_mb_per_s\": %.2f, \"cpu_ms_per_mb\": %.4f, \"cpu_percent\": %.1f, \"harness_cpu_percent\": %.1f, "
           "\"resident_mb\": %.1f, \"verified_mb\": %.1f}\n",
           mb / s, (double) from / 1e6 / s, (double) cpu / 1e6 / mb, (double) cpu / (double) t * 100, (double) own / (double) t * 100,
           server_resident_mb(), (double) received() / 1e6);
}
