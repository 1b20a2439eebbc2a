/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/looks.h"

#include "base/memory.h"

struct looks {
	struct wheel wheel;
	struct budget budget;
	unsigned waiting;
	ns seen;        /* the time asked about last */
	int64_t turned; /* the second up to which all looks were taken */
	bool believed;  /* seen is what it is */
	struct looks_counters counters;
};

/* A time that is no farther from the last one is believed. */
#define STEP (5 * SECOND)

/* From each look to the next: 2, 4, 8, 16 and 32 s after the message. */
static const ns pauses[] = {LOOKS_FIRST, 4 * SECOND, 8 * SECOND, 16 * SECOND};

enum {
	PAUSES = sizeof(pauses) / sizeof(pauses[0])
};

struct looks *looks_new(void)
{
	struct looks *looks = memory_new(sizeof(*looks));

	wheel_init(&looks->wheel);
	return looks;
}

void looks_limit(struct looks *looks, struct budget budget)
{
	looks->budget = budget;
}

void looks_free(struct looks *looks)
{
	memory_free(looks);
}

static void leave(struct looks *looks, struct look *look)
{
	wheel_remove(&look->entry);
	looks->waiting -= look->waiting;
	look->waiting = false;
}

static void wait_until(struct looks *looks, struct look *look, ns deadline)
{
	if (!look->waiting &&
	    (look->count == LOOKS_OF_A_CALL || looks->waiting >= budget_of(looks->budget, LOOKS_MAX))) {
		looks->counters.left_out++;
		return;
	}
	looks->waiting += !look->waiting;
	look->waiting = true;
	wheel_set(&looks->wheel, &look->entry, deadline);
}

static struct look *look_of(struct call *call)
{
	if (call->look)
		return call->look;
	call->look = arena_alloc(&call->arena, sizeof(*call->look));
	*call->look = (struct look){.call = call};
	return call->look;
}

/* A look that is due before serves as well. */
static void wake(struct looks *looks, struct call *call, ns time)
{
	struct look *look = look_of(call);

	look->waited = 0;
	if (!look->waiting || look->entry.deadline > time + LOOKS_FIRST)
		wait_until(looks, look, time + LOOKS_FIRST);
}

static bool matters(const struct event *event)
{
	if (event->method == METHOD_INVITE)
		return event->code > 100;
	return event->method == METHOD_PRACK && event->code >= 300;
}

void looks_note(struct looks *looks, struct call *call, const struct event *event)
{
	if (!matters(event))
		return;
	wake(looks, call, event->time);
	/* Behind a final response one look is enough: what was early will not change. */
	if (event->method == METHOD_INVITE && event->code >= 200)
		call->look->waited = PAUSES;
}

void looks_note_refused(struct looks *looks, struct call *call, ns time)
{
	wake(looks, call, time);
}

/* The first time in a second, it is asked whether it can be believed: one time stamp far from those before may be wrong. */
static bool is_over(struct looks *looks, ns now)
{
	if (now / SECOND == looks->turned)
		return false;
	if (now / SECOND != looks->seen / SECOND)
		looks->believed = now > looks->seen && now - looks->seen <= STEP;
	looks->seen = now;
	return looks->believed;
}

struct call *looks_due(struct looks *looks, ns now)
{
	struct wheel_entry *entry = is_over(looks, now) ? wheel_due(&looks->wheel, now) : NULL;
	struct look *look;

	if (!entry) {
		looks->turned = now / SECOND;
		return NULL;
	}
	look = LIST_OWNER(entry, struct look, entry);
	leave(looks, look);
	looks->counters.taken++;
	look->count++;
	if (look->waited < PAUSES)
		wait_until(looks, look, entry->deadline + pauses[look->waited++]);
	return look->call;
}

void looks_forget(struct looks *looks, struct call *call)
{
	if (call->look)
		leave(looks, call->look);
}

/* What is worth one */

/* Audio that begins so soon after the SDP that announced it is in time. */
#define IN_TIME (500 * MILLISECOND)

/* Since when audio comes to where the first offer wants it. */
static ns heard_since(const struct call *call, const struct media *media)
{
	const struct stream *stream = call->watch_count ? media_streams(media, &call->watches[0]) : NULL;
	ns first = NEVER;

	for (; stream; stream = stream->next)
		for (unsigned i = 0; i < stream->run_count; i++)
			if (stream->runs[i].last >= call->first_time && stream->runs[i].first < first)
				first = stream->runs[i].first;
	return first;
}

/* Otherwise missing audio may pass elsewhere. */
static bool is_media_seen(const struct call *call, const struct media *media)
{
	for (unsigned i = 0; i < call->watch_count && media_rtp_seen(media); i++)
		if (media_host_seen(media, &call->watches[i].address))
			return true;
	return false;
}

/* Who should have received it says that it did not. */
static bool is_denied(const struct call *call, const struct media *media)
{
	for (unsigned i = 0; i < call->watch_count; i++) {
		const struct stream *stream = media_streams(media, &call->watches[i]);

		if (media_refusal(media, &call->watches[i]))
			return true;
		for (; stream; stream = stream->next)
			if (stream->receipts && stream->receipts->none.count)
				return true;
	}
	return false;
}

static bool is_odd(const struct event *event)
{
	if (event->method == METHOD_INVITE)
		return (event->code == 183 && !event->sdp) || (event->rseq && event->retransmissions);
	return event->method == METHOD_PRACK && event->code >= 300;
}

/* Where audio comes and nobody waits for anything there is nothing to say yet: so it is in most calls. */
bool look_is_worth(const struct call *call, const struct media *media)
{
	ns opened = NEVER;

	if (call->refused || call->look->told || is_denied(call, media))
		return true;
	for (const struct event *event = call->first; event; event = event->next) {
		if (is_odd(event))
			return true;
		if (opened == NEVER && event->sdp && event->code > 100 && event->code < 200)
			opened = event->time;
	}
	return opened != NEVER && is_media_seen(call, media) && heard_since(call, media) > opened + IN_TIME;
}

const struct looks_counters *looks_counters(const struct looks *looks)
{
	return &looks->counters;
}

void looks_usage(const struct looks *looks, struct usages *out)
{
	usages_count(out, "looks", looks->waiting, budget_of(looks->budget, LOOKS_MAX));
}
