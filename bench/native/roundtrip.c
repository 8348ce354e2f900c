/* One message at a time: client, server, pty master, server, client. Plain blocking calls, so that nothing
   but the server stands between write and read; the deadline is the alarm. */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TO_SERIAL, FROM_SERIAL, MAX_SAMPLES = 1 << 20 };

static uint32_t samples[MAX_SAMPLES];
static uint64_t position;

static void pass(const char *what, int lane, int into, int out_of) {
    uint8_t message[4096];
    size_t got = 0, size = (size_t) options.size;
    if (write(into, pattern(lane, position), size) != (ssize_t) size) fail("%s: write: %s", what, strerror(errno));
    while (got < size) {
        ssize_t n = read(out_of, message + got, sizeof message - got);
        if (n <= 0) fail("%s: closed", what);
        got += (size_t) n;
    }
    if (got > size) fail("%s: %zu bytes too many", what, got - size);
    verify(what, lane, position, message, size);
}

static uint32_t round_trip(void) {
    uint64_t t = now_ns();
    pass("net to serial", TO_SERIAL, ports[0].client[0].fd, ports[0].master);
    pass("serial to net", FROM_SERIAL, ports[0].master, ports[0].client[0].fd);
    position += (uint64_t) options.size;
    t = now_ns() - t;
    return t < UINT32_MAX ? (uint32_t) t : UINT32_MAX;
}

void run_round_trip(void) {
    size_t count = 0;
    connect_clients();
    set_blocking(ports[0].master, 1);
    set_blocking(ports[0].client[0].fd, 1);
    for (uint64_t until = now_ns() + (uint64_t) (options.warm_up * 1e9); now_ns() < until;) round_trip();
    uint64_t cpu = server_cpu_ns();
    for (uint64_t until = now_ns() + (uint64_t) (options.seconds * 1e9); now_ns() < until && count < MAX_SAMPLES;) samples[count++] = round_trip();
    cpu = server_cpu_ns() - cpu;
    sort_u32(samples, count);
    printf("{\"ok\": true, \"p50_us\": %.1f, \"p99_us\": %.1f, \"cpu_us_per_message\": %.2f, \"samples\": %zu}\n",
           percentile_us(samples, count, .50), percentile_us(samples, count, .99), (double) cpu / 1e3 / (double) count, count);
}
