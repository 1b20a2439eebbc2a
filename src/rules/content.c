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

static void tell_second(struct finding *finding, const struct attempt *attempt, ns time)
{
	clock_seconds(&finding->text, time > attempt->start ? time - attempt->start : 0, 1);
}

void finding_when(struct finding *finding, const struct attempt *attempt, const struct carried_passage *heard)
{
	const struct passage *passage = &heard->passage;

	finding_printf(finding, " from second ");
	tell_second(finding, attempt, passage->from);
	finding_printf(finding, " to ");
	tell_second(finding, attempt, passage->to);
	if (attempt->outcome == OUTCOME_ANSWERED && passage->from < attempt->end &&
	    passage->to > attempt->end + SECOND / 2)
		finding_printf(finding, ", past the answer");
	finding_printf(finding, " (frames %llu to %llu)", (unsigned long long)frame_number(passage->first_frame),
	               (unsigned long long)frame_number(passage->last_frame));
	finding_frame(finding, passage->first_frame, passage->from);
	finding_frame(finding, passage->last_frame, passage->to);
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

	if (!heard)
		return false;
	tone_name_print(&finding->text, class);
	finding_printf(finding, " came to the caller");
	finding_when(finding, attempt, heard);
	finding_printf(finding, ": ");
	tone_print(&finding->text, &heard->passage.tone);
	if (is_told_as_failure(attempt, class))
		finding->severity = SEVERITY_INFO;
	doubt_outside(finding, attempt);
	return true;
}

bool finding_sound(struct finding *finding, const struct attempt *attempt, enum content content, const char *symptom)
{
	const struct carried_passage *heard =
		is_early_known(attempt) ? early_passage(attempt, content, TONE_NONE) : NULL;

	if (!heard)
		return false;
	finding_printf(finding, "%s came to the caller for ", symptom);
	finding_seconds(finding, carried_time(&attempt->carried, content));
	finding_printf(finding, " in all,");
	finding_when(finding, attempt, heard);
	if (isfinite(heard->passage.level))
		finding_printf(finding, " at %.0f dBm0", (double)heard->passage.level);
	return true;
}
