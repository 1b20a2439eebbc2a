/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A web server with one page, in a thread of its own. Who reads it slowly, or not at all, holds up nobody: whoever has a new
 * page leaves it here and goes on. In builds without libmicrohttpd there is none.
 */
#ifndef RUN_SERVER_H
#define RUN_SERVER_H

#include "net/flow.h"

enum {
	SERVER_CONNECTIONS = 16, /* at a time: the next one takes the place of the one longest there */
};

struct server;

/*
 * A socket on which it is listened, to be had before rights are given up; then server_start, for threads are bound by what binds those
 * they come from. Or -errno with one line in trouble.
 */
int server_listen(const struct endpoint *at, struct buf *trouble);
/* Takes over the socket. path: of the page, as "/metrics". NULL: there is no memory, or no thread to be had. */
struct server *server_start(int fd, const char *path, const char *type);
/* From now on this is the page, of which a copy is made. False: it is asked for just now, and another try is to be made later. */
bool server_publish(struct server *server, struct str page);
void server_stop(struct server *server); /* NULL is fine */

#endif
