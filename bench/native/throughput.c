/* As many bytes as pass, in one or both directions of port 0, to one or several clients.
   One thread, one epoll: a warm-up, a measured span, then the senders stop and everything sent must arrive. */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { FROM_SERIAL = 0, TO_SERIAL = 1 };     /* lanes */

struct end {
    const char *name;
    int fd, sends, receives;                 /* lanes, or -1 */
    uint64_t sent, received;
};

static struct end ends[1 + MAX_CLIENTS];     /* 0 is the pty master */
static int end_count, poller;
static uint8_t buffer[CHUNK];

static void add_end(const char *name, int fd, int sends, int receives) {
    struct end *e = &ends[end_count++];
    *e = (struct end) { .name = name, .fd = fd, .sends = sends, .receives = receives };
    struct epoll_event event = { .events = EPOLLIN | (sends >= 0 ? EPOLLOUT : 0), .data.ptr = e };
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl: %s", strerror(errno));
}

static void stop_sending(void) {
    for (int i = 0; i < end_count; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &ends[i] };
        epoll_ctl(poller, EPOLL_CTL_MOD, ends[i].fd, &event);
    }
}

static void receive(struct end *e) {
    ssize_t n = read(e->fd, buffer, sizeof buffer);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) fail("%s: closed after %llu bytes", e->name, (unsigned long long) e->received);
    if (e->receives < 0) fail("%s: %zd bytes that nobody sent", e->name, n);
    verify(e->name, e->receives, e->received, buffer, (size_t) n);
    e->received += (uint64_t) n;
}

static void send_some(struct end *e) {
    ssize_t n = write(e->fd, pattern(e->sends, e->sent), CHUNK);
    if (n < 0 && errno != EAGAIN) fail("%s: write: %s", e->name, strerror(errno));
    if (n > 0) e->sent += (uint64_t) n;
}

static void turn(int timeout_ms) {
    struct epoll_event events[1 + MAX_CLIENTS];
    int n = epoll_wait(poller, events, 1 + MAX_CLIENTS, timeout_ms);
    for (int i = 0; i < n; i++) {
        struct end *e = events[i].data.ptr;
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(e);
        if (events[i].events & EPOLLOUT) send_some(e);
    }
}

static uint64_t received(void) {
    uint64_t sum = 0;
    for (int i = 0; i < end_count; i++) sum += ends[i].received;
    return sum;
}

static uint64_t received_from_serial(void) { return received() - ends[0].received; }

static uint64_t expected(void) {
    uint64_t from = ends[0].sent * (uint64_t) options.clients, to = 0;
    for (int i = 1; i < end_count; i++) to += ends[i].sent;
    return from + to;
}

static void run_for(double seconds) {
    for (uint64_t until = now_ns() + (uint64_t) (seconds * 1e9); now_ns() < until;) turn(50);
}

static void drain(void) {
    stop_sending();
    for (uint64_t until = now_ns() + 20000000000u; received() < expected(); turn(50))
        if (now_ns() > until) fail("%llu of %llu bytes did not arrive", (unsigned long long) (expected() - received()), (unsigned long long) expected());
    for (int i = 0; i < 3; i++) turn(10);    /* anything more is a byte too many */
    for (int i = 1; i < end_count; i++)
        if (options.from && ends[i].received != ends[0].sent) fail("client %d got another number of bytes than were sent", i);
    if (received() != expected()) fail("more bytes arrived than were sent");
}

void run_throughput(void) {
    connect_clients();
    poller = epoll_create1(EPOLL_CLOEXEC);
    add_end("pty master", ports[0].master, options.from ? FROM_SERIAL : -1, options.to ? TO_SERIAL : -1);
    for (int c = 0; c < options.clients; c++)      /* only the first client writes: the order of several is not defined */
        add_end("client", ports[0].client[c], options.to && !c ? TO_SERIAL : -1, options.from ? FROM_SERIAL : -1);

    run_for(options.warm_up);
    uint64_t t = now_ns(), cpu = server_cpu_ns(), own = own_cpu_ns(), bytes = received(), from = received_from_serial();
    run_for(options.seconds);
    t = now_ns() - t, cpu = server_cpu_ns() - cpu, own = own_cpu_ns() - own, bytes = received() - bytes, from = received_from_serial() - from;
    drain();
    sleep_us(500000);
    if (!bytes) fail("no byte passed");
    double mb = (double) bytes / 1e6, s = (double) t / 1e9;
    printf("{\"ok\": true, \"mb_per_s\": %.2f, \"from_serial_mb_per_s\": %.2f, \"cpu_ms_per_mb\": %.4f, \"cpu_percent\": %.1f, \"harness_cpu_percent\": %.1f, "
           "\"resident_mb\": %.1f, \"verified_mb\": %.1f}\n",
           mb / s, (double) from / 1e6 / s, (double) cpu / 1e6 / mb, (double) cpu / (double) t * 100, (double) own / (double) t * 100,
           server_resident_mb(), (double) received() / 1e6);
}
