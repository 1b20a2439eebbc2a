/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

#include "rules/contradiction.h"
#include "rules/tone_text.h"

#include <math.h>

bool is_playable(const struct attempt *attempt, const struct carried_passage *heard)
{
	return !attempt->backward.refused &&
	       (!attempt->carried.unusable || heard->stream != attempt->carried.unusable_stream);
}

const struct carried_passage *early_passage(const struct attempt *attempt, enum content content, enum tone_class class)
{
	const struct carried_passage *heard = carried_find(&attempt->carried, content, class);
	ns least = content == CONTENT_TONE ? CONTENT_TONE_LEAST : CONTENT_LEAST;

	return heard && carried_early(&attempt->carried, heard) >= least && is_playable(attempt, heard) ? heard : NULL;
}

bool carries_only(const struct attempt *attempt, enum content content)
{
	static const enum content silent[] = {CONTENT_SILENCE, CONTENT_NOISE, CONTENT_KEEPALIVE, CONTENT_KEYS};
	ns most = carried_time(&attempt->carried, content);

	if (!is_early_known(attempt) || !attempt_had_early_audio(attempt) || attempt->backward.refused ||
	    attempt->carried.unusable || !carried_nothing(&attempt->carried))
		return false;
	for (unsigned i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		if (silent[i] != content && carried_time(&attempt->carried, silent[i]) >= most)
			return false;
	return true;
}

bool is_early_known(const struct attempt *attempt)
{
	return !attempt->mid_call && !attempt->half && !attempt->given_up && (attempt->final || absence_shows(attempt));
}

/* Packets */

bool run_is_of_one_type(const struct run *run)
{
	return (__builtin_popcountll(run->payload_types[0]) + __builtin_popcountll(run->payload_types[1])) == 1;
}

enum codec codec_of(const struct attempt *attempt, uint8_t payload_type)
{
	enum codec codec = codec_named(attempt_codec(attempt, true, payload_type), 0);

	return codec == CODEC_UNKNOWN ? codec_static(payload_type) : codec;
}

bool run_is_audio(const struct attempt *attempt, const struct run *run)
{
	enum codec codec = codec_of(attempt, run->payload_type);

	return run_is_of_one_type(run) && run->size_most && codec != CODEC_CN && codec != CODEC_KEYS;
}

/* Telling */

const char *content_words(enum content content)
{
	/* English as content_name has it. */
	static const char *const words[CONTENTS] = {
		[CONTENT_UNKNOWN] = N_("not decoded"), [CONTENT_SILENCE] = N_("silence"),
		[CONTENT_NOISE] = N_("comfort-noise"), [CONTENT_KEEPALIVE] = N_("keep-alive"),
		[CONTENT_KEYS] = N_("dtmf"),           [CONTENT_SOUND] = N_("sound, of no clear kind"),
		[CONTENT_SPEECH] = N_("speech-like"),  [CONTENT_MUSIC] = N_("music-like"),
		[CONTENT_TONE] = N_("tone"),
	};

	return _(words[content]);
}

const char *word_tone(struct finding *finding, const struct tone *tone)
{
	struct buf text = {0};

	tone_print(&text, tone);
	return word_buf(finding, &text);
}

/* Since the call began. */
static const char *word_second(struct finding *finding, const struct attempt *attempt, ns time)
{
	struct buf text = {0};

	clock_seconds(&text, time > attempt->start ? time - attempt->start : 0, 1);
	return word_buf(finding, &text);
}

const char *word_when(struct finding *finding, const struct attempt *attempt, const struct carried_passage *heard)
{
	const struct passage *passage = &heard->passage;
	const char *from = word_second(finding, attempt, passage->from);
	const char *to = word_second(finding, attempt, passage->to);
	bool past = attempt->outcome == OUTCOME_ANSWERED && passage->from < attempt->end &&
	            passage->to > attempt->end + SECOND / 2;

	finding_frame(finding, passage->first_frame, passage->from);
	finding_frame(finding, passage->last_frame, passage->to);
	return word_printf(finding,
	                   /* TRANSLATORS: seconds since the call began: "from second 1.2 to 9.0 (frames 12 to 400)" */
	                   past ? _("from second %s to %s, past the answer (frames %llu to %llu)")
	                        : _("from second %s to %s (frames %llu to %llu)"),
	                   from, to, (unsigned long long)frame_number(passage->first_frame),
	                   (unsigned long long)frame_number(passage->last_frame));
}

void doubt_outside(struct finding *finding, const struct attempt *attempt)
{
	if (attempt->outside)
		finding->confidence = CONFIDENCE_LOW;
}

/* A finding of worse news tells the same tone. */
static bool is_told_as_failure(const struct attempt *attempt, enum tone_class class)
{
	const struct carried_passage *told = tone_contradicts(attempt);
	ns waited;

	if (!told)
		told = tone_without_final(attempt, &waited);
	return told && told->passage.tone.class == class;
}

bool is_said_busy(const struct attempt *attempt)
{
	return attempt->final && (attempt->final->code == 486 || attempt->final->code == 600);
}

bool finding_tone(struct finding *finding, const struct attempt *attempt, enum tone_class class)
{
	const struct carried_passage *heard = early_passage(attempt, CONTENT_TONE, class);
	const char *when;

	if (!heard)
		return false;
	when = word_when(finding, attempt, heard);
	/* TRANSLATORS: "busy tone came to the caller from second 1.0 to 6.0 (frames 5 to 254): 480+620 Hz ..." */
	finding_printf(finding, _("%s came to the caller %s: %s"), tone_words(class), when,
	               word_tone(finding, &heard->passage.tone));
	if (is_told_as_failure(attempt, class))
		finding->severity = SEVERITY_INFO;
	doubt_outside(finding, attempt);
	return true;
}

static void tell_sound(struct finding *finding, enum content content, const char *sum, const char *when)
{
	finding_printf(finding,
	               content == CONTENT_MUSIC
	                       /* TRANSLATORS: the second %s is "from second 1.2 to 9.0 (frames 12 to 400)" */
	                       ? _("audio that sounds like music came to the caller for %s in all, %s")
	                       : _("audio that sounds like speech came to the caller for %s in all, %s"),
	               sum, when);
}

static void tell_loud_sound(struct finding *finding, enum content content, const char *sum, const char *when,
                            double level)
{
	finding_printf(finding,
	               content == CONTENT_MUSIC
	                       /* TRANSLATORS: the second %s is "from second 1.2 to 9.0 (frames 12 to 400)" */
	                       ? _("audio that sounds like music came to the caller for %s in all, %s at %.0f dBm0")
	                       : _("audio that sounds like speech came to the caller for %s in all, %s at %.0f dBm0"),
	               sum, when, level);
}

bool finding_sound(struct finding *finding, const struct attempt *attempt, enum content content)
{
	const struct carried_passage *heard =
		is_early_known(attempt) ? early_passage(attempt, content, TONE_NONE) : NULL;
	const char *sum, *when;

	if (!heard)
		return false;
	sum = word_seconds(finding, carried_time(&attempt->carried, content));
	when = word_when(finding, attempt, heard);
	if (isfinite(heard->passage.level))
		tell_loud_sound(finding, content, sum, when, (double)heard->passage.level);
	else
		tell_sound(finding, content, sum, when);
	return true;
}
