/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline.h"

#include "rules/content.h"

/* Nobody presses reject sooner than a second after the phone began to ring, and few let it ring for a minute. */
#define HUMAN_FIRST SECOND
#define HUMAN_LAST (60 * SECOND)
/* Sooner it may be a phone that looked the caller up in a list after its 180. */
#define PRESSED_FIRST (2 * SECOND)
#define TIMER_TOLERANCE (600 * MILLISECOND)
/* A machine next to the caller takes no longer, or no longer than it takes to say 100 twice. */
#define INSTANT (300 * MILLISECOND)
#define INSTANT_MOST SECOND
/* Less is a click, or the beginning of ringback tone. */
#define ANNOUNCED_LEAST (2 * SECOND)
/* What ended longer ago is not what the final response ended. */
#define ANNOUNCED_LAST (3 * SECOND)

const char *timing_name(enum timing timing)
{
	static const char *const names[] = {
		[TIMING_INSTANT] = "instant",
		[TIMING_NO_RING] = "no-ring",
		[TIMING_RING_INSTANT] = "ring-instant",
		[TIMING_RING_HUMAN] = "ring-human",
		[TIMING_RING_TIMER] = "ring-timer",
		[TIMING_RING_LONG] = "ring-long",
		[TIMING_AFTER_ANNOUNCEMENT] = "after-announcement",
	};

	return names[timing];
}

/* Who sent it */

static void find_agent(struct decline *out)
{
	struct str own = out->final->agent, ringing = out->ringing && out->same_tag ? out->ringing->agent : STR_NONE;

	out->agent_name = own.n ? own : ringing;
	out->agent = agent_kind(out->agent_name);
	out->same_agent = !own.n || !ringing.n || str_eq(own, ringing);
}

/* Ringing */

static void find_ringing(const struct attempt *attempt, struct decline *out)
{
	const struct event *final = out->final, *same = NULL;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event) || !event->to_tag.n || !str_eq(event->to_tag, final->to_tag))
			continue;
		out->known_tag = true;
		if (event->code == 180 && !same)
			same = event;
	}
	out->same_tag = same != NULL;
	out->ringing = same ? same : attempt_first(attempt, 180);
	out->same_contact = same && final->contact && final->contact == same->contact;
}

/* When it began to ring as far as that was signalled or heard; NEVER: it did not. */
static ns rang_at(const struct decline *decline)
{
	const struct carried *carried = &decline->attempt->carried;
	ns rang = decline->ringing ? decline->ringing->time : NEVER;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct carried_passage *heard = &carried->passages[i];

		if (heard->early && heard->passage.content == CONTENT_TONE &&
		    heard->passage.tone.class == TONE_RINGBACK && (rang == NEVER || heard->passage.from < rang))
			rang = heard->passage.from;
	}
	return rang;
}

static void find_rung(struct decline *out)
{
	ns rang = rang_at(out);

	out->rang = rang != NEVER;
	out->rung = out->rang ? out->final->time - rang : 0;
}

/* What was heard */

/* Once it rings, music and sounds of no known kind may be what this network lets its callers hear instead of a ringback tone. */
static bool is_announcement(const struct passage *passage, ns rang)
{
	bool tone = passage->content == CONTENT_TONE && passage->tone.class > TONE_RINGBACK;

	if (rang != NEVER)
		return passage->from >= rang && (tone || passage->content == CONTENT_SPEECH);
	return passage->content == CONTENT_SPEECH || passage->content == CONTENT_MUSIC ||
	       passage->content == CONTENT_SOUND ||
	       (passage->content == CONTENT_TONE && passage->tone.class != TONE_RINGBACK);
}

static void find_heard(struct decline *out)
{
	const struct carried *carried = &out->attempt->carried;
	ns rang = rang_at(out), most = 0, until = NEVER;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct carried_passage *heard = &carried->passages[i];
		ns early = heard->early ? carried_early(carried, heard) : 0;

		if (early == 0 || !is_playable(out->attempt, heard) || !is_announcement(&heard->passage, rang))
			continue;
		out->heard += early;
		if (until == NEVER || heard->passage.to > until)
			until = heard->passage.to;
		out->heard_sit |= heard->passage.content == CONTENT_TONE && heard->passage.tone.class == TONE_SIT;
		if (early <= most)
			continue;
		most = early;
		out->heard_as = heard->passage.content;
		out->heard_tone = heard->passage.tone.class;
	}
	out->heard_last = until != NEVER && until >= out->final->time - ANNOUNCED_LAST;
}

/* Timing */

/* Usual settings of no-answer timers. */
static bool is_timer(ns duration)
{
	static const int seconds[] = {10, 12, 15, 18, 20, 25, 30, 40, 45, 50, 60, 90, 120, 180};

	for (size_t i = 0; i < sizeof(seconds) / sizeof(seconds[0]); i++) {
		ns off = duration - seconds[i] * SECOND;

		if (off >= -TIMER_TOLERANCE && off <= TIMER_TOLERANCE)
			return true;
	}
	return false;
}

static ns instant(const struct attempt *attempt)
{
	ns trying = attempt->metrics.first_100;
	ns twice = trying == NEVER || trying < 0 ? 0 : 2 * trying + 50 * MILLISECOND;

	if (twice > INSTANT_MOST)
		twice = INSTANT_MOST;
	return twice > INSTANT ? twice : INSTANT;
}

static enum timing timing_unrung(const struct decline *out)
{
	const struct attempt *attempt = out->attempt;

	if (!absence_shows(attempt))
		return TIMING_UNKNOWN;
	if (!attempt->first_18x && out->since_invite < instant(attempt))
		return TIMING_INSTANT;
	/* It may have rung in audio that nobody here could hear. */
	if (attempt_needs_rtp(attempt) || (attempt->promise && attempt->visibility < VISIBILITY_PLAUSIBLE) ||
	    carried_time(&attempt->carried, CONTENT_UNKNOWN) >= SECOND)
		return TIMING_UNKNOWN;
	return is_timer(out->since_invite) ? TIMING_RING_TIMER : TIMING_NO_RING;
}

static enum timing timing_of(const struct decline *out)
{
	if (!out->whole || out->cancelled)
		return TIMING_UNKNOWN;
	if (out->heard >= ANNOUNCED_LEAST && out->heard_last)
		return TIMING_AFTER_ANNOUNCEMENT;
	if (!out->rang)
		return timing_unrung(out);
	if (out->rung < HUMAN_FIRST)
		return TIMING_RING_INSTANT;
	if (is_timer(out->rung) || is_timer(out->since_invite))
		return TIMING_RING_TIMER;
	return out->rung > HUMAN_LAST ? TIMING_RING_LONG : TIMING_RING_HUMAN;
}

/* Times and order can be read off: nothing of it is hidden, cut, or of a clock that jumps. */
static bool is_whole(const struct decline *out)
{
	const struct attempt *attempt = out->attempt;

	return attempt->invite && !attempt->mid_call && !attempt->half && !attempt->times_odd &&
	       !attempt->final_elsewhere && !event_is_incomplete(out->final) &&
	       !(out->ringing && event_is_incomplete(out->ringing)) && out->since_invite >= 0 &&
	       out->since_ringing >= 0;
}

/* Reason */

/* A 181 may say why the call is forwarded, a 199 why a fork ended (RFC 6228). */
static const struct event *find_told_early(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event) || event->code == 181 || event->code == 199)
			continue;
		for (const struct reason *reason = event->reasons; reason; reason = reason->next)
			if (reason_is_failure(reason))
				return event;
	}
	return NULL;
}

static const struct reason *first_of_network(const struct event *event)
{
	for (const struct reason *reason = event ? event->reasons : NULL; reason; reason = reason->next)
		if (str_ieq(reason->protocol, STR("Q.850")))
			return reason;
	return NULL;
}

const struct reason *decline_early_reason(const struct decline *decline)
{
	const struct event *event = decline->told_early;
	const struct reason *first = first_of_network(event);

	for (const struct reason *reason = event ? event->reasons : NULL; reason && !first; reason = reason->next)
		if (reason_is_failure(reason))
			first = reason;
	return first;
}

/* What was said when the call failed goes before what was made of it when it ended. */
static void find_cause(struct decline *out)
{
	const struct event *event;
	struct str code = vendor_named(out->final->details->vendors, STR("X-Asterisk-HangupCauseCode"));

	out->told_early = find_told_early(out->attempt);
	event = first_of_network(out->told_early) ? out->told_early : out->final;
	out->network = first_of_network(event);
	for (const struct reason *reason = event->reasons; reason && !out->cause; reason = reason->next)
		if (str_ieq(reason->protocol, STR("Q.850")) && reason_is_decline(reason))
			out->cause = reason;
	out->has_pbx_cause = out->network && out->network->has_cause;
	if (out->has_pbx_cause)
		out->pbx_cause = out->network->cause;
	else
		out->has_pbx_cause = vendor_number(code, &out->pbx_cause);
}

/* 603+ */

static void find_behind(struct decline *out)
{
	const struct leg *leg = out->complete ? NULL : leg_of_failure(out->attempt);
	const struct event *final = leg ? leg->attempt->final : NULL;
	const struct reason *analytics;
	struct redress redress;

	if (!final || final->code != 603 || event_is_incomplete(out->final) || leg->grade == GRADE_LOW ||
	    analytics_flaws(final, &analytics, &redress))
		return;
	out->behind = leg;
	out->redress = redress;
}

static void find_603plus(struct decline *out)
{
	out->flaws = analytics_flaws(out->final, &out->analytics, &out->redress);
	out->blocked = !(out->flaws & FLAW_NO_PHRASE);
	out->complete = out->flaws == 0;
	out->partial = !out->complete && (out->blocked || out->analytics);
	if (!out->analytics)
		out->redress = out->final->details->redress;
	find_behind(out);
}

bool decline_of_final(const struct attempt *attempt, struct decline *out)
{
	const struct event *final = attempt->final;

	if (!final || final->code < 300)
		return false;
	*out = (struct decline){.attempt = attempt, .final = final, .has_invite = attempt->invite != NULL};
	find_ringing(attempt, out);
	if (attempt->invite)
		out->since_invite = final->time - attempt->invite->time;
	if (out->ringing)
		out->since_ringing = final->time - out->ringing->time;
	find_agent(out);
	find_cause(out);
	find_603plus(out);
	find_rung(out);
	find_heard(out);
	out->whole = is_whole(out);
	out->cancelled = attempt->cancel && attempt->cancel->time <= final->time;
	out->timing = timing_of(out);
	return true;
}

bool decline_of(const struct attempt *attempt, struct decline *out)
{
	return attempt->outcome == OUTCOME_DECLINED && attempt->final && attempt->final->code == 603 &&
	       decline_of_final(attempt, out);
}

/* It says what the code says, and no more. */
static bool repeats_code(const struct reason *reason)
{
	struct str text = str_trim(reason->text);

	return str_ieq(reason->protocol, STR("SIP")) && reason_is_decline(reason) && !reason->location.n &&
	       (!text.n || str_ieq(text, STR("Decline")) || str_ieq(text, STR("Declined")));
}

/* Whatever may have been an announcement. */
static ns heard_besides_ringing(const struct carried *carried)
{
	static const enum content kinds[] = {CONTENT_UNKNOWN, CONTENT_SOUND, CONTENT_SPEECH, CONTENT_MUSIC};
	ns sum = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		sum += carried_time(carried, kinds[i]);
	return sum;
}

static bool says_more(const struct event *final)
{
	const struct details *details = final->details;

	for (const struct reason *reason = final->reasons; reason; reason = reason->next)
		if (!repeats_code(reason))
			return true;
	return details->vendors || details->warnings || details->error_info.n || details->redress.url.n ||
	       details->retry_after.n;
}

static bool is_sent_on(const struct leg *leg)
{
	return leg->onward && leg->tie != TIE_CALL_ID;
}

/* Another leg of the call that failed otherwise, or says more: what the caller got was made of it. */
static bool is_made_of_another(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		const struct event *final = is_sent_on(leg) ? leg->attempt->final : NULL;

		if (!is_sent_on(leg))
			continue;
		if (!final || final->code != 603 || says_more(final) || !attempt_first(leg->attempt, 180))
			return true;
	}
	return false;
}

bool decline_looks_human(const struct decline *decline)
{
	const struct attempt *attempt = decline->attempt;
	bool other_contact =
		decline->final->contact && decline->ringing && decline->ringing->contact && !decline->same_contact;

	if (decline->timing != TIMING_RING_HUMAN || !decline->ringing || !decline->same_tag || !decline->same_agent ||
	    other_contact || decline->since_ringing < PRESSED_FIRST)
		return false;
	if (decline->complete || decline->partial || decline->network || decline->told_early ||
	    says_more(decline->final))
		return false;
	/* A phone that is asked plays nothing; where audio was promised and cannot be seen, an announcement may have been. */
	if (decline->heard >= SECOND || heard_besides_ringing(&attempt->carried) >= SECOND ||
	    (attempt->promise && attempt->visibility < VISIBILITY_PLAUSIBLE))
		return false;
	return absence_shows(attempt) && !is_made_of_another(attempt);
}

bool decline_was_sent_on(const struct decline *decline)
{
	for (unsigned i = 0; i < decline->attempt->leg_count; i++)
		if (is_sent_on(&decline->attempt->legs[i]))
			return true;
	return false;
}

bool decline_came_from_behind(const struct decline *decline)
{
	for (unsigned i = 0; i < decline->attempt->leg_count; i++) {
		const struct leg *leg = &decline->attempt->legs[i];
		const struct event *final = is_sent_on(leg) ? leg->attempt->final : NULL;

		if (final && final->code >= 300 && !leg->attempt->cancel &&
		    final->time <= decline->final->time + MIRROR_SWAPS)
			return true;
	}
	return false;
}

bool decline_is_twilio(const struct decline *decline, uint32_t error)
{
	struct str said = vendor_named(decline->final->details->vendors, STR("X-Twilio-Error"));
	uint32_t number;

	return vendor_number(said, &number) && number == error;
}

enum origin decline_by_name(const struct decline *decline)
{
	if (agent_is_b2bua(decline->agent))
		return ORIGIN_PBX;
	return decline->agent == AGENT_GATEWAY || decline->agent == AGENT_PROXY ? ORIGIN_PROVIDER : ORIGIN_UNKNOWN;
}
