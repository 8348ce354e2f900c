#define _GNU_SOURCE
#include "link.h"

#include "rig.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000 };

static int wait_for(int fd, short events) {
    struct pollfd ready = { fd, events, 0 };
    return poll(&ready, 1, PATIENCE_MS) > 0;
}

/* ---- TLS: RFC 8446; one suite, one curve, no resumption, so that everybody does the same work */

static SSL_CTX *tls_context(void) {
    static SSL_CTX *context;
    if (context) return context;
    context = SSL_CTX_new(TLS_client_method());
    if (!context || !SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) || !SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256")
        || !SSL_CTX_set1_groups_list(context, "X25519"))
        fail("this libssl cannot do TLS 1.3 as it is measured");
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

static int tls_open(struct link *link) {
    link->ssl = SSL_new(tls_context());
    if (!link->ssl || !SSL_set_fd(link->ssl, link->fd)) fail("SSL_new failed");
    for (;;) {
        ERR_clear_error();
        int n = SSL_connect(link->ssl);
        if (n == 1) return 0;
        int error = SSL_get_error(link->ssl, n);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return -1;
        if (!wait_for(link->fd, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) return -1;
    }
}

static ssize_t tls_result(struct link *link, int n) {
    if (n > 0) return n;
    int error = SSL_get_error(link->ssl, n);
    if (error == SSL_ERROR_ZERO_RETURN) return 0;
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
    return -1;
}

/* ---- Telnet: RFC 854 and 2217; a client that is binary both ways and else lets the server have its way */

enum { SE = 240, SB = 250, WILL = 251, WONT = 252, DO = 253, DONT = 254, IAC = 255 };
enum { BINARY = 0, SUPPRESS_GO_AHEAD = 3, COM_PORT = 44 };
enum { DATA, COMMAND, OPTION, INSIDE, INSIDE_COMMAND };

struct telnet {
    int state, verb;
    uint8_t ours[256], theirs[256];              /* options that are on; 2: asked for by us and not answered */
    uint8_t out[2 * CHUNK + 4096], in[CHUNK];    /* escaped bytes that have to go first; what was just read */
    size_t out_start, out_end;
};

static void queue(struct telnet *t, const uint8_t *bytes, size_t count) {
    if (t->out_end + count > sizeof t->out) fail("telnet: the server negotiates without end");
    memcpy(t->out + t->out_end, bytes, count);
    t->out_end += count;
}

static void say(struct telnet *t, int verb, int option) { queue(t, (uint8_t[]) { IAC, (uint8_t) verb, (uint8_t) option }, 3); }

/* RFC 1143, as far as a client needs it that asks once: only a change is answered. */
static void answer_option(struct telnet *t, int verb, int option) {
    int they = verb == WILL || verb == WONT, on = verb == WILL || verb == DO;
    uint8_t *state = they ? &t->theirs[option] : &t->ours[option];
    int wanted = on && (option == BINARY || option == SUPPRESS_GO_AHEAD || (option == COM_PORT && !they));
    if (*state == 2) *state = (uint8_t) on;
    else if (wanted != *state || (on && !wanted)) {
        *state = (uint8_t) wanted;
        say(t, they ? (wanted ? DO : DONT) : (wanted ? WILL : WONT), option);
    }
}

static size_t unescape(struct telnet *t, const uint8_t *from, size_t count, uint8_t *to) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t c = from[i];
        switch (t->state) {
        case DATA:
            if (c == IAC) t->state = COMMAND;
            else to[n++] = c;
            break;
        case COMMAND:
            t->state = c == SB ? INSIDE : c >= WILL && c != IAC ? OPTION : DATA;
            t->verb = c;
            if (c == IAC) to[n++] = c;
            break;
        case OPTION:
            t->state = DATA;
            answer_option(t, t->verb, c);
            break;
        case INSIDE:
            if (c == IAC) t->state = INSIDE_COMMAND;
            break;
        case INSIDE_COMMAND:
            t->state = c == SE ? DATA : INSIDE;
            break;
        }
    }
    return n;
}

static int flush(struct link *link) {
    struct telnet *t = link->telnet;
    while (t->out_start < t->out_end) {
        ssize_t n = write(link->fd, t->out + t->out_start, t->out_end - t->out_start);
        if (n < 0) return -1;
        t->out_start += (size_t) n;
    }
    t->out_start = t->out_end = 0;
    return 0;
}

static ssize_t telnet_read(struct link *link, uint8_t *bytes, size_t room) {
    struct telnet *t = link->telnet;
    ssize_t n = read(link->fd, t->in, room < sizeof t->in ? room : sizeof t->in);
    if (n <= 0) return n;
    size_t got = unescape(t, t->in, (size_t) n, bytes);
    if (flush(link) && errno != EAGAIN) return -1;
    if (got) return (ssize_t) got;
    errno = EAGAIN;                              /* nothing but commands */
    return -1;
}

static ssize_t telnet_write(struct link *link, const uint8_t *bytes, size_t count) {
    struct telnet *t = link->telnet;
    if (flush(link)) return -1;
    uint8_t *to = t->out;
    for (size_t i = 0; i < count; i++) {
        *to++ = bytes[i];
        if (bytes[i] == IAC) *to++ = IAC;
    }
    t->out_end = (size_t) (to - t->out);
    if (flush(link) && errno != EAGAIN) return -1;
    return (ssize_t) count;                      /* what the kernel did not take goes first the next time */
}

static int telnet_open(struct link *link) {
    struct telnet *t = link->telnet = calloc(1, sizeof *t);
    uint8_t nothing[64];
    if (!t) fail("out of memory");
    t->ours[BINARY] = t->theirs[BINARY] = t->ours[COM_PORT] = 2;
    say(t, WILL, BINARY), say(t, DO, BINARY), say(t, WILL, COM_PORT);
    if (flush(link)) return -1;
    while (t->ours[BINARY] == 2 || t->theirs[BINARY] == 2 || t->ours[COM_PORT] == 2) {
        if (!wait_for(link->fd, POLLIN)) return -1;
        ssize_t n = link_read(link, nothing, 1);     /* byte by byte: data may follow */
        if (n > 0) fail("telnet: data before the negotiation was over");
        if (!n || errno != EAGAIN) return -1;
    }
    if (!t->ours[BINARY] || !t->theirs[BINARY] || !t->ours[COM_PORT]) fail("telnet: the server refuses BINARY or COM-PORT");
    return 0;
}

/* ---- Real COM: a command connection comes first, to a TCP port behind those for data; it sets the port up, and is silent then */

static int real_com_open(struct link *link, int tcp, int source) {
    static const uint8_t init[] = { 0x2c, 8, 10, 3, 1, 1, 0, 0, 0, 0 };      /* 115200 8N1, DTR and RTS on */
    uint8_t answer[5];
    size_t got = 0;
    int command = try_connect(tcp + options.ports, source);
    if (command < 0) return -1;
    *link = (struct link) { .fd = try_connect(tcp, source), .command = command };
    if (link->fd >= 0 && write(command, init, sizeof init) == sizeof init)
        while (got < sizeof answer && wait_for(command, POLLIN)) {
            ssize_t n = read(command, answer + got, sizeof answer - got);
            if (n <= 0) break;
            got += (size_t) n;
        }
    if (got == sizeof answer && answer[0] == init[0]) return 0;
    link_close(link);
    return -1;
}

/* ---- all of them */

int link_open(struct link *link, int tcp, int source) {
    if (options.protocol == REAL_COM) {
        if (real_com_open(link, tcp, source)) return -1;
        set_blocking(link->fd, 0);
        return 0;
    }
    *link = (struct link) { .fd = try_connect(tcp, source) };
    if (link->fd < 0) return -1;
    if (options.protocol == RAW) return 0;
    set_blocking(link->fd, 0);
    if ((options.protocol == TLS ? tls_open(link) : telnet_open(link)) == 0) return 0;
    link_close(link);
    return -1;
}

ssize_t link_read(struct link *link, void *bytes, size_t room) {
    if (link->ssl) {
        ERR_clear_error();
        return tls_result(link, SSL_read(link->ssl, bytes, (int) room));
    }
    return link->telnet ? telnet_read(link, bytes, room) : read(link->fd, bytes, room);
}

ssize_t link_write(struct link *link, const void *bytes, size_t count) {
    if (link->ssl) {
        ERR_clear_error();
        return tls_result(link, SSL_write(link->ssl, bytes, (int) count));
    }
    return link->telnet ? telnet_write(link, bytes, count) : write(link->fd, bytes, count);
}

int link_holds(const struct link *link) { return link->ssl && SSL_pending(link->ssl) > 0; }

void link_close(struct link *link) {
    if (link->ssl) {
        SSL_shutdown(link->ssl);
        SSL_free(link->ssl);
    }
    free(link->telnet);
    if (link->fd >= 0) close(link->fd);
    if (link->command > 0) close(link->command);
    *link = (struct link) { .fd = -1 };
}
