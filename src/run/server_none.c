/* SPDX-License-Identifier: BSD-2-Clause */
/* Stands for server.c in builds without libmicrohttpd. */
#include "run/server.h"

#include "base/language.h"

#include <errno.h>

int server_listen(const struct endpoint *at, struct buf *trouble)
{
	buf_printf(trouble, "%s", _("this build serves no metrics: it was made without libmicrohttpd"));
	return -ENOTSUP;
}

struct server *server_start(int fd, const char *path, const char *type)
{
	return NULL;
}

bool server_publish(struct server *server, struct str page)
{
	return true;
}

void server_stop(struct server *server)
{
}
