/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/serving.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/now.h"
#include "report/exposition.h"
#include "report/scrape.h"
#include "run/complain.h"
#include "run/resident.h"
#include "run/server.h"

#include <errno.h>
#include <unistd.h>

#define UPDATE_EVERY SECOND

struct serving {
	struct scrape *scrape;
	struct server *server;
	int socket, resident;
	ns started;    /* by the clock on the wall */
	ns due;        /* by our own */
	bool finished; /* the page is written, and waits to be taken */
	struct buf page;
};

int serving_listen(struct program *program)
{
	const struct options *options = program->options;
	struct serving *serving;
	struct buf trouble = {0};
	int fd;

	if (!options->metrics.port)
		return 0;
	fd = server_listen(&options->metrics, &trouble);
	if (fd < 0) {
		complain(buf_text(&trouble));
		buf_done(&trouble);
		return fd;
	}
	serving = program->serving = memory_new(sizeof(*serving));
	serving->scrape = scrape_new(options->by);
	serving->socket = fd;
	serving->resident = resident_open();
	serving->started = wall_clock();
	return 0;
}

/* The sum of what interfaces lost is known by name, too. */
static void write_page(struct program *program)
{
	struct serving *serving = program->serving;
	struct tally tally = program->tally;
	struct totals totals;
	struct scrape_state state = {
		.totals = &totals,
		.tally = &tally,
		.filtered = program->filtered,
		.started = serving->started,
		.processor_time = now_by(CLOCK_PROCESS_CPUTIME_ID),
		.memory = resident_bytes(serving->resident),
		.memory_limit = program->options->memory,
	};

	analyzer_totals(program->analyzer, &totals);
	if (program->source)
		tally_add(&tally, program->source, NULL);
	buf_clear(&serving->page);
	scrape_print(serving->scrape, &state, &serving->page);
}

static void update(struct program *program)
{
	struct serving *serving = program->serving;

	if (!serving->finished)
		write_page(program);
	serving->finished = !server_publish(serving->server, buf_str(&serving->page));
}

int serving_start(struct program *program)
{
	struct serving *serving = program->serving;

	if (!serving)
		return 0;
	serving->server = server_start(serving->socket, "/metrics", EXPOSITION_TYPE);
	serving->socket = -1; /* the server's, or closed */
	if (!serving->server) {
		complain(_("metrics cannot be served: no thread can be started"));
		return -EAGAIN;
	}
	serving_update(program);
	return 0;
}

void serving_count(struct program *program, const struct attempt *attempt, const struct findings *findings,
                   const struct verdict *verdict)
{
	if (program->serving)
		scrape_count(program->serving->scrape, attempt, findings, verdict);
}

void serving_update(struct program *program)
{
	struct serving *serving = program->serving;
	ns now;

	if (!serving)
		return;
	now = monotonic();
	if (!serving->finished && now < serving->due)
		return;
	update(program);
	serving->due = now + UPDATE_EVERY;
}

void serving_stop(struct program *program)
{
	struct serving *serving = program->serving;

	if (!serving)
		return;
	server_stop(serving->server);
	if (serving->socket >= 0)
		close(serving->socket);
	scrape_free(serving->scrape);
	resident_close(serving->resident);
	buf_done(&serving->page);
	memory_free(serving);
	program->serving = NULL;
}
