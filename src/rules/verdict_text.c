/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/verdict_text.h"

#include "base/language.h"
#include "rules/contradiction.h"
#include "rules/tone_text.h"

/* A verdict being told. */
struct telling {
	const struct attempt *attempt;
	struct buf *out;
	struct arena *words; /* what is put into its sentences */
};

static const char *word_time(const struct telling *telling, ns time)
{
	struct buf text = {0};
	const char *word;

	clock_seconds(&text, time, 1);
	word = arena_text(telling->words, buf_str(&text));
	buf_done(&text);
	return word;
}

/* In seconds since the call began. */
static const char *word_since(const struct telling *telling, ns time)
{
	return word_time(telling, time - telling->attempt->start);
}

static const char *word_duration(const struct telling *telling, ns duration)
{
	return arena_printf(telling->words, _("%s s"), word_time(telling, duration));
}

static const char *word_packets(const struct telling *telling)
{
	uint64_t count = telling->attempt->backward.early_packets;

	return arena_printf(telling->words, language_plural("%llu RTP packet", "%llu RTP packets", count),
	                    (unsigned long long)count);
}

/* The caller's likeliest phone; most phones, where its own is one of the few that make up for it. */
static void say_silent(const struct telling *telling)
{
	const struct attempt *a = telling->attempt;
	bool own = is_silent(a, a->policy);
	const char *duration = word_duration(telling, attempt_silence_waiting(a, own ? a->policy : POLICY_SDP_CUTS));

	if (own)
		/* TRANSLATORS: behind each of these four comes why: ": the 183 opened an audio path and no audio came." */
		buf_printf(
			telling->out,
			a->times_odd
				? _("By the time stamps, which can hardly be right, the caller most likely heard nothing for %s")
				: _("The caller most likely heard nothing for %s"),
			duration);
	else
		/* TRANSLATORS: the second %s is a User-Agent */
		buf_printf(
			telling->out,
			a->times_odd
				? _("By the time stamps, which can hardly be right, most phones would have been silent for %s, "
		                    "though this one (%s) may have rung by itself")
				: _("Most phones would have been silent for %s, though this one (%s) may have rung by itself"),
			duration, arena_text(telling->words, a->policy_agent));
}

static void say_why_silent(const struct telling *telling)
{
	const struct attempt *a = telling->attempt;
	const struct event *next = attempt_first(a, 180);

	if (a->promise && (!next || a->promise->time < next->time))
		next = a->promise;
	if (is_without_response(a) && attempt_refused(a))
		buf_printf(telling->out, "%s", _(": an ICMP error refused the INVITE."));
	else if (is_without_response(a))
		buf_printf(telling->out, "%s", _(": no response to the INVITE was captured."));
	else if (next)
		/* TRANSLATORS: %u is a status code, as 183 */
		buf_printf(telling->out, _(": nothing said ringing or opened an audio path before the %u."),
		           next->code);
	else
		buf_printf(telling->out, "%s", _(": no response said ringing and none opened an audio path."));
}

static void say_why_no_audio(const struct telling *telling)
{
	const struct attempt *a = telling->attempt;
	unsigned code = a->promise->code;

	if (a->elsewhere)
		buf_printf(telling->out, _(": the %u opened an audio path and the audio went elsewhere."), code);
	else if (a->backward.refused)
		buf_printf(telling->out, _(": the %u opened an audio path and the audio that was sent was refused."),
		           code);
	else if (a->path.is_denied)
		buf_printf(telling->out,
		           _(": the %u opened an audio path and by its own account the caller's side received none of "
		             "the audio that was sent."),
		           code);
	else if (a->carried.unusable)
		buf_printf(telling->out,
		           _(": the %u opened an audio path and the audio that came has a payload type that the caller "
		             "did not offer."),
		           code);
	else if (attempt_had_early_audio(a))
		buf_printf(telling->out,
		           language_plural(": the %u opened an audio path and only %llu packet of audio came.",
		                           ": the %u opened an audio path and only %llu packets of audio came.",
		                           a->backward.early_packets),
		           code, (unsigned long long)a->backward.early_packets);
	else
		buf_printf(telling->out, _(": the %u opened an audio path and no audio came."), code);
}

static void say_silent_audio(const struct telling *telling)
{
	const struct carried *carried = &telling->attempt->carried;
	bool blip = carried->audible.count;
	ns silence = carried_time(carried, CONTENT_SILENCE);
	const char *packets = word_packets(telling);

	say_silent(telling);
	/* TRANSLATORS: %s is "400 RTP packets" */
	if (silence < carried_time(carried, CONTENT_NOISE))
		buf_printf(telling->out,
		           blip ? _(": %s came and carried comfort noise and nothing else, but for a blip of sound.")
		                : _(": %s came and carried comfort noise and nothing else."),
		           packets);
	else if (!carried->present.count)
		buf_printf(telling->out, _(": %s came and carried nothing: they only keep a path open."), packets);
	else if (silence < carried_time(carried, CONTENT_KEYS))
		buf_printf(telling->out,
		           blip ? _(": %s came and carried telephone events and no audio, but for a blip of sound.")
		                : _(": %s came and carried telephone events and no audio."),
		           packets);
	else
		buf_printf(telling->out,
		           blip ? _(": %s came and carried silence, but for a blip of sound.")
		                : _(": %s came and carried silence."),
		           packets);
}

static void say_wrong_audio(const struct telling *telling)
{
	const struct attempt *a = telling->attempt;
	const struct carried_passage *heard = tone_contradicts(a);
	const char *tone, *from;

	if (!heard) {
		from = word_since(telling, ringback_before_alert(a)->passage.from);
		buf_printf(telling->out,
		           _("The caller heard ringback from second %s on, before anything rang at the callee's."),
		           from);
		return;
	}
	tone = tone_words(heard->passage.tone.class);
	from = word_since(telling, heard->passage.from);
	/* TRANSLATORS: the first %s is "busy tone" or the like, the second the seconds since the call began */
	if (a->cancel && a->cancel->time <= a->end)
		buf_printf(
			telling->out,
			_("The caller heard %s from second %s on and gave up: no response said that the call had failed."),
			tone, from);
	else if (!a->final)
		buf_printf(telling->out,
		           _("The caller heard %s from second %s on, and no response said that the call had failed."),
		           tone, from);
	else if (a->final->code < 300)
		buf_printf(telling->out,
		           _("The caller heard %s from second %s on, and then the call was answered (%u)."), tone, from,
		           a->final->code);
	else
		buf_printf(telling->out, _("The caller heard %s from second %s on, but the response was %u."), tone,
		           from, a->final->code);
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
static const char *word_contents(const struct telling *telling)
{
	static const char *const words[CONTENTS] = {[CONTENT_UNKNOWN] = N_("audio that is not decoded"),
	                                            [CONTENT_SPEECH] = N_("speech-like audio"),
	                                            [CONTENT_MUSIC] = N_("music-like audio"),
	                                            [CONTENT_SOUND] = N_("sound of no clear kind")};
	const struct carried *carried = &telling->attempt->carried;
	struct buf text = {0};
	const char *word;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct passage *passage = &carried->passages[i].passage;

		if (!is_worth_saying(carried, i))
			continue;
		/* TRANSLATORS: between kinds of sound: "ringback tone, then speech-like audio" */
		buf_printf(&text, "%s%s", text.n ? _(", then ") : "",
		           passage->content == CONTENT_TONE ? tone_words(passage->tone.class)
		                                            : _(words[passage->content]));
	}
	if (!text.n)
		return carried->examined ? _("hardly any sound") : _(words[CONTENT_UNKNOWN]);
	word = arena_text(telling->words, buf_str(&text));
	buf_done(&text);
	return word;
}

static void say_risky(const struct telling *telling)
{
	const struct attempt *a = telling->attempt;
	struct buf list = {0};

	for (enum policy policy = 0; policy < POLICIES; policy++) {
		if (!is_silent(a, policy))
			continue;
		if (list.n)
			buf_printf(&list, "%s", _(", "));
		/* TRANSLATORS: a way phones behave, and how long the caller hears silence then: "rfc3960 (8.1 s)" */
		buf_printf(&list, _("%s (%s)"), policy_name(policy),
		           word_duration(telling, attempt_silence(a, policy)));
	}
	/* TRANSLATORS: %s is a list: "rfc3960 (8.1 s), sdp-cuts (8.1 s)" */
	buf_printf(telling->out,
	           _("What the caller heard depends on the phone: silence under %s, not under the others."),
	           buf_text(&list));
	buf_done(&list);
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

/* Whether the caller heard it depends on more than that it came. */
enum hearing_of {
	HEARD,
	HEARD_BEHIND_NAT,
	HEARD_WITHOUT_SDP,
	HEARD_NOT_PLAYED,
};

static enum hearing_of hearing_of(const struct attempt *a)
{
	if (a->outside)
		return HEARD_BEHIND_NAT;
	if (!a->early_sdp && !is_played(&a->heard[a->policy]))
		return HEARD_WITHOUT_SDP;
	return a->policy == POLICY_IGNORES_EARLY_MEDIA ? HEARD_NOT_PLAYED : HEARD;
}

/* It ended, and then there was nothing. */
static void say_early_media_until(const struct telling *telling, const char *contents)
{
	const struct attempt *a = telling->attempt;
	const char *from = word_since(telling, a->backward.early_first),
		   *to = word_since(telling, a->backward.early_last), *packets = word_packets(telling),
		   *silence = word_duration(telling, silent_tail(a));

	/* TRANSLATORS: seconds since the call began; what it was, as "ringback tone"; "400 RTP packets"; "5.0 s" */
	switch (hearing_of(a)) {
	case HEARD:
		buf_printf(telling->out,
		           _("The caller heard early media from second %s to second %s: %s (%s), then nothing for %s."),
		           from, to, contents, packets, silence);
		break;
	case HEARD_BEHIND_NAT:
		buf_printf(
			telling->out,
			_("The caller heard early media, if its NAT let it in, from second %s to second %s: %s (%s), "
		          "then nothing for %s."),
			from, to, contents, packets, silence);
		break;
	case HEARD_WITHOUT_SDP:
		buf_printf(
			telling->out,
			_("Early media reached the caller's phone, though no 18x with SDP told it to play that, from "
		          "second %s to second %s: %s (%s), then nothing for %s."),
			from, to, contents, packets, silence);
		break;
	case HEARD_NOT_PLAYED:
		buf_printf(telling->out,
		           _("Early media reached the caller's phone (which does not play it but rings by itself) from "
		             "second %s to second %s: %s (%s), then nothing for %s."),
		           from, to, contents, packets, silence);
		break;
	}
}

/* It went on; how the sentence ends is told behind it. */
static void say_early_media_from(const struct telling *telling, const char *contents)
{
	const struct attempt *a = telling->attempt;
	const char *from = word_since(telling, a->backward.early_first), *packets = word_packets(telling);

	/* TRANSLATORS: behind each of these four comes "." or ", which goes with the 486." */
	switch (hearing_of(a)) {
	case HEARD:
		buf_printf(telling->out, _("The caller heard early media from second %s on: %s (%s)"), from, contents,
		           packets);
		break;
	case HEARD_BEHIND_NAT:
		buf_printf(telling->out,
		           _("The caller heard early media, if its NAT let it in, from second %s on: %s (%s)"), from,
		           contents, packets);
		break;
	case HEARD_WITHOUT_SDP:
		buf_printf(
			telling->out,
			_("Early media reached the caller's phone, though no 18x with SDP told it to play that, from "
		          "second %s on: %s (%s)"),
			from, contents, packets);
		break;
	case HEARD_NOT_PLAYED:
		buf_printf(telling->out,
		           _("Early media reached the caller's phone (which does not play it but rings by itself) from "
		             "second %s on: %s (%s)"),
		           from, contents, packets);
		break;
	}
}

static void say_early_media(const struct telling *telling)
{
	const struct attempt *a = telling->attempt;
	const char *contents = word_contents(telling);

	if (silent_tail(a)) {
		say_early_media_until(telling, contents);
		return;
	}
	say_early_media_from(telling, contents);
	if (has_failure_tone(a) && a->final && a->final->code >= 300)
		/* TRANSLATORS: the tone that was heard says the same as the response: 486 */
		buf_printf(telling->out, _(", which goes with the %u."), a->final->code);
	else
		/* TRANSLATORS: the end of a sentence */
		buf_printf(telling->out, "%s", _("."));
}

static void say_ringback(const struct telling *telling)
{
	const struct attempt *a = telling->attempt;
	ns silence = attempt_silence(a, a->policy);

	if (!attempt_first(a, 180))
		/* TRANSLATORS: seconds, and the code of a provisional response */
		buf_printf(telling->out, _("The early phase was too short to call it silent: %s after the first %u."),
		           word_duration(telling, a->end - a->first_18x->time), a->first_18x->code);
	else if (silence >= 0 && !a->times_odd)
		buf_printf(telling->out, _("The caller's phone was told to ring after %s."),
		           word_duration(telling, attempt_first(a, 180)->time - a->start));
	else
		buf_printf(telling->out, "%s", _("The caller's phone was told to ring."));
}

static const char *no_early_phase(const struct attempt *a)
{
	if (a->mid_call)
		return _("The start of the call is not in the capture; nothing can be said about its early phase.");
	if (is_without_response(a) && attempt_refused(a))
		return _("The INVITE did not arrive: an ICMP error refused it.");
	if (!a->final)
		return a->provisional_count ? _("Nothing but 100 Trying was captured in answer to the INVITE.")
		                            : _("No response to the INVITE was captured.");
	if (a->end - a->waiting > VERDICT_INSTANT)
		return _("Nothing came before the final response, and it came soon enough not to call that silent.");
	return _("The final response came soon: there was hardly time to hear anything.");
}

static void say(const struct telling *telling, enum label label)
{
	const struct attempt *a = telling->attempt;

	switch (label) {
	case LABEL_NO_EARLY_PHASE:
		buf_printf(telling->out, "%s", no_early_phase(a));
		break;
	case LABEL_UNVERIFIABLE:
		buf_printf(telling->out,
		           a->promise ? _("A %u promised early audio; this capture cannot show whether it came.")
		                      : _("A %u made early audio possible; this capture cannot show whether any came."),
		           a->opened->code);
		break;
	case LABEL_WRONG_AUDIO:
		say_wrong_audio(telling);
		break;
	case LABEL_SILENT_AUDIO:
		say_silent_audio(telling);
		break;
	case LABEL_SILENT_MEDIA:
		say_silent(telling);
		say_why_no_audio(telling);
		break;
	case LABEL_SILENT_SIGNALLING:
		say_silent(telling);
		say_why_silent(telling);
		break;
	case LABEL_CLIPPED:
		buf_printf(telling->out,
		           _("The caller missed the first %s of early media: audio came that long after the SDP that "
		             "promised it."),
		           word_duration(telling, audio_delay(a)));
		break;
	case LABEL_RISKY:
		say_risky(telling);
		break;
	case LABEL_OK_EARLY_MEDIA:
		say_early_media(telling);
		break;
	default:
		say_ringback(telling);
		break;
	}
}

void verdict_tell(const struct attempt *attempt, enum label label, struct buf *out)
{
	struct arena words = {0};

	say(&(struct telling){attempt, out, &words}, label);
	arena_done(&words);
}
