/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/carried.h"

#include "call/attempt.h"

#include <stdlib.h>

enum {
	SILENT_SHARE = 50, /* less than one part in so many is a click, and no sound */
};

/* Less than this is no sound either, and no hole between two passages. */
#define CLICK (200 * MILLISECOND)

/* How long most ringing tones pause, and how long they sound. */
#define RINGING_PAUSE (4500 * MILLISECOND)
#define RINGING_BURST (3500 * MILLISECOND)

static ns earlier(ns a, ns b)
{
	return a < b ? a : b;
}

static ns later(ns a, ns b)
{
	return a > b ? a : b;
}

/* Windows */

struct gathered {
	struct window at[CARRIED_MAX_WINDOWS];
	unsigned count;
};

/* Beyond the budget the last one takes in the others: too much sound accuses nobody of silence. */
static void add_window(struct gathered *windows, ns from, ns to)
{
	struct window *last = &windows->at[CARRIED_MAX_WINDOWS - 1];

	if (to < from)
		return;
	if (windows->count < CARRIED_MAX_WINDOWS)
		windows->at[windows->count++] = (struct window){from, to};
	else
		*last = (struct window){earlier(last->from, from), later(last->to, to)};
}

static int by_time(const void *a, const void *b)
{
	const struct window *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static struct windows join(struct gathered *windows, ns pause, struct arena *arena)
{
	struct window *at;
	unsigned kept = 0;

	qsort(windows->at, windows->count, sizeof(windows->at[0]), by_time);
	for (unsigned i = 0; i < windows->count; i++) {
		struct window *last = kept ? &windows->at[kept - 1] : NULL;

		if (last && windows->at[i].from <= last->to + pause)
			last->to = later(last->to, windows->at[i].to);
		else
			windows->at[kept++] = windows->at[i];
	}
	at = arena_alloc(arena, (kept + 1) * sizeof(*at));
	for (unsigned i = 0; i < kept; i++)
		at[i] = windows->at[i];
	return (struct windows){at, kept};
}

/* One call at work */

struct work {
	const struct attempt *attempt;
	struct carried *carried;
	struct carried_passage *passages;
	struct gathered present, audible;
	ns sounding;      /* pauses not bridged */
	ns unheard_first; /* the first packet that was not heard into */
};

static bool may_be_heard(enum content content)
{
	return content == CONTENT_UNKNOWN || content >= CONTENT_SOUND;
}

static void add_passage(struct work *work, const struct stream *stream, const struct passage *passage)
{
	struct carried *carried = work->carried;

	if (carried->passage_count >= CARRIED_MAX_PASSAGES)
		return;
	work->passages[carried->passage_count++] = (struct carried_passage){
		.stream = stream,
		.passage = *passage,
		.early = passage->from < work->attempt->end,
	};
}

/* How long packets came within that time: where none did it is silent, too, but nobody sent silence. */
static ns sent_within(const struct stream *stream, ns from, ns to)
{
	ns sum = 0;

	for (unsigned i = 0; i < stream->run_count; i++) {
		ns begin = later(from, stream->runs[i].first), end = earlier(to, stream->runs[i].last);

		sum += end > begin ? end - begin : 0;
	}
	return sum;
}

static void count_time(struct work *work, const struct stream *stream, const struct passage *passage)
{
	const struct attempt *a = work->attempt;
	ns from = later(passage->from, a->start), to = earlier(passage->to, a->end);

	if (to <= from || passage->content == CONTENT_UNKNOWN)
		return;
	work->carried->examined += sent_within(stream, from, to);
	if (passage->content == CONTENT_SILENCE || passage->content == CONTENT_NOISE)
		work->carried->silent += sent_within(stream, from, to);
	if (passage->content < CONTENT_SOUND)
		return;
	if (work->carried->first_audible == NEVER || from < work->carried->first_audible) {
		work->carried->first_audible = from;
		work->carried->first_audible_frame = passage->first_frame;
	}
}

static void note_unheard(struct work *work, ns from)
{
	if (work->unheard_first == NEVER || from < work->unheard_first)
		work->unheard_first = from;
}

/* Part of a run: packets that came, without those that were refused. */
static void add_present(struct work *work, ns from, ns to)
{
	add_window(&work->present, later(from, work->attempt->start), earlier(to, work->attempt->end));
}

static void add_audible(struct work *work, ns from, ns to)
{
	from = later(from, work->attempt->start);
	to = earlier(to, work->attempt->end);
	if (to < from)
		return;
	add_window(&work->audible, from, to);
	work->sounding += to - from;
}

struct stream_passages {
	struct passage at[EAR_MAX_PASSAGES];
	unsigned count;
};

/* Of the packets that came between from and to: what was heard in them, and those nobody heard into stand for sound. */
static void add_sound(struct work *work, const struct stream_passages *passages, ns from, ns to)
{
	ns covered = from;
	bool begun = false;

	/* What came behind the end was not heard into, and says nothing of what came before. */
	to = earlier(to, work->attempt->end);
	for (unsigned i = 0; i < passages->count; i++) {
		const struct passage *passage = &passages->at[i];
		ns begin = later(passage->from, from), end = earlier(passage->to, to);

		if (end < begin)
			continue;
		/* Between two passages nothing came: of all from the first packet on that is heard into something is told. */
		if (!begun && begin - covered > CLICK) {
			add_audible(work, covered, begin);
			note_unheard(work, covered);
		}
		begun = true;
		covered = later(covered, end);
		if (may_be_heard(passage->content))
			add_audible(work, begin, end);
		if (passage->content == CONTENT_UNKNOWN)
			note_unheard(work, begin);
	}
	if (to - covered > CLICK || !passages->count) {
		add_audible(work, covered, to);
		note_unheard(work, covered);
	}
}

/* Nothing but packets that hold the path open: a phone goes by them no more than its user. */
static bool is_keepalive(const struct stream_passages *passages, const struct run *run)
{
	bool any = false;

	for (unsigned i = 0; i < passages->count; i++) {
		if (passages->at[i].to < run->first || passages->at[i].from > run->last)
			continue;
		if (passages->at[i].content != CONTENT_KEEPALIVE)
			return false;
		any = true;
	}
	return any;
}

/* Payload types */

static bool knows_format(const struct sdp *sdp, const struct run *run, bool *any)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *line = &sdp->media[i];

		*any = *any || (sdp_is_audio(line) && line->formats);
		for (unsigned n = 0; sdp_is_audio(line) && n < line->formats; n++)
			if (run_has_payload_type(run, line->format[n].payload_type))
				return true;
	}
	return false;
}

/*
 * RFC 3550 5.1: a receiver must ignore payload types it does not understand, and understands those of its own SDP. Comfort
 * noise needs no mention (RFC 3389 4 would have one), and none of what a SDP not captured said is known.
 */
static bool is_unusable(const struct attempt *a, const struct run *run)
{
	bool any = false;

	if (run_has_noise(run) || a->mid_call || a->cut || a->half)
		return false;
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->sdp && attempt_is_caller(a, &event->flow->source) && knows_format(event->sdp, run, &any))
			return false;
	return any;
}

/* Runs */

/* Without what was refused: before it, and behind it. */
static void add_run(struct work *work, const struct stream *stream, ns from, ns to,
                    const struct stream_passages *passages)
{
	const struct attempt *a = work->attempt;
	const struct refusal *refusal = a->backward.refusal;

	if (!refusal || !endpoint_same(&stream->destination, a->backward.refusal_at)) {
		add_present(work, from, to);
		add_sound(work, passages, from, to);
		return;
	}
	if (from < refusal->first - REFUSES_BEFORE) {
		add_present(work, from, earlier(to, refusal->first - REFUSES_BEFORE));
		add_sound(work, passages, from, earlier(to, refusal->first - REFUSES_BEFORE));
	}
	if (to > refusal->last + REFUSES_AFTER) {
		add_present(work, later(from, refusal->last + REFUSES_AFTER), to);
		add_sound(work, passages, later(from, refusal->last + REFUSES_AFTER), to);
	}
}

/* A tone goes on while it pauses and its sender with it. */
static ns lasts_until(const struct stream *stream, const struct run *run, const struct stream_passages *passages)
{
	const struct run *next = run + 1;

	if (next == stream->runs + stream->run_count)
		return run->last;
	for (unsigned i = 0; i < passages->count; i++)
		if (passages->at[i].content == CONTENT_TONE && passages->at[i].from <= run->last &&
		    passages->at[i].to > next->first)
			return next->first;
	return run->last;
}

static void hear_run(struct work *work, const struct stream *stream, const struct run *run,
                     const struct stream_passages *passages)
{
	struct carried *carried = work->carried;

	if (!attempt_has_run(work->attempt, run) || run->first >= work->attempt->end)
		return;
	if (is_keepalive(passages, run))
		return;
	if (is_unusable(work->attempt, run)) {
		carried->unusable += run->packets;
		if (!carried->unusable_run) {
			carried->unusable_run = run;
			carried->unusable_stream = stream;
		}
		return;
	}
	add_run(work, stream, run->first, lasts_until(stream, run, passages), passages);
}

/* What began before the call is another one's, from the same port: of it stays what came in runs of this call's own. */
static bool trim(const struct work *work, const struct stream *stream, struct passage *passage)
{
	if (passage->from >= work->attempt->audio_from)
		return true;
	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct run *run = &stream->runs[i];

		if (!attempt_has_run(work->attempt, run) || run->last < passage->from || run->first > passage->to)
			continue;
		passage->from = run->first;
		passage->first_frame = run->first_frame;
		if (passage->content == CONTENT_TONE)
			passage->content = CONTENT_SOUND; /* its cadence was measured on the other's */
		return true;
	}
	return false;
}

static void read_passages(struct work *work, const struct stream *stream, struct stream_passages *passages)
{
	const struct attempt *a = work->attempt;
	unsigned kept = 0;

	passages->count = hearing_passages(stream->hearing, passages->at);
	for (unsigned i = 0; i < passages->count; i++) {
		struct passage *passage = &passages->at[i];

		if (passage->to < a->audio_from || passage->from > a->audio_until || !trim(work, stream, passage))
			continue;
		if (passage->content == CONTENT_SILENCE && sent_within(stream, passage->from, passage->to) < CLICK / 2)
			continue;
		passages->at[kept++] = *passage;
		add_passage(work, stream, passage);
		count_time(work, stream, passage);
	}
	passages->count = kept;
}

static bool has_tone(const struct stream_passages *passages)
{
	for (unsigned i = 0; i < passages->count; i++)
		if (passages->at[i].content == CONTENT_TONE)
			return true;
	return false;
}

/* A burst of what may be ringback: not heard into, or of a tone that losses broke. */
static bool may_ring(const struct passage *passage, bool tones)
{
	if (passage->content == CONTENT_UNKNOWN || passage->content == CONTENT_TONE)
		return true;
	return tones && passage->content == CONTENT_SOUND && passage->to - passage->from <= RINGING_BURST;
}

/*
 * Between bursts like these a pause is one of ringback, be it sent as silence, as comfort noise or not at all, though
 * nothing says so: no accusation is built on it.
 */
static void bridge_pauses(struct work *work, const struct stream *stream, const struct stream_passages *passages)
{
	const struct passage *last = NULL;
	bool tones = has_tone(passages);

	if (work->attempt->backward.refusal || stream == work->carried->unusable_stream)
		return;
	for (unsigned i = 0; i < passages->count; i++) {
		const struct passage *passage = &passages->at[i];

		if (passage->content == CONTENT_SILENCE || passage->content == CONTENT_NOISE)
			continue;
		if (passage->from >= work->attempt->end)
			return;
		if (last && may_ring(last, tones) && may_ring(passage, tones) && passage->from > last->to &&
		    passage->from - last->to <= RINGING_PAUSE) {
			add_present(work, last->to, passage->from);
			add_audible(work, last->to, passage->from);
		}
		last = passage;
	}
}

static void hear_stream(struct work *work, const struct stream *stream)
{
	struct stream_passages passages;

	read_passages(work, stream, &passages);
	for (unsigned i = 0; i < stream->run_count; i++)
		hear_run(work, stream, &stream->runs[i], &passages);
	bridge_pauses(work, stream, &passages);
}

static int by_beginning(const void *a, const void *b)
{
	const struct carried_passage *x = a, *y = b;

	return (x->passage.from > y->passage.from) - (x->passage.from < y->passage.from);
}

/* A click in much silence is no sound. */
static bool is_click(const struct work *work)
{
	return work->sounding < CLICK || work->sounding < work->carried->examined / SILENT_SHARE;
}

static void hear_all(struct attempt *a, struct arena *arena)
{
	struct work work = {
		.attempt = a,
		.carried = &a->carried,
		.passages = arena_alloc(arena, CARRIED_MAX_PASSAGES * sizeof(struct carried_passage)),
		.unheard_first = NEVER,
	};

	for (unsigned i = 0; i < a->backward.stream_count; i++)
		hear_stream(&work, a->backward.streams[i]);
	qsort(work.passages, a->carried.passage_count, sizeof(*work.passages), by_beginning);
	a->carried.passages = work.passages;
	if (is_click(&work) && work.unheard_first == NEVER)
		work.audible.count = 0;
	a->carried.present = join(&work.present, STREAM_PAUSE, arena);
	a->carried.audible = join(&work.audible, CARRIED_PAUSE, arena);
	if (!work.audible.count || (work.unheard_first != NEVER && work.unheard_first < a->carried.first_audible))
		a->carried.first_audible = NEVER;
}

void attempt_hear(struct attempt *a, struct arena *arena)
{
	a->carried = (struct carried){.from = a->start, .until = a->end, .first_audible = NEVER};
	if (a->backward.stream_count)
		hear_all(a, arena);
}

/* Questions */

const struct carried_passage *carried_find(const struct carried *carried, enum content content, enum tone_class class)
{
	const struct carried_passage *found = NULL;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct carried_passage *at = &carried->passages[i];

		if (!at->early || at->passage.content != content ||
		    (class != TONE_NONE && at->passage.tone.class != class))
			continue;
		if (!found || at->passage.to - at->passage.from > found->passage.to - found->passage.from)
			found = at;
	}
	return found;
}

ns carried_early(const struct carried *carried, const struct carried_passage *heard)
{
	ns from = later(heard->passage.from, carried->from), to = earlier(heard->passage.to, carried->until);

	return to > from ? to - from : 0;
}

ns carried_time(const struct carried *carried, enum content content)
{
	ns sum = 0;

	for (unsigned i = 0; i < carried->passage_count; i++)
		if (carried->passages[i].passage.content == content)
			sum += carried_early(carried, &carried->passages[i]);
	return sum;
}

bool carried_nothing(const struct carried *carried)
{
	return carried->passage_count && !carried->audible.count && carried->examined >= CLICK;
}

const char *content_name(enum content content)
{
	static const char *const names[CONTENTS] = {
		[CONTENT_UNKNOWN] = "unknown",      [CONTENT_SILENCE] = "silence",  [CONTENT_NOISE] = "comfort-noise",
		[CONTENT_KEEPALIVE] = "keep-alive", [CONTENT_KEYS] = "dtmf",        [CONTENT_SOUND] = "sound",
		[CONTENT_SPEECH] = "speech-like",   [CONTENT_MUSIC] = "music-like", [CONTENT_TONE] = "tone",
	};

	return names[content];
}

const char *tone_name(enum tone_class class)
{
	static const char *const names[TONE_CLASSES] = {
		[TONE_OTHER] = "other",
		[TONE_RINGBACK] = "ringback",
		[TONE_BUSY] = "busy",
		[TONE_CONGESTION] = "congestion",
		[TONE_BUSY_OR_CONGESTION] = "busy-or-congestion",
		[TONE_SIT] = "sit",
		[TONE_DIAL] = "dial",
	};

	return names[class];
}

const char *sit_name(enum sit sit)
{
	static const char *const names[] = {
		[SIT_INTERCEPT] = "intercept",
		[SIT_VACANT_CODE] = "vacant code",
		[SIT_REORDER] = "reorder",
		[SIT_NO_CIRCUIT] = "no circuit",
	};

	return names[sit];
}
