/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/contradiction.h"

#include "rules/content.h"

static bool is_failure(const struct tone *tone)
{
	return tone->class == TONE_BUSY || tone->class == TONE_CONGESTION || tone->class == TONE_BUSY_OR_CONGESTION ||
	       tone->class == TONE_SIT;
}

static bool is_early_tone(const struct attempt *attempt, const struct carried_passage *heard)
{
	return heard->early && heard->passage.content == CONTENT_TONE &&
	       carried_early(&attempt->carried, heard) >= CONTENT_TONE_LEAST && is_playable(attempt, heard);
}

/* Behind it somebody rang: the call was forwarded, or another branch of a fork took over. */
static bool went_on(const struct attempt *attempt, const struct carried_passage *tone)
{
	const struct carried *carried = &attempt->carried;

	for (unsigned i = 0; i < carried->passage_count; i++)
		if (is_early_tone(attempt, &carried->passages[i]) &&
		    carried->passages[i].passage.tone.class == TONE_RINGBACK &&
		    carried->passages[i].passage.to >= tone->passage.to + CONTENT_TONE_LEAST)
			return true;
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->code >= 180 && event->code <= 182 && event->time >= tone->passage.to - SECOND)
			return true;
	}
	return false;
}

static bool is_failure_tone(const struct attempt *attempt, const struct carried_passage *heard)
{
	return is_early_tone(attempt, heard) && is_failure(&heard->passage.tone) && !went_on(attempt, heard);
}

/* The last one: it is what the caller was left with. */
static const struct carried_passage *last_failure_tone(const struct attempt *attempt)
{
	const struct carried *carried = &attempt->carried;
	const struct carried_passage *found = NULL;

	for (unsigned i = 0; i < carried->passage_count; i++)
		if (is_failure_tone(attempt, &carried->passages[i]))
			found = &carried->passages[i];
	return found;
}

static const struct carried_passage *first_failure_tone(const struct attempt *attempt)
{
	const struct carried *carried = &attempt->carried;

	for (unsigned i = 0; i < carried->passage_count; i++)
		if (is_failure_tone(attempt, &carried->passages[i]))
			return &carried->passages[i];
	return NULL;
}

/* The user is busy, declines or is not there: networks play busy tone for all of it. */
static bool is_of_user(unsigned code)
{
	return code == 480 || code == 486 || code == 600 || code == 603;
}

static bool is_busy(unsigned code)
{
	return code == 486 || code == 600;
}

/* The number does not exist, or no more. */
static bool is_of_number(unsigned code)
{
	return code == 404 || code == 410 || code == 484 || code == 485 || code == 604 || (code >= 300 && code < 400);
}

/* Both say the same, or neither is exact. */
static bool tone_goes_with(const struct tone *tone, unsigned code)
{
	if (code < 300)
		return false;
	switch (tone->class) {
	case TONE_BUSY:
		return is_of_user(code);
	case TONE_CONGESTION:
		return !is_busy(code);
	case TONE_SIT:
		if (tone->sit == SIT_INTERCEPT || tone->sit == SIT_VACANT_CODE)
			return is_of_number(code);
		if (tone->sit == SIT_NO_CIRCUIT || tone->sit == SIT_REORDER)
			return !is_busy(code) && !is_of_number(code);
		return !is_busy(code);
	default:
		return true;
	}
}

/* Who hangs up on a tone ends the call before the network would have: that is no answer of the network's. */
static bool is_callers_end(const struct attempt *attempt)
{
	return attempt->cancel && attempt->cancel->time <= attempt->end;
}

/* What is to be heard behind the tone says what the tone does not. */
static bool is_announced(const struct attempt *attempt, const struct carried_passage *tone)
{
	const struct carried *carried = &attempt->carried;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct passage *passage = &carried->passages[i].passage;

		if (passage->from >= tone->passage.to && passage->from < attempt->end &&
		    (passage->content == CONTENT_SPEECH || passage->content == CONTENT_SOUND))
			return true;
	}
	return false;
}

/* Until when nothing ended the call. Where no final was captured the tone itself shows how long it went on. */
static ns lasted_until(const struct attempt *attempt, const struct carried_passage *last)
{
	if (is_callers_end(attempt))
		return attempt->cancel->time;
	if (attempt->final || last->passage.to > attempt->end)
		return attempt->end;
	return last->passage.to;
}

bool has_failure_tone(const struct attempt *attempt)
{
	return first_failure_tone(attempt) != NULL;
}

const struct carried_passage *tone_without_final(const struct attempt *attempt, ns *waited)
{
	const struct carried_passage *first = first_failure_tone(attempt);
	ns most = FAILURE_TONE_MOST;

	if (!first || (!attempt->final && !absence_shows(attempt)))
		return NULL;
	if (is_announced(attempt, first))
		most = FAILURE_ANNOUNCED_MOST;
	*waited = lasted_until(attempt, last_failure_tone(attempt)) - first->passage.from;
	return *waited > most ? first : NULL;
}

const struct carried_passage *tone_contradicts(const struct attempt *attempt)
{
	const struct carried_passage *found = last_failure_tone(attempt);
	ns waited;

	if (!found)
		return NULL;
	if (!attempt->final && !attempt->cancel)
		return tone_without_final(attempt, &waited) ? found : NULL;
	if (!attempt->final || is_callers_end(attempt) || attempt->final->code == 487)
		return found;
	return tone_goes_with(&found->passage.tone, attempt->final->code) ? NULL : found;
}

/* Two legs */

static const struct carried_passage *first_ringback(const struct attempt *attempt)
{
	const struct carried *carried = &attempt->carried;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct carried_passage *heard = &carried->passages[i];

		if (is_early_tone(attempt, heard) && heard->passage.tone.class == TONE_RINGBACK)
			return heard;
	}
	return NULL;
}

/* Any progress may be what the ringback stands for, and audio may be the ringback itself. */
static bool made_progress_by(const struct attempt *leg, ns time)
{
	for (unsigned i = 0; i < leg->provisional_count; i++)
		if (leg->provisionals[i]->code > 100 && leg->provisionals[i]->code != 199 &&
		    leg->provisionals[i]->time <= time)
			return true;
	if (leg->final && leg->final->code < 300 && leg->final->time <= time)
		return true;
	return leg->elsewhere || (leg->backward.early_packets && leg->backward.early_first <= time);
}

const struct carried_passage *ringback_before_alert(const struct attempt *attempt)
{
	const struct carried_passage *heard = first_ringback(attempt);
	bool any = false;

	if (!heard || !legs_are_all(attempt) || !absence_shows(attempt))
		return NULL;
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		if (!leg->onward)
			continue;
		if (!leg->attempt || leg->grade == GRADE_LOW || !leg_keeps_time(attempt, leg) ||
		    !absence_shows(leg->attempt) || made_progress_by(leg->attempt, heard->passage.from + LEGS_CLOCK))
			return NULL;
		any = true;
	}
	return any ? heard : NULL;
}
