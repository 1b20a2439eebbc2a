/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/server.h"

#include "base/language.h"
#include "base/memory.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BACKLOG = 64,
	/* Those that had to give way go away soon, but not at once. */
	MOST_SOCKETS = 4 * SERVER_CONNECTIONS,
	REQUEST_BYTES = 8 * 1024, /* of a request's line and header, and what is needed to answer */
	PATIENCE = 10,            /* seconds without a byte from, or to, a client */
};

/* What is served is the same for as long as somebody reads it: libmicrohttpd counts who does. */
struct server {
	struct MHD_Daemon *daemon;
	const char *path, *type;
	struct MHD_Response *index, *nothing, *not_allowed;
	pthread_mutex_t lock;
	struct MHD_Response *page; /* under the lock; NULL: there is none yet */
	/* Of its thread: the sockets of clients, the oldest first. */
	int clients[SERVER_CONNECTIONS];
	unsigned client_count;
};

/* Listening */

static socklen_t address_at(const struct endpoint *at, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(at->port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(at->port)};

	if (address_is_ipv4(&at->address)) {
		memcpy(&v4.sin_addr, at->address.bytes + 12, sizeof(v4.sin_addr));
		memcpy(out, &v4, sizeof(v4));
		return sizeof(v4);
	}
	memcpy(&v6.sin6_addr, at->address.bytes, sizeof(v6.sin6_addr));
	memcpy(out, &v6, sizeof(v6));
	return sizeof(v6);
}

static int try_listen(const struct endpoint *at)
{
	struct sockaddr_storage address = {0};
	socklen_t size = address_at(at, &address);
	int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1, r;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address.ss_family == AF_INET6) /* [::] is what it says, and leaves IPv4 alone */
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
	if (bind(fd, (const struct sockaddr *)&address, size) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

int server_listen(const struct endpoint *at, struct buf *trouble)
{
	int fd = try_listen(at);
	struct buf name = {0};

	if (fd < 0) {
		endpoint_format(&name, at);
		buf_printf(trouble, _("metrics cannot be served at %s: %s"), buf_text(&name), language_error(-fd));
		buf_done(&name);
	}
	return fd;
}

/* Answering, in the server's thread */

static enum MHD_Result answer_page(struct server *server, struct MHD_Connection *connection)
{
	enum MHD_Result queued = MHD_NO;

	pthread_mutex_lock(&server->lock);
	if (server->page)
		queued = MHD_queue_response(connection, MHD_HTTP_OK, server->page);
	pthread_mutex_unlock(&server->lock);
	return queued;
}

/* Nobody has to send us anything: what a request carries is not read. */
static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state)
{
	struct server *server = cls;

	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return MHD_queue_response(connection, MHD_HTTP_METHOD_NOT_ALLOWED, server->not_allowed);
	if (strcmp(url, server->path) == 0)
		return answer_page(server, connection);
	if (strcmp(url, "/") == 0)
		return MHD_queue_response(connection, MHD_HTTP_OK, server->index);
	return MHD_queue_response(connection, MHD_HTTP_NOT_FOUND, server->nothing);
}

static void remove_client(struct server *server, unsigned index)
{
	server->client_count--;
	memmove(server->clients + index, server->clients + index + 1,
	        (server->client_count - index) * sizeof(server->clients[0]));
}

/* However many open connections and say nothing, who comes with a question is answered before his turn to go comes. */
static void note_client(struct server *server, int fd)
{
	if (server->client_count == SERVER_CONNECTIONS) {
		shutdown(server->clients[0], SHUT_RDWR);
		remove_client(server, 0);
	}
	server->clients[server->client_count++] = fd;
}

static void note_gone(struct server *server, int fd)
{
	for (unsigned i = 0; i < server->client_count; i++)
		if (server->clients[i] == fd) {
			remove_client(server, i);
			return;
		}
}

static void note_connection(void *cls, struct MHD_Connection *connection, void **state,
                            enum MHD_ConnectionNotificationCode what)
{
	struct server *server = cls;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	if (!info)
		return;
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		note_client(server, info->connect_fd);
	else
		note_gone(server, info->connect_fd);
}

/* What strangers do is no news for standard error. */
static void ignore(void *cls, const char *format, va_list args)
{
}

/* Starting and stopping */

/* Each scrape is a connection: of those between two scrapes nothing is to be remembered. NULL: no memory. */
static struct MHD_Response *make(struct str text, const char *type)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(text.n, (void *)(uintptr_t)text.p, MHD_RESPMEM_MUST_COPY);

	if (response && (MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type) == MHD_NO ||
	                 MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store") == MHD_NO ||
	                 MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close") == MHD_NO)) {
		MHD_destroy_response(response);
		return NULL;
	}
	return response;
}

static bool make_pages(struct server *server)
{
	static const char plain[] = "text/plain; charset=utf-8";
	struct buf index = {0};

	buf_printf(&index, "sipwhy: %s\n", server->path);
	server->index = make(buf_str(&index), plain);
	buf_done(&index);
	server->nothing = make(STR("not found\n"), plain);
	server->not_allowed = make(STR("only GET and HEAD\n"), plain);
	return server->index && server->nothing && server->not_allowed &&
	       MHD_add_response_header(server->not_allowed, MHD_HTTP_HEADER_ALLOW, "GET, HEAD") == MHD_YES;
}

/* Signals are the business of the thread that reads. */
static struct MHD_Daemon *start(struct server *server, int fd)
{
	sigset_t all, before;
	struct MHD_Daemon *daemon;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	daemon =
		MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL,
	                         answer, server, MHD_OPTION_EXTERNAL_LOGGER, ignore, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
	                         MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_SOCKETS, MHD_OPTION_CONNECTION_TIMEOUT,
	                         (unsigned)PATIENCE, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_BYTES,
	                         MHD_OPTION_NOTIFY_CONNECTION, note_connection, server, MHD_OPTION_END);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return daemon;
}

struct server *server_start(int fd, const char *path, const char *type)
{
	struct server *server = memory_new(sizeof(*server));

	server->path = path;
	server->type = type;
	pthread_mutex_init(&server->lock, NULL);
	if (make_pages(server))
		server->daemon = start(server, fd);
	if (server->daemon)
		return server;
	close(fd);
	server_stop(server);
	return NULL;
}

bool server_publish(struct server *server, struct str page)
{
	struct MHD_Response *response = make(page, server->type), *before;

	if (!response)
		return false;
	/* Who reads packets waits for nobody. */
	if (pthread_mutex_trylock(&server->lock) != 0) {
		MHD_destroy_response(response);
		return false;
	}
	before = server->page;
	server->page = response;
	pthread_mutex_unlock(&server->lock);
	if (before)
		MHD_destroy_response(before);
	return true;
}

static void destroy(struct MHD_Response *response)
{
	if (response)
		MHD_destroy_response(response);
}

void server_stop(struct server *server)
{
	if (!server)
		return;
	if (server->daemon)
		MHD_stop_daemon(server->daemon); /* closes the socket, too */
	destroy(server->page);
	destroy(server->index);
	destroy(server->nothing);
	destroy(server->not_allowed);
	pthread_mutex_destroy(&server->lock);
	memory_free(server);
}
