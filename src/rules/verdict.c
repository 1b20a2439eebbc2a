/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/verdict.h"

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

static bool is_silent(const struct attempt *a, enum policy policy)
{
	return attempt_silence_after_18x(a, policy) > VERDICT_SILENT;
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

static bool said_ringing(const struct attempt *a)
{
	return attempt_first(a, 180) != NULL;
}

static enum label silent_label(const struct attempt *a)
{
	if (a->promise && !a->backward.early_packets)
		return LABEL_SILENT_MEDIA;
	if (!a->promise && !said_ringing(a))
		return LABEL_SILENT_SIGNALLING;
	return LABELS;
}

/* How long after the SDP that ended local ringback the audio came; negative: before it, or not at all. */
static ns cut_in(const struct attempt *a)
{
	if (!a->early_sdp || !a->backward.early_packets)
		return -1;
	return a->backward.early_first - a->early_sdp->time;
}

static enum label label_of(const struct attempt *a)
{
	enum label label;

	if (!a->first_18x && (a->mid_call || (a->final && a->end - a->start <= VERDICT_INSTANT)))
		return LABEL_NO_EARLY_PHASE;
	if (attempt_needs_rtp(a))
		return LABEL_UNVERIFIABLE;
	if (is_silent(a, POLICY_RFC3960) && is_silent(a, POLICY_SDP_CUTS)) {
		label = silent_label(a);
		if (label != LABELS)
			return label;
	}
	if (cut_in(a) > VERDICT_CLIPPED)
		return LABEL_CLIPPED;
	if (depends_on_phone(a))
		return LABEL_RISKY;
	if (a->backward.early_packets)
		return LABEL_OK_EARLY_MEDIA;
	return a->first_18x ? LABEL_OK_LOCAL_RINGBACK : LABEL_NO_EARLY_PHASE;
}

static bool is_healthy(enum label label)
{
	return label == LABEL_NO_EARLY_PHASE || label == LABEL_OK_EARLY_MEDIA || label == LABEL_OK_LOCAL_RINGBACK;
}

static enum confidence sureness(const struct attempt *a, enum label label)
{
	switch (label) {
	case LABEL_UNVERIFIABLE:
		return CONFIDENCE_CERTAIN;
	case LABEL_NO_EARLY_PHASE:
		return a->half ? CONFIDENCE_LOW : CONFIDENCE_CERTAIN;
	case LABEL_SILENT_SIGNALLING:
	case LABEL_OK_LOCAL_RINGBACK:
		return a->half || a->cut ? CONFIDENCE_LOW : CONFIDENCE_HIGH;
	case LABEL_OK_EARLY_MEDIA:
		return CONFIDENCE_HIGH;
	case LABEL_RISKY:
		return a->promise ? confidence_of(a->visibility) : CONFIDENCE_HIGH;
	default:
		return confidence_of(a->visibility);
	}
}

static bool explains(const struct finding *finding, enum label label, enum severity least)
{
	enum step step = finding->rule->step;

	if (step == STEP_NEVER || (step == STEP_CAPTURE) != (label == LABEL_UNVERIFIABLE))
		return false;
	return step == STEP_CAPTURE || finding->severity >= least;
}

/* The first step of the root-cause order that has a finding; within it the most severe, then the first in the catalogue. */
static const struct finding *first_cause(const struct findings *findings, enum label label, enum severity least)
{
	const struct finding *best = NULL;

	for (unsigned i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->found[i];
		enum step step = f->rule->step;

		if (!explains(f, label, least))
			continue;
		if (!best || step < best->rule->step || (step == best->rule->step && f->severity > best->severity))
			best = f;
	}
	return best;
}

/* What is only worth knowing explains a verdict when nothing that is wrong does. */
static const struct finding *explain(const struct findings *findings, enum label label)
{
	const struct finding *cause = first_cause(findings, label, SEVERITY_NOTICE);

	return cause ? cause : first_cause(findings, label, SEVERITY_INFO);
}

static void say_seconds(struct buf *out, ns duration)
{
	clock_seconds(out, duration, 1);
	buf_printf(out, " s");
}

/* The silence of the caller's likeliest phone; of the others where that is unknown. */
static void say_silent(struct buf *out, const struct attempt *a)
{
	ns silence = attempt_silence(a, a->policy);

	buf_printf(out, "The caller most likely heard nothing for ");
	say_seconds(out, silence < 0 ? a->end - a->start : silence);
}

static void say_risky(struct buf *out, const struct attempt *a)
{
	bool first = true;

	buf_printf(out, "What the caller heard depends on the phone: silence under");
	for (enum policy policy = 0; policy < POLICIES; policy++) {
		if (!is_silent(a, policy))
			continue;
		buf_printf(out, "%s %s (", first ? "" : ",", policy_name(policy));
		say_seconds(out, attempt_silence(a, policy));
		buf_printf(out, ")");
		first = false;
	}
	buf_printf(out, ", not under the others.");
}

static void say_early_media(struct buf *out, const struct attempt *a)
{
	buf_printf(out, "The caller heard early media from second ");
	clock_seconds(out, a->backward.early_first - a->start, 1);
	buf_printf(out, " on (%llu RTP packets; their content was not examined).",
	           (unsigned long long)a->backward.early_packets);
}

static void say_ringback(struct buf *out, const struct attempt *a)
{
	ns silence = attempt_silence(a, a->policy);

	if (!said_ringing(a)) {
		buf_printf(out, "The early phase was too short to call it silent: ");
		say_seconds(out, a->end - a->first_18x->time);
		buf_printf(out, " after the first %u.", a->first_18x->code);
		return;
	}
	buf_printf(out, "The caller's phone was told to ring");
	if (silence >= 0) {
		buf_printf(out, " after ");
		say_seconds(out, attempt_first(a, 180)->time - a->start);
	}
	buf_printf(out, ".");
}

static void say_no_early_phase(struct buf *out, const struct attempt *a)
{
	if (a->mid_call)
		buf_printf(out,
		           "The start of the call is not in the capture; nothing can be said about its early phase.");
	else if (!a->final)
		buf_printf(out, "No response to the INVITE was captured.");
	else if (a->end - a->start > VERDICT_INSTANT)
		buf_printf(out,
		           "Nothing came before the final response, and it came soon enough not to call that silent.");
	else
		buf_printf(out, "The final response came at once: there was no time to hear anything.");
}

static void say(struct buf *out, const struct attempt *a, enum label label)
{
	switch (label) {
	case LABEL_NO_EARLY_PHASE:
		say_no_early_phase(out, a);
		break;
	case LABEL_UNVERIFIABLE:
		buf_printf(out, "A %u promised early audio; this capture cannot show whether it came.",
		           a->promise->code);
		break;
	case LABEL_SILENT_MEDIA:
		say_silent(out, a);
		if (a->elsewhere)
			buf_printf(out, ": the %u opened an audio path and the audio went elsewhere.",
			           a->promise->code);
		else
			buf_printf(out, ": the %u opened an audio path and no audio came.", a->promise->code);
		break;
	case LABEL_SILENT_SIGNALLING:
		say_silent(out, a);
		buf_printf(out, ": no response said ringing and none opened an audio path.");
		break;
	case LABEL_CLIPPED:
		buf_printf(out, "The caller missed the first ");
		say_seconds(out, cut_in(a));
		buf_printf(out, " of early media: audio came that long after the SDP that ended local ringback.");
		break;
	case LABEL_RISKY:
		say_risky(out, a);
		break;
	case LABEL_OK_EARLY_MEDIA:
		say_early_media(out, a);
		break;
	default:
		say_ringback(out, a);
		break;
	}
}

const struct finding *verdict_decline(const struct attempt *a, const struct findings *findings)
{
	if (a->outcome != OUTCOME_DECLINED)
		return NULL;
	for (unsigned i = 0; i < findings->count; i++)
		if (findings->found[i].rule->origin != ORIGIN_NONE)
			return &findings->found[i];
	return NULL;
}

void verdict_of(const struct attempt *attempt, const struct findings *findings, struct verdict *out)
{
	enum label label = label_of(attempt);

	*out = (struct verdict){.label = label, .confidence = sureness(attempt, label)};
	if (!is_healthy(label))
		out->because = explain(findings, label);
	say(&out->text, attempt, label);
}

void verdict_done(struct verdict *verdict)
{
	buf_done(&verdict->text);
}
