/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many calls through the whole program, as packets: what only all of them together show (a number that is refused everywhere, one that refuses
 * everybody, a connection that refuses everything) is told once, at the end, and is the same whichever calls end, and are judged, first. Prints TAP.
 */
#include "analyzer.h"
#include "ladder.h"

#include "base/buf.h"

#include <stdio.h>

enum {
	CALLS = 120
};

/* One call of a day's traffic. */
struct dialled {
	unsigned second, caller, callee;
	char server;   /* a party of the ladder */
	unsigned code; /* what ended it, or 200 */
	unsigned ms;   /* until then */
	bool rings;
};

struct traffic {
	struct dialled calls[CALLS];
	unsigned count;
};

static void dial(struct traffic *traffic, struct dialled call)
{
	traffic->calls[traffic->count++] = call;
}

/* Forty numbers call forty others by two servers; each second is its own. */
static void add_usual(struct traffic *traffic)
{
	for (unsigned i = 0; i < 40; i++)
		dial(traffic,
		     (struct dialled){10 * i, 1 + i, 101 + i, i % 2 ? 'B' : 'C', i % 5 ? 200 : 486, 4000, true});
}

static void add_blocked_caller(struct traffic *traffic)
{
	for (unsigned i = 0; i < 8; i++)
		dial(traffic,
		     (struct dialled){3 + 20 * i, 900, 301 + i, i % 2 ? 'B' : 'C', i == 3 ? 200 : 603, 700, false});
}

static void add_refusing_callee(struct traffic *traffic)
{
	for (unsigned i = 0; i < 6; i++)
		dial(traffic, (struct dialled){5 + 30 * i, 401 + i, 950, 'B', 603, 2500, true});
}

static void add_refusing_trunk(struct traffic *traffic)
{
	for (unsigned i = 0; i < 12; i++)
		dial(traffic, (struct dialled){7 + 15 * i, 501 + i % 2, 601 + i, 'D', 603, 600, false});
}

static void print_time(struct buf *out, unsigned second, unsigned ms)
{
	buf_printf(out, "%u.%03u", second + ms / 1000, ms % 1000);
}

/* lazy: how much longer than it has to a call lasts whose number this divides, so that it is judged later; 0: none. */
static void print_call(struct buf *out, const struct dialled *call, unsigned number, unsigned lazy)
{
	print_time(out, call->second, number % 7);
	buf_printf(out, "  A > %c  INVITE  sdp  call=%u  caller=+1555%07u  callee=+1666%07u\n", call->server, number,
	           call->caller, call->callee);
	if (call->rings) {
		print_time(out, call->second, 400 + number % 7);
		buf_printf(out, "  %c > A  180  tag=%c%u  call=%u\n", call->server, call->server + ('a' - 'A'), number,
		           number);
	}
	print_time(out, call->second, call->ms + number % 7);
	buf_printf(out, "  %c > A  %u  tag=%c%u  call=%u%s\n", call->server, call->code, call->server + ('a' - 'A'),
	           number, number, call->code < 300 ? "  sdp" : "");
	print_time(out, call->second, call->ms + 20 + number % 7);
	buf_printf(out, "  A > %c  ACK  tag=%c%u  call=%u\n", call->server, call->server + ('a' - 'A'), number, number);
	/* A late repeat keeps the call. */
	if (lazy && number % lazy == 0 && call->code >= 300) {
		print_time(out, call->second + 20, call->ms);
		buf_printf(out, "  A > %c  ACK  tag=%c%u  call=%u\n", call->server, call->server + ('a' - 'A'), number,
		           number);
	}
}

static void take_frame(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

/* What is told of the capture as a whole, a line each. */
static void play(const struct traffic *traffic, unsigned lazy, struct buf *out)
{
	struct buf ladder = {0};
	struct analyzer *analyzer = analyzer_new(&(struct analyzer_settings){.call = NULL});
	struct totals totals;

	for (unsigned i = 0; i < traffic->count; i++)
		print_call(&ladder, &traffic->calls[i], i + 1, lazy);
	ladder_play(buf_text(&ladder), take_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_totals(analyzer, &totals);
	buf_printf(out, "%llu calls\n", (unsigned long long)totals.calls);
	for (unsigned i = 0; i < totals.findings->count; i++) {
		const struct finding *finding = &totals.findings->found[i];

		buf_printf(out, "%s: " STR_FMT "\n", finding->rule->id, STR_ARG(buf_str(&finding->text)));
	}
	analyzer_free(analyzer);
	buf_done(&ladder);
}

static int number, failures;

static void tap(bool ok, const char *what, struct buf *told)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
	if (!ok && told)
		printf("# %s\n", buf_text(told));
	failures += !ok;
}

static bool tells(const struct buf *told, const char *what)
{
	return str_has(buf_str(told), str_of(what));
}

static void check_usual(void)
{
	struct traffic traffic = {.count = 0};
	struct buf told = {0};

	add_usual(&traffic);
	play(&traffic, 0, &told);
	tap(tells(&told, "40 calls\n") && !tells(&told, "dec-burst"), "the traffic of a usual day is no burst", &told);
	buf_done(&told);
}

static void check_each(void)
{
	struct traffic traffic = {.count = 0};
	struct buf told = {0};

	add_usual(&traffic);
	add_blocked_caller(&traffic);
	add_refusing_callee(&traffic);
	add_refusing_trunk(&traffic);
	play(&traffic, 0, &told);
	tap(tells(&told, "; +15550000900: 7 of 8 calls to 8 numbers within an hour"),
	    "a number refused everywhere is told", &told);
	tap(tells(&told, "; +16660000950: 6 of 6 calls from 6 numbers within an hour"),
	    "a number that refuses everybody is told", &told);
	tap(tells(&told, "; 10.0.0.1 > 10.0.0.4: 12 of 12 calls from 2 to 12 numbers within an hour"),
	    "a connection that refuses everything is told", &told);
	tap(!tells(&told, "+15550000501"), "its callers are not told of", &told);
	buf_done(&told);
}

/* But for the frame, of which a repeat moves those behind it. */
static void check_order(void)
{
	struct traffic traffic = {.count = 0};
	bool same = true;

	add_usual(&traffic);
	add_blocked_caller(&traffic);
	add_refusing_callee(&traffic);
	add_refusing_trunk(&traffic);
	for (unsigned lazy = 2; lazy < 8; lazy++) {
		struct buf told = {0};

		play(&traffic, lazy, &told);
		same = same && tells(&told, "7 of 8 calls to 8 numbers") &&
		       tells(&told, "6 of 6 calls from 6 numbers") &&
		       tells(&told, "12 of 12 calls from 2 to 12 numbers") && !tells(&told, "+15550000501");
		buf_done(&told);
	}
	tap(same, "whichever calls are judged first, the same is told", NULL);
}

int main(void)
{
	check_usual();
	check_each();
	check_order();
	printf("1..%d\n", number);
	return failures ? 1 : 0;
}
