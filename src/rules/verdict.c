/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/verdict.h"

#include "rules/content.h"
#include "rules/contradiction.h"
#include "rules/tone_text.h"

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

/*
 * How long after the SDP that promised it the audio came; negative: before it, or not at all. Packets that carried silence
 * first, for longer than a pause of ringback, brought none.
 */
static ns cut_in(const struct attempt *a)
{
	const struct windows *audible = &a->carried.audible;

	if (!a->promise || !attempt_had_early_audio(a) || !audible->count)
		return -1;
	if (audible->at[0].from - a->promise->time > VERDICT_SILENT)
		return audible->at[0].from - a->promise->time;
	return a->carried.present.at[0].from - a->promise->time;
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
	return cut_in(a) > VERDICT_CLIPPED || audible(a) >= VERDICT_BLIP;
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

/* Without any response captured: was there none, or is it this capture that lacks it? */
static bool is_unanswered(const struct attempt *a)
{
	return !a->provisional_count && !a->final;
}

static bool has_no_early_phase(const struct attempt *a)
{
	if (a->first_18x)
		return false;
	if (a->mid_call || (is_unanswered(a) && a->half))
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

static enum label label_of(const struct attempt *a)
{
	if (has_no_early_phase(a))
		return LABEL_NO_EARLY_PHASE;
	if (attempt_needs_rtp(a))
		return LABEL_UNVERIFIABLE;
	if (tone_contradicts(a) || ringback_before_alert(a))
		return LABEL_WRONG_AUDIO;
	if (silent_label(a) != LABELS)
		return silent_label(a);
	if (cut_in(a) > VERDICT_CLIPPED)
		return LABEL_CLIPPED;
	if (depends_on_phone(a))
		return LABEL_RISKY;
	if (attempt_had_early_audio(a) && a->carried.audible.count)
		return LABEL_OK_EARLY_MEDIA;
	return a->first_18x ? LABEL_OK_LOCAL_RINGBACK : LABEL_NO_EARLY_PHASE;
}

bool label_is_healthy(enum label label)
{
	return label == LABEL_NO_EARLY_PHASE || label == LABEL_OK_EARLY_MEDIA || label == LABEL_OK_LOCAL_RINGBACK;
}

/* RFC 3261 17.1.1.2: over UDP a caller repeats the INVITE until a response arrives. One that does not has had one. */
static bool shows_no_response(const struct attempt *a)
{
	return a->invite && a->transport == TRANSPORT_UDP && a->invite->retransmissions > 0;
}

/* What silence and ringing rest on: the responses, and where audio might have come, that it would have been seen. */
static enum confidence sureness_of_silence(const struct attempt *a)
{
	if (is_unanswered(a))
		return (shows_no_response(a) || attempt_refused(a)) && !a->times_odd ? CONFIDENCE_HIGH : CONFIDENCE_LOW;
	return confidence_in_silence(a);
}

/* Early audio was heard into, and there was more than a blip of sound in it. */
static bool heard_sound(const struct attempt *a)
{
	ns sum = 0;

	for (enum content content = CONTENT_SOUND; content < CONTENTS; content++)
		sum += carried_time(&a->carried, content);
	return sum >= VERDICT_BLIP;
}

/* Nothing ended the call, and nothing rang: it is the capture that is short, and what came behind it is not known. */
static bool is_cut_short(const struct attempt *a)
{
	return !a->final && !a->cancel && !said_ringing(a);
}

static enum confidence sureness(const struct attempt *a, enum label label)
{
	switch (label) {
	case LABEL_UNVERIFIABLE:
		return CONFIDENCE_CERTAIN;
	case LABEL_NO_EARLY_PHASE:
		return a->half || a->times_odd || (is_unanswered(a) && !attempt_refused(a)) ? CONFIDENCE_LOW
		                                                                            : CONFIDENCE_CERTAIN;
	case LABEL_OK_LOCAL_RINGBACK:
		return a->half || a->cut || a->mid_call || a->times_odd || is_cut_short(a) ? CONFIDENCE_LOW
		                                                                           : CONFIDENCE_HIGH;
	case LABEL_OK_EARLY_MEDIA:
		if (a->outside)
			return CONFIDENCE_LOW;
		/* That what could not be heard into sounded is likely, no more. */
		return heard_sound(a) ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
	case LABEL_WRONG_AUDIO:
		return a->outside ? CONFIDENCE_LOW : CONFIDENCE_HIGH;
	default:
		return a->outside ? CONFIDENCE_LOW : sureness_of_silence(a);
	}
}

/* What happened only at the end explains nothing of what was heard before. */
static bool explains(const struct attempt *a, const struct finding *finding, enum label label, enum severity least)
{
	enum step step = finding->rule->step;

	if (step == STEP_NEVER || (step == STEP_CAPTURE) != (label == LABEL_UNVERIFIABLE) ||
	    (step == STEP_TONE) != (label == LABEL_WRONG_AUDIO))
		return false;
	return step == STEP_CAPTURE || (finding->severity >= least && finding->time < a->end);
}

/* Where packets came and carried nothing, what they carried goes before all that may be wrong with their path. */
static bool comes_before(enum label label, enum step step, enum step other)
{
	if (label == LABEL_SILENT_AUDIO && (step == STEP_CONTENT) != (other == STEP_CONTENT))
		return step == STEP_CONTENT;
	return step < other;
}

/* The first step of the root-cause order that has a finding; within it the most severe, then the first in the catalogue. */
static const struct finding *first_cause(const struct attempt *a, const struct findings *findings, enum label label,
                                         enum severity least)
{
	const struct finding *best = NULL;

	for (unsigned i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->found[i];
		enum step step = f->rule->step;

		if (!explains(a, f, label, least))
			continue;
		if (!best || comes_before(label, step, best->rule->step) ||
		    (step == best->rule->step && f->severity > best->severity))
			best = f;
	}
	return best;
}

/* What is only worth knowing explains a verdict when nothing that is wrong does. */
static const struct finding *explain(const struct attempt *a, const struct findings *findings, enum label label)
{
	const struct finding *cause = first_cause(a, findings, label, SEVERITY_NOTICE);

	return cause ? cause : first_cause(a, findings, label, SEVERITY_INFO);
}

static void say_seconds(struct buf *out, ns duration)
{
	clock_seconds(out, duration, 1);
	buf_printf(out, " s");
}

/* The caller's likeliest phone; most phones, where its own is one of the few that make up for it. */
static void say_silent(struct buf *out, const struct attempt *a)
{
	if (is_silent(a, a->policy)) {
		buf_printf(out, "%s caller most likely heard nothing for ",
		           a->times_odd ? "By the time stamps, which can hardly be right, the" : "The");
		say_seconds(out, attempt_silence_waiting(a, a->policy));
		return;
	}
	buf_printf(out, "%s phones would have been silent for ",
	           a->times_odd ? "By the time stamps, which can hardly be right, most" : "Most");
	say_seconds(out, attempt_silence_waiting(a, POLICY_SDP_CUTS));
	buf_printf(out, ", though this one (" STR_FMT ") may have rung by itself", STR_ARG(a->policy_agent));
}

static void say_why_silent(struct buf *out, const struct attempt *a)
{
	const struct event *next = attempt_first(a, 180);

	if (a->promise && (!next || a->promise->time < next->time))
		next = a->promise;
	if (is_unanswered(a) && attempt_refused(a))
		buf_printf(out, ": an ICMP error refused the INVITE.");
	else if (is_unanswered(a))
		buf_printf(out, ": no response to the INVITE was captured.");
	else if (next)
		buf_printf(out, ": nothing said ringing or opened an audio path before the %u.", next->code);
	else
		buf_printf(out, ": no response said ringing and none opened an audio path.");
}

static void say_why_no_audio(struct buf *out, const struct attempt *a)
{
	buf_printf(out, ": the %u opened an audio path and ", a->promise->code);
	if (a->elsewhere)
		buf_printf(out, "the audio went elsewhere.");
	else if (a->backward.refused)
		buf_printf(out, "the audio that was sent was refused.");
	else if (a->path.is_denied)
		buf_printf(out, "by its own account the caller's side received none of the audio that was sent.");
	else if (a->carried.unusable)
		buf_printf(out, "the audio that came has a payload type that the caller did not offer.");
	else if (attempt_had_early_audio(a))
		buf_printf(out, "only %llu packets of audio came.", (unsigned long long)a->backward.early_packets);
	else
		buf_printf(out, "no audio came.");
}

static void say_silent_audio(struct buf *out, const struct attempt *a)
{
	const char *what = "silence";

	if (carried_time(&a->carried, CONTENT_SILENCE) < carried_time(&a->carried, CONTENT_NOISE))
		what = "comfort noise and nothing else";
	else if (!a->carried.present.count)
		what = "nothing: they only keep a path open";
	else if (carried_time(&a->carried, CONTENT_SILENCE) < carried_time(&a->carried, CONTENT_KEYS))
		what = "telephone events and no audio";
	say_silent(out, a);
	buf_printf(out, ": %llu RTP packet%s came and carried %s%s.", (unsigned long long)a->backward.early_packets,
	           a->backward.early_packets == 1 ? "" : "s", what,
	           a->carried.audible.count ? ", but for a blip of sound" : "");
}

static void say_wrong_audio(struct buf *out, const struct attempt *a)
{
	const struct carried_passage *heard = tone_contradicts(a);

	if (!heard) {
		buf_printf(out, "The caller heard ringback from second ");
		clock_seconds(out, ringback_before_alert(a)->passage.from - a->start, 1);
		buf_printf(out, " on, before anything rang at the callee's.");
		return;
	}
	buf_printf(out, "The caller heard ");
	tone_name_print(out, heard->passage.tone.class);
	buf_printf(out, " from second ");
	clock_seconds(out, heard->passage.from - a->start, 1);
	if (a->cancel && a->cancel->time <= a->end)
		buf_printf(out, " on and gave up: no response said that the call had failed.");
	else if (!a->final)
		buf_printf(out, " on, and no response said that the call had failed.");
	else if (a->final->code < 300)
		buf_printf(out, " on, and then the call was answered (%u).", a->final->code);
	else
		buf_printf(out, " on, but the response was %u.", a->final->code);
}

static bool is_of_one_kind(const struct passage *a, const struct passage *b)
{
	return a->content == b->content && (a->content != CONTENT_TONE || a->tone.class == b->tone.class);
}

/* All of its kind together, told where it is the first of it. */
static bool is_worth_saying(const struct carried *carried, unsigned at)
{
	const struct passage *passage = &carried->passages[at].passage;
	ns sum = 0;

	if (passage->content < CONTENT_SOUND && passage->content != CONTENT_UNKNOWN)
		return false;
	for (unsigned i = 0; i < carried->passage_count; i++) {
		if (!carried->passages[i].early || !is_of_one_kind(&carried->passages[i].passage, passage))
			continue;
		if (i < at)
			return false;
		sum += carried_early(carried, &carried->passages[i]);
	}
	return sum >= VERDICT_BLIP;
}

/* The kinds of what was heard, as they came. */
static void say_contents(struct buf *out, const struct carried *carried)
{
	static const char *const words[CONTENTS] = {[CONTENT_UNKNOWN] = "audio that is not decoded",
	                                            [CONTENT_SPEECH] = "speech-like audio",
	                                            [CONTENT_MUSIC] = "music-like audio",
	                                            [CONTENT_SOUND] = "sound of no clear kind"};
	bool any = false;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct passage *passage = &carried->passages[i].passage;

		if (!is_worth_saying(carried, i))
			continue;
		buf_printf(out, "%s", any ? ", then " : "");
		if (passage->content == CONTENT_TONE)
			tone_name_print(out, passage->tone.class);
		else
			buf_printf(out, "%s", words[passage->content]);
		any = true;
	}
	if (!any)
		buf_printf(out, "%s", carried->examined ? "hardly any sound" : words[CONTENT_UNKNOWN]);
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

/* Silence from the last packet to the end, where it is more than a pause. */
static ns silent_tail(const struct attempt *a)
{
	const struct heard *heard = &a->heard[a->policy];
	const struct span *last = heard->span_count ? &heard->spans[heard->span_count - 1] : NULL;

	return last && last->sound == SOUND_SILENCE && last->to - last->from > VERDICT_SILENT ? last->to - last->from
	                                                                                      : 0;
}

static bool is_played(const struct heard *heard)
{
	for (unsigned i = 0; i < heard->span_count; i++)
		if (heard->spans[i].sound == SOUND_EARLY_MEDIA)
			return true;
	return false;
}

static void say_early_media(struct buf *out, const struct attempt *a)
{
	if (a->outside)
		buf_printf(out, "The caller heard early media, if its NAT let it in, from second ");
	else if (!a->early_sdp && !is_played(&a->heard[a->policy]))
		buf_printf(
			out,
			"Early media reached the caller's phone, though no 18x with SDP told it to play that, from second ");
	else if (a->policy == POLICY_IGNORES_EARLY_MEDIA)
		buf_printf(
			out,
			"Early media reached the caller's phone (which does not play it but rings by itself) from second ");
	else
		buf_printf(out, "The caller heard early media from second ");
	clock_seconds(out, a->backward.early_first - a->start, 1);
	if (silent_tail(a)) {
		buf_printf(out, " to second ");
		clock_seconds(out, a->backward.early_last - a->start, 1);
	} else {
		buf_printf(out, " on");
	}
	buf_printf(out, ": ");
	say_contents(out, &a->carried);
	buf_printf(out, " (%llu RTP packets)", (unsigned long long)a->backward.early_packets);
	if (silent_tail(a)) {
		buf_printf(out, ", then nothing for ");
		say_seconds(out, silent_tail(a));
	} else if (has_failure_tone(a) && a->final && a->final->code >= 300) {
		buf_printf(out, ", which goes with the %u", a->final->code);
	}
	buf_byte(out, '.');
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
	if (silence >= 0 && !a->times_odd) {
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
	else if (is_unanswered(a) && attempt_refused(a))
		buf_printf(out, "The INVITE did not arrive: an ICMP error refused it.");
	else if (!a->final)
		buf_printf(out, a->provisional_count ? "Nothing but 100 Trying was captured in answer to the INVITE."
		                                     : "No response to the INVITE was captured.");
	else if (a->end - a->waiting > VERDICT_INSTANT)
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
		buf_printf(out,
		           a->promise ? "A %u promised early audio; this capture cannot show whether it came."
		                      : "A %u made early audio possible; this capture cannot show whether any came.",
		           a->opened->code);
		break;
	case LABEL_WRONG_AUDIO:
		say_wrong_audio(out, a);
		break;
	case LABEL_SILENT_AUDIO:
		say_silent_audio(out, a);
		break;
	case LABEL_SILENT_MEDIA:
		say_silent(out, a);
		say_why_no_audio(out, a);
		break;
	case LABEL_SILENT_SIGNALLING:
		say_silent(out, a);
		say_why_silent(out, a);
		break;
	case LABEL_CLIPPED:
		buf_printf(out, "The caller missed the first ");
		say_seconds(out, cut_in(a));
		buf_printf(out, " of early media: audio came that long after the SDP that promised it.");
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
	if (!label_is_healthy(label))
		out->because = explain(attempt, findings, label);
	say(&out->text, attempt, label);
}

void verdict_done(struct verdict *verdict)
{
	buf_done(&verdict->text);
}
