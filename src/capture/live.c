/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/live.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/now.h"
#include "capture/kernel.h"
#include "capture/ring.h"
#include "capture/source_kind.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

enum {
	BATCH = 256, /* frames between two looks at the clock */
};

/* How often the kernel is asked what it lost, and whether interfaces are up. */
#define ASK_EVERY SECOND
#define LOOK_EVERY (100 * MILLISECOND)

/*
 * So old, a frame has left its block in the kernel's ring. What several interfaces show is put in order by waiting for each
 * of them that long: one message is often seen on two.
 */
#define HANDED_OVER ((INTERFACE_BLOCK_MS + 20) * MILLISECOND)

/* What stands in the ring between frames. An event's length is the index of its interface; those of SUM carry sums. */
enum note {
	NOTE_SUM = 1, /* what the kernel lost up to here */
	NOTE_DOWN,
	NOTE_UP,
	NOTE_ENDED,
	NOTE_OVER, /* nothing follows; carries sums, too */
};

/* What the capturing thread knows of an interface. */
struct watched {
	struct interface *interface;
	struct frame frame; /* its next one */
	bool holds;         /* there is one */
	bool ended;         /* it gave up */
	bool down;
	ns up_at;      /* when it was seen to be up last */
	ns down_since; /* of the reading thread */
};

struct live {
	struct source source;
	struct ring *ring;
	unsigned count;
	struct watched watched[LIVE_MAX_INTERFACES];
	_Atomic(ns) stopped;   /* when, and what was captured until then still counts; 0 until then */
	atomic_bool abandoned; /* nobody reads what is captured */

	/* Of the capturing thread: */
	ns ask_at, look_at, asked; /* by the clock of the frames */
	bool sum_waits;            /* for the first frame behind asked */
	struct source_drops sums[LIVE_MAX_INTERFACES];

	/* Of the reading one: */
	pthread_t thread;
	bool begun;
	struct source_drops drops[LIVE_MAX_INTERFACES];
	bool told, happened;
	struct live_event event;
	struct kernel_cuts *cuts;
};

/* The capturing thread */

/* What does not fit into the ring waits in the kernel, which counts what it has no room for. */
static void put(struct live *live, const struct ring_item *item)
{
	while (!ring_put(live->ring, item) && !atomic_load(&live->abandoned)) {
		ring_publish(live->ring);
		ring_wait_room(live->ring, INTERFACE_BLOCK_MS);
	}
}

static void put_event(struct live *live, enum note note, unsigned index, ns time)
{
	put(live, &(struct ring_item){note, {.time = time, .length = index}});
}

static void put_sums(struct live *live, enum note note)
{
	put(live, &(struct ring_item){note,
	                              {.time = live->asked,
	                               .bytes = (const uint8_t *)live->sums,
	                               .captured = live->count * (uint32_t)sizeof(*live->sums)}});
	live->sum_waits = false;
}

static void ask_sums(struct live *live)
{
	for (unsigned i = 0; i < live->count; i++)
		if (!live->watched[i].ended)
			live->sums[i] = interface_drops(live->watched[i].interface);
	live->asked = wall_clock();
	live->sum_waits = true;
}

/* was_down: in between, whatever it is now. */
static void look_whether_up(struct live *live, unsigned index, bool was_down)
{
	struct watched *watched = &live->watched[index];
	ns time = wall_clock();
	bool up;

	if (watched->ended)
		return;
	up = interface_is_up(watched->interface);
	if (!watched->down && (was_down || !up))
		put_event(live, NOTE_DOWN, index, watched->up_at ? watched->up_at : time);
	if (up && (watched->down || was_down))
		put_event(live, NOTE_UP, index, time);
	watched->down = !up;
	if (up)
		watched->up_at = time;
}

static void look(struct live *live)
{
	for (unsigned i = 0; i < live->count; i++)
		look_whether_up(live, i, false);
	live->look_at = wall_clock() + LOOK_EVERY;
}

static void ask(struct live *live)
{
	if (live->sum_waits) /* no frame came meanwhile */
		put_sums(live, NOTE_SUM);
	ask_sums(live);
	live->ask_at = live->asked + ASK_EVERY;
}

static void put_frame(struct live *live, const struct frame *frame)
{
	if (live->sum_waits && frame->time >= live->asked)
		put_sums(live, NOTE_SUM);
	put(live, &(struct ring_item){0, *frame});
}

static void fetch(struct live *live, unsigned index)
{
	struct watched *watched = &live->watched[index];
	int r;

	if (watched->holds || watched->ended)
		return;
	r = interface_take(watched->interface, &watched->frame);
	watched->holds = r == 1;
	if (r >= 0)
		return;
	watched->ended = true;
	put_event(live, NOTE_ENDED, index, watched->up_at);
}

/* The interface whose frame is first, NULL when none holds any; complete: none has yet to show what it has. */
static struct watched *find_first(struct live *live, bool *complete)
{
	struct watched *first = NULL;

	*complete = true;
	for (unsigned i = 0; i < live->count; i++) {
		struct watched *watched = &live->watched[i];

		if (watched->holds && (!first || watched->frame.time < first->frame.time))
			first = watched;
		*complete &= watched->holds || watched->ended;
	}
	return first;
}

/* Nothing earlier will come. One from the future was stamped before somebody set the clock. */
static bool is_due(const struct frame *frame, ns fetched)
{
	return frame->time <= fetched - HANDED_OVER || frame->time > fetched;
}

/* Frames by their time, up to that of until. False: there was none whose turn had come. */
static bool read_frames(struct live *live, ns until)
{
	const ns fetched = wall_clock();
	struct watched *first;
	bool complete;
	unsigned n = 0;

	for (unsigned i = 0; i < live->count; i++)
		fetch(live, i);
	while (n < BATCH && (first = find_first(live, &complete)) && first->frame.time <= until &&
	       (complete || is_due(&first->frame, fetched))) {
		put_frame(live, &first->frame);
		first->holds = false;
		fetch(live, (unsigned)(first - live->watched));
		n++;
	}
	ring_publish(live->ring);
	return n > 0;
}

/* As long as the first frame has to wait for what others may still show. */
static int patience_ms(struct live *live, ns end)
{
	bool complete;
	const struct watched *first = find_first(live, &complete);
	const ns now = wall_clock();
	ns left = first ? first->frame.time + HANDED_OVER - now : INTERFACE_BLOCK_MS * MILLISECOND;

	if (left > end - now)
		left = end - now;
	return left > 0 ? (int)(left / MILLISECOND) + 1 : 0;
}

/* Until those that showed nothing may have something, or a frame that waits for them is due; not beyond the end. */
static void wait_frames(struct live *live, ns end)
{
	struct pollfd fds[LIVE_MAX_INTERFACES];
	unsigned indices[LIVE_MAX_INTERFACES];
	nfds_t count = 0;

	for (unsigned i = 0; i < live->count; i++) {
		if (live->watched[i].ended || live->watched[i].holds)
			continue;
		indices[count] = i;
		fds[count++] = (struct pollfd){interface_fd(live->watched[i].interface), POLLIN, 0};
	}
	if (poll(fds, count, patience_ms(live, end)) <= 0)
		return;
	/* An interface that goes down has an error to fetch, and only once. */
	for (nfds_t i = 0; i < count; i++)
		if (fds[i].revents & POLLERR)
			look_whether_up(live, indices[i], true);
}

static bool is_all_ended(const struct live *live)
{
	for (unsigned i = 0; i < live->count; i++)
		if (!live->watched[i].ended)
			return false;
	return true;
}

/* What each still holds is from after that time. */
static bool is_all_after(const struct live *live, ns time)
{
	for (unsigned i = 0; i < live->count; i++)
		if (!live->watched[i].ended && !(live->watched[i].holds && live->watched[i].frame.time > time))
			return false;
	return true;
}

/*
 * The kernel's rings are emptied, their last blocks too, which are late. On a busy interface that has no end, so that a frame
 * from after the stop ends it as well.
 */
static void drain(struct live *live)
{
	const ns stopped = atomic_load(&live->stopped), end = stopped + HANDED_OVER;

	while (!atomic_load(&live->abandoned) && !is_all_after(live, stopped)) {
		const ns now = wall_clock();
		bool late = now > end || now < stopped; /* or somebody set the clock back */

		if (!read_frames(live, stopped)) {
			if (late)
				break;
			wait_frames(live, end);
		}
	}
}

static void *capture(void *arg)
{
	struct live *live = arg;

	while (!atomic_load(&live->stopped) && !atomic_load(&live->abandoned) && !is_all_ended(live)) {
		bool any = read_frames(live, NEVER);
		ns time = wall_clock();

		if (time >= live->look_at || time < live->look_at - LOOK_EVERY)
			look(live);
		if (time >= live->ask_at || time < live->ask_at - ASK_EVERY)
			ask(live);
		ring_publish(live->ring);
		if (!any)
			wait_frames(live, NEVER);
	}
	drain(live);
	ask_sums(live);
	put_sums(live, NOTE_OVER);
	ring_publish(live->ring);
	return NULL;
}

/* The reading thread */

/* Signals are for the thread that reads. */
static int begin(struct live *live)
{
	sigset_t all, before;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(&live->thread, NULL, capture, live);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	live->begun = r == 0;
	return -r;
}

static void end(struct live *live)
{
	atomic_store(&live->abandoned, true);
	if (live->begun)
		pthread_join(live->thread, NULL);
	live->begun = false;
}

static void take_sums(struct live *live, const struct frame *note)
{
	memcpy(live->drops, note->bytes, note->captured);
	live->told = true;
}

static void take_event(struct live *live, enum note note, const struct frame *frame)
{
	static const enum live_happening happenings[] = {
		[NOTE_DOWN] = LIVE_DOWN, [NOTE_UP] = LIVE_UP, [NOTE_ENDED] = LIVE_ENDED};
	struct watched *watched = &live->watched[frame->length];

	live->happened = true;
	live->event = (struct live_event){.what = happenings[note], .interface = frame->length, .time = frame->time};
	if (note == NOTE_DOWN)
		watched->down_since = frame->time;
	else if (watched->down_since)
		live->event.gap = frame->time - watched->down_since;
	if (note == NOTE_ENDED)
		live->event.reason = interface_reason(watched->interface);
	if (note != NOTE_DOWN)
		watched->down_since = 0;
}

/* Up to a frame, an event, the end; or as long as nothing comes. */
static enum source_state next(struct source *source, struct frame *out)
{
	struct live *live = (struct live *)source;
	struct ring_item item;

	if (!live->begun && begin(live) < 0) {
		buf_printf(&source->trouble, "%s", _("nothing can be captured: no thread can be started"));
		return SOURCE_DAMAGED;
	}
	ring_release(live->ring);
	if (!ring_peek(live->ring, &item)) {
		ring_wait(live->ring, INTERFACE_BLOCK_MS);
		if (!ring_peek(live->ring, &item))
			return SOURCE_IDLE;
	}
	do {
		ring_skip(live->ring);
		if (item.note == 0) {
			*out = item.frame;
			return SOURCE_FRAME;
		}
		if (item.note != NOTE_SUM && item.note != NOTE_OVER) {
			take_event(live, item.note, &item.frame);
			return SOURCE_IDLE;
		}
		take_sums(live, &item.frame);
	} while (item.note != NOTE_OVER && ring_peek(live->ring, &item));
	return item.note == NOTE_OVER ? SOURCE_END : SOURCE_IDLE;
}

static unsigned ready(struct source *source, struct frame *out, unsigned room)
{
	struct live *live = (struct live *)source;
	struct ring_item item;
	unsigned count = 0;

	while (count < room && ring_peek(live->ring, &item) && item.note == 0) {
		out[count++] = item.frame;
		ring_skip(live->ring);
	}
	return count;
}

static void stop(struct source *source)
{
	struct live *live = (struct live *)source;
	ns none = 0;

	atomic_compare_exchange_strong(&live->stopped, &none, wall_clock());
}

static struct source_drops drops(struct source *source)
{
	const struct live *live = (const struct live *)source;
	struct source_drops sum = {0};

	for (unsigned i = 0; i < live->count; i++) {
		sum.kernel += live->drops[i].kernel;
		sum.interface += live->drops[i].interface;
		sum.timely += live->drops[i].timely;
	}
	return sum;
}

static bool interface(struct source *source, unsigned index, struct source_interface *out)
{
	const struct live *live = (const struct live *)source;

	if (index >= live->count)
		return false;
	*out = (struct source_interface){str_of(interface_name(live->watched[index].interface)), live->drops[index]};
	return true;
}

static void close_live(struct source *source)
{
	struct live *live = (struct live *)source;

	end(live);
	for (unsigned i = 0; i < live->count; i++)
		interface_close(live->watched[i].interface);
	ring_free(live->ring);
	memory_free(live->cuts);
}

static const struct source_kind kind = {
	.next = next,
	.ready = ready,
	.stop = stop,
	.drops = drops,
	.interface = interface,
	.close = close_live,
};

int source_open_live(struct source **out, const char *const *names, unsigned count,
                     const struct interface_settings *settings, struct buf *trouble)
{
	struct live *live = memory_new(sizeof(*live));
	int r = 0;

	live->source.kind = &kind;
	live->ring = ring_new(budget_of(settings->budget, LIVE_RING));
	for (unsigned i = 0; r == 0 && i < count && i < LIVE_MAX_INTERFACES; i++) {
		r = interface_open(&live->watched[i].interface, names[i], settings, trouble);
		live->count += r == 0;
	}
	if (r < 0)
		source_close(&live->source);
	else
		*out = &live->source;
	return r;
}

bool live_told(struct source *source, uint64_t *lost)
{
	struct live *live = (struct live *)source;

	if (!live->told)
		return false;
	live->told = false;
	*lost = drops(source).timely;
	return true;
}

bool live_happened(struct source *source, struct live_event *out)
{
	struct live *live = (struct live *)source;

	if (!live->happened)
		return false;
	live->happened = false;
	*out = live->event;
	return true;
}

void live_cut(struct source *source, const struct kernel_cuts *cuts)
{
	struct live *live = (struct live *)source;

	if (!live->cuts)
		live->cuts = memory_new(sizeof(*live->cuts));
	if (memcmp(live->cuts, cuts, sizeof(*cuts)) == 0)
		return;
	*live->cuts = *cuts;
	for (unsigned i = 0; i < live->count; i++)
		interface_cut(live->watched[i].interface, cuts);
}
