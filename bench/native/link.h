/* A client's connection to the server: plain TCP, TLS over it, Telnet with RFC 2217 over it, or TCP
   beside a command connection. */
#ifndef LINK_H
#define LINK_H

#include <stddef.h>
#include <sys/types.h>

enum protocol { RAW, TLS, RFC2217, REAL_COM };

struct link {
    int fd;                       /* non-blocking once it is open, unless it is RAW */
    struct ssl_st *ssl;           /* TLS */
    struct telnet *telnet;        /* RFC2217 */
    int command;                  /* REAL_COM: the command connection, or 0 */
};

/* Connects and does whatever has to be done before the first byte; 0, or -1: nobody listens, or the server hung up.
   source != 0: the last byte of our own address. */
int link_open(struct link *link, int tcp, int source);

/* As read and write on a non-blocking descriptor: -1 and EAGAIN when it has to be tried again, read 0 at the end. */
ssize_t link_read(struct link *link, void *bytes, size_t room);
ssize_t link_write(struct link *link, const void *bytes, size_t count);

/* Whether bytes wait that poll() does not know of. */
int link_holds(const struct link *link);

void link_close(struct link *link);

#endif
