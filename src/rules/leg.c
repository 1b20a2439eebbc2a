/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

/* Progress */

static bool is_progress(const struct attempt *attempt, const struct event *event)
{
	return attempt_is_early(attempt, event) && event->code != 199;
}

bool progress_next(const struct attempt *attempt, struct progress *progress)
{
	for (; progress->leg_number < attempt->leg_count; progress->leg_number++, progress->next = 0) {
		const struct leg *leg = &attempt->legs[progress->leg_number];

		if (!leg->onward || !leg_keeps_time(attempt, leg))
			continue;
		while (progress->next < leg->attempt->provisional_count) {
			progress->leg = leg;
			progress->event = leg->attempt->provisionals[progress->next++];
			if (is_progress(leg->attempt, progress->event))
				return true;
		}
	}
	return false;
}

bool progress_first(const struct attempt *attempt, struct progress *out)
{
	struct progress progress = {.leg = NULL}, first = {.leg = NULL};

	while (progress_next(attempt, &progress))
		if (!first.event || progress.event->time < first.event->time)
			first = progress;
	if (!first.event)
		return false;
	*out = first;
	return true;
}

bool progress_by(const struct attempt *attempt, uint16_t code, ns time)
{
	struct progress progress = {.leg = NULL};

	while (progress_next(attempt, &progress))
		if ((!code || progress.event->code == code) && progress.event->time <= time)
			return true;
	return false;
}

/* What the caller got */

/* The first 18x that the caller got at the time of an event or later, while the call was early; NULL: none. */
static const struct event *relayed_after(const struct attempt *attempt, const struct event *event)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (is_progress(attempt, attempt->provisionals[i]) &&
		    attempt->provisionals[i]->time >= event->time - LEG_SLACK)
			return attempt->provisionals[i];
	return NULL;
}

/* A B2BUA that calls several destinations lets the caller hear the one that rang first; a proxy passes on all (RFC 3261 16.7). */
static bool is_of_second(const struct attempt *attempt, const struct progress *progress)
{
	struct progress other = {.leg = NULL};

	while (progress->leg->tie != TIE_CALL_ID && progress_next(attempt, &other))
		if (other.leg != progress->leg && other.event->time <= progress->event->time)
			return true;
	return false;
}

/* Whether what came from behind tells the caller something: not another ringing phone of a group, not a refresh. */
static bool is_news(const struct attempt *attempt, const struct progress *progress)
{
	const struct event *event = progress->event;
	bool told = false, opened = false;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *known = attempt->provisionals[i];

		if (!is_progress(attempt, known) || known->time >= event->time - LEG_SLACK)
			continue;
		told = true;
		opened = opened || known->sdp || event_is_incomplete(known);
	}
	return !told || (event->sdp && !opened && !is_of_second(attempt, progress));
}

/* Until when it made sense to tell the caller: its call was over, or the leg was. */
static ns told_until(const struct attempt *attempt, const struct leg *leg)
{
	const struct attempt *behind = leg->attempt;
	ns until = attempt->end;

	if (attempt->cancel && attempt->cancel->time < until)
		until = attempt->cancel->time;
	if (behind->final && behind->final->time < until)
		until = behind->final->time;
	if (behind->cancel && behind->cancel->time < until)
		until = behind->cancel->time;
	return until;
}

/* What the caller got is of other progress, which came just before it. */
static bool is_of_other(const struct attempt *attempt, const struct event *event, const struct event *relayed)
{
	struct progress other = {.leg = NULL};

	while (progress_next(attempt, &other))
		if (other.event != event && other.event->time > event->time &&
		    relayed->time >= other.event->time - LEG_SLACK && relayed->time <= other.event->time + LEG_RELAY)
			return true;
	return false;
}

static enum fate fate_of(const struct attempt *attempt, const struct progress *progress, const struct event **relayed)
{
	const struct event *event = progress->event;

	*relayed = relayed_after(attempt, event);
	if (!is_news(attempt, progress))
		return FATE_UNKNOWN;
	/* Of a leg that is not among those kept what the caller got may be. */
	if (*relayed && !legs_are_all(attempt))
		return FATE_UNKNOWN;
	if (*relayed && (*relayed)->time <= event->time + LEG_RELAY)
		return FATE_RELAYED;
	if (told_until(attempt, progress->leg) < event->time + LEG_RELAY)
		return FATE_UNKNOWN;
	if (!*relayed)
		return FATE_SWALLOWED;
	if (!is_of_other(attempt, event, *relayed))
		return FATE_LATE;
	/* A bare 183 tells a caller nothing that another response does not. */
	return event->code == 180 || event->sdp ? FATE_SWALLOWED : FATE_UNKNOWN;
}

bool find_fate(const struct attempt *attempt, enum fate fate, struct progress *out, const struct event **relayed)
{
	struct progress progress = {.leg = NULL};

	while (progress_next(attempt, &progress)) {
		if (fate_of(attempt, &progress, relayed) != fate)
			continue;
		*out = progress;
		return true;
	}
	return false;
}

bool may_be_of_other(const struct attempt *attempt, const struct leg *leg, const struct event *bare)
{
	struct progress other = {.leg = NULL};

	if (!legs_are_all(attempt))
		return true;
	while (progress_next(attempt, &other))
		if (other.leg != leg && other.event->code == bare->code && !other.event->sdp &&
		    other.event->time <= bare->time + LEG_SLACK)
			return true;
	return false;
}

/* Findings */

bool has_onward(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (attempt->legs[i].onward)
			return true;
	return false;
}

void finding_leg(struct finding *finding, const struct attempt *attempt, const struct leg *leg)
{
	static const enum confidence grades[] = {
		[GRADE_LOW] = CONFIDENCE_LOW, [GRADE_HIGH] = CONFIDENCE_HIGH, [GRADE_CERTAIN] = CONFIDENCE_CERTAIN};
	enum confidence most = absence_shows(attempt) ? grades[leg->grade] : CONFIDENCE_LOW;

	if (most < finding->confidence)
		finding->confidence = most;
	if (leg->grade == GRADE_LOW && finding->severity > SEVERITY_NOTICE)
		finding->severity = SEVERITY_NOTICE;
}

const char *word_came(struct finding *finding, const struct leg *leg, const struct event *event)
{
	const char *came = word_event(finding, event);

	/* TRANSLATORS: a response and the address of who got it: "183 (frame 5) that came to 10.0.0.2" */
	return word_printf(finding, _("%s that came to %s"), came,
	                   word_address(finding, &leg->attempt->caller.address));
}

static bool is_turned(const struct attempt *attempt, const struct progress *progress, uint16_t became,
                      const struct event **relayed)
{
	return fate_of(attempt, progress, relayed) == FATE_RELAYED && (*relayed)->code == became &&
	       !progress_by(attempt, became, (*relayed)->time + LEG_SLACK);
}

bool find_turned(const struct attempt *attempt, uint16_t code, uint16_t became, struct progress *out,
                 const struct event **relayed)
{
	struct progress progress = {.leg = NULL};

	while (progress_next(attempt, &progress)) {
		if (progress.event->code != code || !is_turned(attempt, &progress, became, relayed))
			continue;
		*out = progress;
		return true;
	}
	return false;
}
