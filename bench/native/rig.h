/* What every scenario stands on: pty pairs, connections, the byte pattern, the server's clock and memory. */
#ifndef RIG_H
#define RIG_H

#include "link.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { MAX_CLIENTS = 8, PATTERN = 65521, CHUNK = 65521 };

struct options {
    const char *scenario;
    int ports, clients;       /* how many ttys; how many clients each */
    int tcp;                  /* the first TCP port; tty i is served on tcp + i */
    int size;                 /* bytes in a message */
    int pin;                  /* the CPU to stay on, or -1 */
    int deadline;             /* seconds until the whole measurement counts as hung */
    int release;              /* close our slave descriptors: this server keeps its ttys open by itself */
    enum protocol protocol;   /* what the clients speak */
    int from, to;             /* throughput: which directions carry bytes */
    double warm_up, seconds;
};

struct port {
    int master, slave;
    struct link client[MAX_CLIENTS];
    char tty[64];
};

extern struct options options;
extern struct port *ports;
extern pid_t server;
extern uint64_t server_start;     /* CLOCK_MONOTONIC just before the server was forked */

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

uint64_t now_ns(void);
uint64_t server_cpu_ns(void);     /* user and system, all threads, those that have ended too */
uint64_t own_cpu_ns(void);
double server_resident_mb(void);
void sleep_us(unsigned us);
void set_blocking(int fd, int blocking);

/* The pattern repeats after a prime number of bytes, so a lost, doubled or moved block of any usual size
   shows. Each lane (a direction of a port) starts elsewhere in it, so bytes of another lane show too. */
void make_pattern(void);
const uint8_t *pattern(int lane, uint64_t position);               /* at least CHUNK bytes are readable */
void verify(const char *what, int lane, uint64_t position, const uint8_t *bytes, size_t count);

void open_ttys(void);
int try_connect(int tcp, int source);  /* -1: not listening yet; source != 0: the last byte of our own address */
void connect_clients(void);            /* all clients of all ports; returns when bytes pass both ways and nothing is queued */

void sort_u32(uint32_t *values, size_t count);
double percentile_us(const uint32_t *sorted_ns, size_t count, double p);

/* the scenarios; each prints one JSON object */
void run_throughput(void);
void run_round_trip(void);
void run_paced(void);
void run_connections(void);
void run_start(void);
void run_idle(void);

#endif
