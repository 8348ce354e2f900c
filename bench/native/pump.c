/* The limit: a bare epoll loop between ttys and TCP, with nothing of what a product needs.

     pump TCP TTY...      tty i is served on 127.0.0.1, port TCP + i, to as many clients as come

   What one end sends is read once and written to all it is meant for. While somebody has not taken all of it,
   that end is not read. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

enum { TTY, LISTENER, CLIENT, GONE, BUFFER = 16384, BATCH = 64, MAX_FDS = 65536 };

struct end {
    int kind, fd;
    uint32_t interest;
    struct end *tty;                /* of its port */
    struct end *next;               /* a tty: its first client; a client: the next one */
    size_t start, stop;             /* bytes of `held` that this end has not taken yet */
    uint8_t *held;                  /* allocated when first needed */
};

static int poller;
static struct end *gone;            /* clients that left during this batch of events, freed after it */
static uint8_t buffer[BUFFER];

static void die(const char *what) { perror(what); exit(1); }

static struct end *add(int kind, int fd, struct end *tty) {
    struct end *e = calloc(1, sizeof *e);
    if (!e) die("memory");
    *e = (struct end) { .kind = kind, .fd = fd, .tty = tty ? tty : e, .interest = EPOLLIN };
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = e };
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
    return e;
}

static void want(struct end *e, uint32_t interest) {
    if (e->interest == interest) return;
    e->interest = interest;
    struct epoll_event event = { .events = interest, .data.ptr = e };
    epoll_ctl(poller, EPOLL_CTL_MOD, e->fd, &event);
}

/* Reads an end only while the others have taken all; asks for room where somebody has not. */
static void update(struct end *tty) {
    uint32_t read_tty = EPOLLIN, read_clients = tty->stop ? 0 : EPOLLIN;
    for (struct end *c = tty->next; c; c = c->next) if (c->stop) read_tty = 0;
    want(tty, read_tty | (tty->stop ? EPOLLOUT : 0));
    for (struct end *c = tty->next; c; c = c->next) want(c, read_clients | (c->stop ? EPOLLOUT : 0));
}

/* Returns whether something had to be kept for later. */
static int give(struct end *e, const uint8_t *bytes, size_t count) {
    ssize_t n = write(e->fd, bytes, count);
    if (n < 0) n = errno == EAGAIN ? 0 : (ssize_t) count;     /* a broken end shows when it is read */
    if ((size_t) n == count) return 0;
    if (!e->held && !(e->held = malloc(BUFFER))) die("memory");
    memcpy(e->held, bytes + n, count - (size_t) n);
    e->start = 0, e->stop = count - (size_t) n;
    return 1;
}

static void give_rest(struct end *e) {
    ssize_t n = write(e->fd, e->held + e->start, e->stop - e->start);
    if (n > 0) e->start += (size_t) n;
    else if (errno != EAGAIN) e->start = e->stop;
    if (e->start < e->stop) return;
    e->start = e->stop = 0;
    update(e->tty);
}

static void leave(struct end *client) {
    struct end *tty = client->tty, **link = &tty->next;
    while (*link != client) link = &(*link)->next;
    *link = client->next;
    close(client->fd);
    client->kind = GONE;
    client->next = gone;
    gone = client;
    update(tty);
}

static void pass_on(struct end *e) {
    ssize_t n = read(e->fd, buffer, BUFFER);
    int kept = 0;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 && e->kind == CLIENT) { leave(e); return; }
    if (n <= 0) die("tty");
    if (e->kind == CLIENT) kept = give(e->tty, buffer, (size_t) n);
    else for (struct end *c = e->next; c; c = c->next) kept |= give(c, buffer, (size_t) n);
    if (kept) update(e->tty);
}

static void welcome(struct end *listener) {
    int one = 1, fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct end *client = add(CLIENT, fd, listener->tty);
    client->next = listener->tty->next;
    listener->tty->next = client;
    update(listener->tty);
}

static void serve(const char *path, int tcp) {
    struct termios t;
    int one = 1, fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || tcgetattr(fd, &t)) die(path);
    cfmakeraw(&t);
    if (tcsetattr(fd, TCSANOW, &t)) die(path);
    struct end *tty = add(TTY, fd, NULL);
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t) tcp), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *) &a, sizeof a) || listen(listener, 128)) die("listen");
    add(LISTENER, listener, tty);
}

static void handle(struct end *e, uint32_t events) {
    if (e->kind == GONE) return;
    if (e->kind == LISTENER) { welcome(e); return; }
    if (e->stop && (events & EPOLLOUT)) give_rest(e);
    if (e->interest & EPOLLIN) { if (events & ~(uint32_t) EPOLLOUT) pass_on(e); }
    else if (e->kind == CLIENT && (events & (EPOLLHUP | EPOLLERR))) leave(e);
}

int main(int count, char **words) {
    struct rlimit files = { MAX_FDS, MAX_FDS };
    if (count < 3) { fprintf(stderr, "usage: pump TCP TTY...\n"); return 64; }
    if (setrlimit(RLIMIT_NOFILE, &files)) {}                  /* as many as there are will do */
    poller = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 2; i < count; i++) serve(words[i], atoi(words[1]) + i - 2);
    for (;;) {
        struct epoll_event events[BATCH];
        int n = epoll_wait(poller, events, BATCH, -1);
        for (int i = 0; i < n; i++) handle(events[i].data.ptr, events[i].events);
        for (struct end *e; (e = gone); free(e->held), free(e)) gone = e->next;
    }
}
