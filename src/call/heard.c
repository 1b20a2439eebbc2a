/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/heard.h"

#include "media/stream.h"

static const char *const policy_names[POLICIES] = {
	[POLICY_RFC3960] = "rfc3960",
	[POLICY_SDP_CUTS] = "sdp-cuts",
	[POLICY_SDP_CUTS_180_RESTORES] = "sdp-cuts-180-restores",
	[POLICY_ANY_18X_RINGS] = "any-18x-rings",
	[POLICY_IGNORES_EARLY_MEDIA] = "ignores-early-media",
};

const char *policy_name(enum policy policy)
{
	return policy_names[policy];
}

const char *sound_name(enum sound sound)
{
	static const char *const names[] = {"silence", "local-ringback", "early-media", "unknown"};

	return names[sound];
}

/* What a phone has been told so far. */
struct phone {
	bool alerting; /* any 180 */
	bool progress; /* any 180 or 183 */
	bool ringing;  /* a 180 before any SDP */
	bool cut;      /* an 18x with SDP */
	bool restored; /* a 180 after that */
	bool rtp;      /* is arriving */
	bool rtp_ever;
	bool sound; /* is in it */
	ns rtp_stopped;
};

static void take_cue(struct phone *phone, const struct cue *cue)
{
	switch (cue->kind) {
	case CUE_RETRY:
		*phone = (struct phone){.rtp = phone->rtp,
		                        .rtp_ever = phone->rtp,
		                        .sound = phone->sound,
		                        .rtp_stopped = phone->rtp_stopped};
		break;
	case CUE_RINGING:
	case CUE_RINGING_SDP:
		phone->alerting = phone->progress = true;
		if (phone->cut)
			phone->restored = true;
		else if (cue->kind == CUE_RINGING_SDP)
			phone->cut = true;
		else
			phone->ringing = true;
		break;
	case CUE_PROGRESS:
		phone->progress = true;
		break;
	case CUE_PROGRESS_SDP:
		phone->progress = true;
		phone->cut = true;
		break;
	case CUE_OTHER_SDP:
		phone->cut = true;
		break;
	case CUE_RTP_STARTS:
		phone->rtp = phone->rtp_ever = true;
		break;
	case CUE_RTP_STOPS:
		phone->rtp = false;
		phone->rtp_stopped = cue->time;
		break;
	case CUE_SOUND_STARTS:
		phone->sound = true;
		break;
	case CUE_SOUND_STOPS:
		phone->sound = false;
		break;
	}
}

static enum sound ring_if(bool rings)
{
	return rings ? SOUND_LOCAL_RINGBACK : SOUND_SILENCE;
}

/* Packets that carry nothing to hear silence a phone as well as others do. */
static enum sound played(const struct phone *phone)
{
	return phone->sound ? SOUND_EARLY_MEDIA : SOUND_SILENCE;
}

static enum sound sound_at(const struct phone *phone, enum policy policy, ns now)
{
	switch (policy) {
	case POLICY_RFC3960:
		if (phone->rtp)
			return played(phone);
		/* The phone needs the pause to notice that the audio ended. */
		return ring_if(phone->alerting && (!phone->rtp_ever || now >= phone->rtp_stopped + STREAM_PAUSE));
	case POLICY_SDP_CUTS:
		if (!phone->cut)
			return ring_if(phone->ringing);
		return phone->rtp ? played(phone) : SOUND_SILENCE;
	case POLICY_SDP_CUTS_180_RESTORES:
		if (!phone->cut)
			return ring_if(phone->ringing);
		return phone->rtp ? played(phone) : ring_if(phone->restored);
	case POLICY_ANY_18X_RINGS:
		if (phone->rtp)
			return played(phone);
		return ring_if(phone->progress && !phone->rtp_ever);
	default:
		return ring_if(phone->alerting);
	}
}

struct spans {
	struct span *span;
	unsigned count, room;
};

static void add_span(struct spans *spans, ns from, ns to, enum sound sound)
{
	if (to <= from)
		return;
	if (spans->count && spans->span[spans->count - 1].sound == sound) {
		spans->span[spans->count - 1].to = to;
		return;
	}
	if (spans->count < spans->room)
		spans->span[spans->count++] = (struct span){from, to, sound};
	else
		spans->span[spans->count - 1].to = to;
}

struct heard heard_play(struct arena *arena, enum policy policy, const struct cue *cues, unsigned count, ns from, ns to)
{
	struct spans spans = {.room = 2 * count + 2};
	struct phone phone = {0};
	ns at = from;

	spans.span = arena_alloc(arena, spans.room * sizeof(*spans.span));
	for (unsigned i = 0; i <= count; i++) {
		ns next = i < count && cues[i].time < to ? cues[i].time : to;
		ns resume = phone.rtp_stopped + STREAM_PAUSE;

		if (!phone.rtp && phone.rtp_ever && resume > at && resume < next) {
			add_span(&spans, at, resume, sound_at(&phone, policy, at));
			at = resume;
		}
		if (next > at) {
			add_span(&spans, at, next, sound_at(&phone, policy, at));
			at = next;
		}
		if (i < count)
			take_cue(&phone, &cues[i]);
	}
	return (struct heard){spans.span, spans.count};
}

struct heard heard_merge(struct arena *arena, const struct heard *without, const struct heard *with)
{
	struct spans spans = {.room = without->span_count + with->span_count + 1};
	unsigned a = 0, b = 0;

	spans.span = arena_alloc(arena, spans.room * sizeof(*spans.span));
	while (a < without->span_count && b < with->span_count) {
		const struct span *x = &without->spans[a], *y = &with->spans[b];
		ns from = x->from > y->from ? x->from : y->from;
		ns to = x->to < y->to ? x->to : y->to;

		add_span(&spans, from, to, x->sound == y->sound ? x->sound : SOUND_UNKNOWN);
		a += x->to == to;
		b += y->to == to;
	}
	return (struct heard){spans.span, spans.count};
}

ns heard_silence(const struct heard *heard, ns from, ns to)
{
	ns silent = 0;

	for (unsigned i = 0; i < heard->span_count; i++) {
		const struct span *span = &heard->spans[i];
		ns begin = span->from > from ? span->from : from;
		ns end = span->to < to ? span->to : to;

		if (span->sound == SOUND_SILENCE && end > begin)
			silent += end - begin;
	}
	return silent;
}

bool heard_is_known(const struct heard *heard)
{
	for (unsigned i = 0; i < heard->span_count; i++)
		if (heard->spans[i].sound == SOUND_UNKNOWN)
			return false;
	return true;
}
