/* Connect, send one message, see it come out of the tty, close; one after the other. */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE = 16, SOURCES = 32 };   /* several own addresses, so that no connection waits for a free port number */

static uint64_t number, stray;         /* stray: bytes of messages that had been given up */

/* TLS and Telnet have something of their own to say after the connection is there. */
static int is_closed(struct link *client) {
    uint8_t nothing[64];
    return link_read(client, nothing, sizeof nothing) >= 0 || errno != EAGAIN;
}

/* Whether the message came out of the tty before the server closed the connection or half a second passed. */
static int arrives(struct link *client, const uint8_t *message) {
    uint8_t got[4096], tail[MESSAGE] = { 0 };
    size_t total = 0;
    for (uint64_t until = now_ns() + 500000000u; now_ns() < until;) {
        struct pollfd ready[2] = { { ports[0].master, POLLIN, 0 }, { client->fd, POLLIN, 0 } };
        if (poll(ready, 2, 100) < 0) fail("poll: %s", strerror(errno));
        ssize_t n = ready[0].revents ? read(ports[0].master, got, sizeof got) : 0;
        for (ssize_t i = 0; i < n; i++) {
            memmove(tail, tail + 1, MESSAGE - 1);
            tail[MESSAGE - 1] = got[i];
        }
        if (n > 0) total += (size_t) n;
        if (total >= MESSAGE && !memcmp(tail, message, MESSAGE)) {
            stray += total - MESSAGE;
            return 1;
        }
        if (ready[1].revents && !(ready[0].revents & POLLIN) && is_closed(client)) break;
    }
    stray += total;
    return 0;
}

static int exchange(void) {
    uint8_t message[MESSAGE];
    struct link client;
    if (link_open(&client, options.tcp, 1 + (int) (number % SOURCES))) return 0;
    number++;
    memcpy(message, pattern(0, number * MESSAGE), MESSAGE);
    memcpy(message, &number, sizeof number);
    int arrived = link_write(&client, message, MESSAGE) == MESSAGE && arrives(&client, message);
    link_close(&client);
    return arrived;
}

void run_connections(void) {
    connect_clients();
    link_close(&ports[0].client[0]);
    sleep_us(100000);
    for (uint64_t until = now_ns() + (uint64_t) (options.warm_up * 1e9); now_ns() < until;) exchange();
    uint64_t done = 0, retried = 0, start = now_ns(), cpu = server_cpu_ns(), end = start + (uint64_t) (options.seconds * 1e9);
    while (now_ns() < end) if (exchange()) done++; else retried++;
    double s = (double) (now_ns() - start) / 1e9;
    cpu = server_cpu_ns() - cpu;
    if (!done) fail("no connection carried its message");
    printf("{\"ok\": true, \"per_s\": %.1f, \"cpu_us_each\": %.2f, \"retried\": %llu, \"stray_bytes\": %llu}\n",
           (double) done / s, (double) cpu / 1e3 / (double) done, (unsigned long long) retried, (unsigned long long) stray);
}
