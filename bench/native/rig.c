#define _GNU_SOURCE
#include "rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct options options;
struct port *ports;
pid_t server;
uint64_t server_start;

static uint8_t table[PATTERN + CHUNK];

_Noreturn void fail(const char *format, ...) {
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *c = text; *c; c++) if (*c == '"' || *c == '\\' || *c < ' ') *c = '\'';
    printf("{\"ok\": false, \"error\": \"%s\"}\n", text);
    fflush(stdout);
    _exit(1);
}

static uint64_t clock_ns(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t)) fail("clock_gettime: %s", strerror(errno));
    return (uint64_t) t.tv_sec * 1000000000u + (uint64_t) t.tv_nsec;
}

uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

uint64_t own_cpu_ns(void) { return clock_ns(CLOCK_PROCESS_CPUTIME_ID); }

uint64_t server_cpu_ns(void) {
    clockid_t clock;
    int error = clock_getcpuclockid(server, &clock);
    if (error) fail("no CPU clock of the server: %s", strerror(error));
    return clock_ns(clock);
}

double server_resident_mb(void) {
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int) server);
    FILE *f = fopen(path, "r");
    if (!f) fail("%s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, f)) if (sscanf(line, "VmRSS: %ld", &kb) == 1) break;
    fclose(f);
    return kb / 1024.0;
}

void sleep_us(unsigned us) {
    struct timespec t = { us / 1000000, (long) (us % 1000000) * 1000 };
    nanosleep(&t, NULL);
}

void set_blocking(int fd, int blocking) {
    int flags = fcntl(fd, F_GETFL);
    fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

void make_pattern(void) {
    uint64_t x = 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < sizeof table; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        table[i] = i < PATTERN ? (uint8_t) (x >> 32) : table[i - PATTERN];
    }
}

const uint8_t *pattern(int lane, uint64_t position) {
    return table + (position + (uint64_t) lane * 7919) % PATTERN;
}

void verify(const char *what, int lane, uint64_t position, const uint8_t *bytes, size_t count) {
    const uint8_t *expected = pattern(lane, position);
    if (!memcmp(expected, bytes, count)) return;
    size_t i = 0;
    while (expected[i] == bytes[i]) i++;
    fail("%s, lane %d: byte %llu is 0x%02x, sent was 0x%02x", what, lane, (unsigned long long) (position + i), bytes[i], expected[i]);
}

static void open_tty(struct port *p) {
    p->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (p->master < 0) fail("no pty: %s (see /proc/sys/kernel/pty/max)", strerror(errno));
    if (grantpt(p->master) || unlockpt(p->master) || ptsname_r(p->master, p->tty, sizeof p->tty)) fail("pty: %s", strerror(errno));
    p->slave = open(p->tty, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (p->slave < 0) fail("%s: %s", p->tty, strerror(errno));
    struct termios t;
    if (tcgetattr(p->slave, &t)) fail("%s: %s", p->tty, strerror(errno));
    cfmakeraw(&t);
    t.c_cflag |= CLOCAL | CREAD;
    cfsetspeed(&t, B115200);
    if (tcsetattr(p->slave, TCSANOW, &t)) fail("%s: %s", p->tty, strerror(errno));
    /* Held open but never read: a server that closes the tty between clients would else hang up the pty. */
    if (options.release) close(p->slave);
}

void open_ttys(void) {
    ports = calloc((size_t) options.ports, sizeof *ports);
    if (!ports) fail("out of memory");
    for (int i = 0; i < options.ports; i++) open_tty(&ports[i]);
}

int try_connect(int tcp, int source) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0) fail("socket: %s", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in a = { .sin_family = AF_INET };
    if (source) {
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t) source);
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(fd, (struct sockaddr *) &a, sizeof a)) fail("bind: %s", strerror(errno));
    }
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons((uint16_t) tcp);
    if (!connect(fd, (struct sockaddr *) &a, sizeof a)) return fd;
    int error = errno;
    close(fd);
    if (error == ECONNREFUSED || error == ECONNRESET || error == ETIMEDOUT) return -1;
    fail("connect to %d: %s", tcp, strerror(error));
}

enum { MARK = 8 };

/* Sends a mark into one end until the other end's last bytes are that mark: then everything before it is out too. */
static void pass_mark(const char *what, struct link *into, struct link *out_of) {
    static uint32_t number;
    uint8_t tail[MARK] = { 0 }, buffer[4096];
    for (;;) {
        uint8_t mark[MARK] = { 0xa5, 'M', 'A', 'R' };
        number++;
        memcpy(mark + 4, &number, 4);
        if (link_write(into, mark, MARK) != MARK && errno != EAGAIN && errno != EIO) fail("%s: mark: %s", what, strerror(errno));
        for (uint64_t until = now_ns() + 300000000u; now_ns() < until;) {
            struct pollfd ready = { out_of->fd, POLLIN, 0 };
            if (!link_holds(out_of)) poll(&ready, 1, 20);
            ssize_t n = link_read(out_of, buffer, sizeof buffer);
            if (n == 0 || (n < 0 && errno != EAGAIN && errno != EIO)) fail("%s: closed before the first byte", what);
            if (n < 0 && (ready.revents & POLLHUP)) sleep_us(1000);
            for (ssize_t i = 0; i < n; i++) {
                memmove(tail, tail + 1, MARK - 1);
                tail[MARK - 1] = buffer[i];
            }
            if (!memcmp(tail, mark, MARK)) return;
        }
    }
}

void connect_clients(void) {
    for (int i = 0; i < options.ports; i++)
        for (int c = 0; c < options.clients; c++) {
            while (link_open(&ports[i].client[c], options.tcp + i, 0)) sleep_us(2000);
            set_blocking(ports[i].client[c].fd, 0);
        }
    for (int i = 0; i < options.ports; i++) {
        struct link tty = { .fd = ports[i].master };
        for (int c = 0; c < options.clients; c++) pass_mark("net to serial", &ports[i].client[c], &tty);
        for (int c = 0; c < options.clients; c++) pass_mark("serial to net", &tty, &ports[i].client[c]);
    }
    /* The marks meant for one client went to the others of its port too. */
    uint8_t buffer[4096];
    sleep_us(options.clients > 1 ? 100000 : 1000);
    for (int i = 0; i < options.ports; i++)
        for (int c = 0; c < options.clients; c++) while (link_read(&ports[i].client[c], buffer, sizeof buffer) > 0) {}
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

void sort_u32(uint32_t *values, size_t count) { qsort(values, count, sizeof *values, by_value); }

double percentile_us(const uint32_t *sorted_ns, size_t count, double p) {
    if (!count) fail("no samples");
    size_t i = (size_t) (p * (double) count);
    return sorted_ns[i < count ? i : count - 1] / 1000.0;
}
