/* Creates pty pairs, tells their names, waits for a server to serve them on loopback TCP, runs one scenario
   against it, verifies every byte and prints one JSON object.

     harness SCENARIO [--ports N] [--clients N] [--tcp PORT] [--size BYTES] [--warm-up S] [--seconds S]
                      [--directions from|to|both] [--protocol raw|tls|rfc2217|real-com] [--pin CPU] [--deadline S] [--release]

   stdout, line 1: {"ttys": [...]}      stdin: "go PID NANOSECONDS"      stdout, line 2: the result */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct { const char *name; void (*run)(void); } scenarios[] = {
    { "throughput", run_throughput }, { "round-trip", run_round_trip }, { "paced", run_paced },
    { "connections", run_connections }, { "start", run_start }, { "idle", run_idle },
};

void run_start(void) {
    struct port *p = &ports[0];
    uint8_t probe = 'P', seen;
    while ((p->client[0].fd = try_connect(options.tcp, 0)) < 0) sleep_us(200);
    set_blocking(p->client[0].fd, 0);
    for (;;) {
        if (write(p->master, &probe, 1) < 0 && errno != EAGAIN && errno != EIO) fail("probe: %s", strerror(errno));
        sleep_us(200);
        ssize_t n = read(p->client[0].fd, &seen, 1);
        if (n == 1) break;
        if (n == 0 || errno != EAGAIN) fail("the server closed the connection before the first byte");
    }
    double ms = (double) (now_ns() - server_start) / 1e6;
    if (seen != probe) fail("first byte is 0x%02x, sent was 0x%02x", seen, probe);
    printf("{\"ok\": true, \"ms\": %.2f}\n", ms);
}

void run_idle(void) {
    connect_clients();
    sleep_us((unsigned) (options.warm_up * 1e6));
    uint64_t t = now_ns(), cpu = server_cpu_ns();
    sleep_us((unsigned) (options.seconds * 1e6));
    cpu = server_cpu_ns() - cpu, t = now_ns() - t;
    printf("{\"ok\": true, \"cpu_percent\": %.4f, \"resident_mb\": %.1f}\n", 100.0 * (double) cpu / (double) t, server_resident_mb());
}

static void too_late(int signal) {
    (void) signal;
    static const char text[] = "{\"ok\": false, \"error\": \"the measurement did not end within its deadline\"}\n";
    if (write(1, text, sizeof text - 1)) {}
    _exit(1);
}

static enum protocol protocol_named(const char *name) {
    return !strcmp(name, "tls") ? TLS : !strcmp(name, "rfc2217") ? RFC2217 : !strcmp(name, "real-com") ? REAL_COM : RAW;
}

static void read_options(int count, char **words) {
    options = (struct options) { .ports = 1, .clients = 1, .tcp = 20000, .size = 16, .pin = -1, .deadline = 60,
                                 .from = 1, .to = 1, .warm_up = 1, .seconds = 2 };
    options.scenario = count > 1 ? words[1] : "";
    for (int i = 2; i < count; i++) {
        const char *key = words[i];
        if (!strcmp(key, "--release")) { options.release = 1; continue; }
        const char *value = ++i < count ? words[i] : "";
        if (!strcmp(key, "--ports")) options.ports = atoi(value);
        else if (!strcmp(key, "--clients")) options.clients = atoi(value);
        else if (!strcmp(key, "--tcp")) options.tcp = atoi(value);
        else if (!strcmp(key, "--size")) options.size = atoi(value);
        else if (!strcmp(key, "--pin")) options.pin = atoi(value);
        else if (!strcmp(key, "--deadline")) options.deadline = atoi(value);
        else if (!strcmp(key, "--warm-up")) options.warm_up = atof(value);
        else if (!strcmp(key, "--seconds")) options.seconds = atof(value);
        else if (!strcmp(key, "--directions")) options.from = strcmp(value, "to") != 0, options.to = strcmp(value, "from") != 0;
        else if (!strcmp(key, "--protocol")) options.protocol = protocol_named(value);
        else fail("unknown option %s", key);
    }
    if (options.ports < 1 || options.clients < 1 || options.clients > MAX_CLIENTS || options.size < 1 || options.size > 4096)
        fail("option out of range");
}

static void allow_many_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void stay_on(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set)) fail("cannot stay on CPU %d: %s", cpu, strerror(errno));
}

static void wait_for_go(void) {
    char line[128];
    long pid;
    unsigned long long start;
    printf("{\"ttys\": [");
    for (int i = 0; i < options.ports; i++) printf("%s\"%s\"", i ? ", " : "", ports[i].tty);
    printf("]}\n");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin) || sscanf(line, "go %ld %llu", &pid, &start) != 2) fail("no go");
    server = (pid_t) pid, server_start = start;
}

int main(int count, char **words) {
    read_options(count, words);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, too_late);
    prctl(PR_SET_TIMERSLACK, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    allow_many_files();
    make_pattern();
    open_ttys();
    wait_for_go();
    alarm((unsigned) options.deadline);
    if (options.pin >= 0) stay_on(options.pin);
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        if (!strcmp(options.scenario, scenarios[i].name)) {
            scenarios[i].run();
            return 0;
        }
    fail("unknown scenario %s", options.scenario);
}
