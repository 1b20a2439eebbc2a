/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/label.h"

#include "rules/contradiction.h"

static const char *const label_names[LABELS] = {
	[LABEL_NO_EARLY_PHASE] = "no-early-phase",
	[LABEL_UNVERIFIABLE] = "unverifiable",
	[LABEL_WRONG_AUDIO] = "wrong-audio",
	[LABEL_SILENT_AUDIO] = "silent-audio",
	[LABEL_SILENT_MEDIA] = "silent-media",
	[LABEL_SILENT_SIGNALLING] = "silent-signalling",
	[LABEL_CLIPPED] = "clipped",
	[LABEL_RISKY] = "risky",
	[LABEL_OK_EARLY_MEDIA] = "ok-early-media",
	[LABEL_OK_LOCAL_RINGBACK] = "ok-local-ringback",
};

const char *label_name(enum label label)
{
	return label_names[label];
}

bool label_is_healthy(enum label label)
{
	return label == LABEL_NO_EARLY_PHASE || label == LABEL_OK_EARLY_MEDIA || label == LABEL_OK_LOCAL_RINGBACK;
}

bool is_silent(const struct attempt *a, enum policy policy)
{
	return attempt_silence_after_18x(a, policy) > VERDICT_SILENT;
}

ns audio_delay(const struct attempt *a)
{
	const struct windows *audible = &a->carried.audible;

	if (!a->promise || !attempt_had_early_audio(a) || !audible->count)
		return -1;
	if (audible->at[0].from - a->promise->time > VERDICT_SILENT)
		return audible->at[0].from - a->promise->time;
	return a->carried.present.at[0].from - a->promise->time;
}

bool is_without_response(const struct attempt *a)
{
	return !a->provisional_count && !a->final;
}

/*
 * The two ways phones in general behave, and the caller's own where its User-Agent tells: were all five
 * asked, every call with early media would be at risk, because some phone somewhere ignores it.
 */
static bool depends_on_phone(const struct attempt *a)
{
	bool silent = is_silent(a, POLICY_RFC3960);

	return silent != is_silent(a, POLICY_SDP_CUTS) || silent != is_silent(a, a->policy);
}

/* How long audio was there to be heard before the end. */
static ns audible(const struct attempt *a)
{
	const struct heard *heard = &a->heard[POLICY_RFC3960];
	ns sum = 0;

	for (unsigned i = 0; i < heard->span_count; i++)
		if (heard->spans[i].sound == SOUND_EARLY_MEDIA)
			sum += heard->spans[i].to - heard->spans[i].from;
	return sum;
}

/* Audio that came late is another story, and so is audio that ended; a few packets are none. */
static bool has_audio(const struct attempt *a)
{
	return audio_delay(a) > VERDICT_CLIPPED || audible(a) >= VERDICT_BLIP;
}

static ns duration_of(const struct windows *windows)
{
	ns sum = 0;

	for (unsigned i = 0; i < windows->count; i++)
		sum += windows->at[i].to - windows->at[i].from;
	return sum;
}

/* Packets came, more than a few or to hold the path open, and there was nothing to hear in them. */
static bool carries_nothing(const struct attempt *a)
{
	const struct carried *carried = &a->carried;

	if (!attempt_had_early_audio(a) || !carried->passage_count || duration_of(&carried->audible) >= VERDICT_BLIP ||
	    carried->unusable || (carried->audible.count && carried->silent < VERDICT_BLIP))
		return false;
	return !carried->present.count || carried->silent >= VERDICT_BLIP ||
	       duration_of(&carried->present) >= VERDICT_BLIP;
}

static bool has_no_early_phase(const struct attempt *a)
{
	if (a->first_18x)
		return false;
	if (a->mid_call || (is_without_response(a) && a->half))
		return true;
	return a->final && a->end - a->waiting <= VERDICT_INSTANT;
}

/* Silence before anything promised audio. */
static bool was_left_waiting(const struct attempt *a, enum policy policy)
{
	ns from = a->first_18x ? a->first_18x->time : a->waiting;

	return heard_silence(&a->heard[policy], from, a->promise ? a->promise->time : a->end) > VERDICT_SILENT;
}

/* What came after so much silence, ringing or audio, does not undo it. LABELS: the caller was not left in silence. */
static enum label silent_label(const struct attempt *a)
{
	if (!is_silent(a, POLICY_RFC3960) || !is_silent(a, POLICY_SDP_CUTS))
		return LABELS;
	if (!has_audio(a) && carries_nothing(a))
		return LABEL_SILENT_AUDIO;
	if (!has_audio(a))
		return a->promise ? LABEL_SILENT_MEDIA : LABEL_SILENT_SIGNALLING;
	if (was_left_waiting(a, POLICY_RFC3960) && was_left_waiting(a, POLICY_SDP_CUTS))
		return LABEL_SILENT_SIGNALLING;
	return LABELS;
}

enum label label_of(const struct attempt *a)
{
	if (has_no_early_phase(a))
		return LABEL_NO_EARLY_PHASE;
	if (attempt_needs_rtp(a))
		return LABEL_UNVERIFIABLE;
	if (tone_contradicts(a) || ringback_before_alert(a))
		return LABEL_WRONG_AUDIO;
	if (silent_label(a) != LABELS)
		return silent_label(a);
	if (audio_delay(a) > VERDICT_CLIPPED)
		return LABEL_CLIPPED;
	if (depends_on_phone(a))
		return LABEL_RISKY;
	if (attempt_had_early_audio(a) && a->carried.audible.count)
		return LABEL_OK_EARLY_MEDIA;
	return a->first_18x ? LABEL_OK_LOCAL_RINGBACK : LABEL_NO_EARLY_PHASE;
}
