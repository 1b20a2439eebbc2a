/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline.h"

#include "rules/content.h"

#include <ctype.h>

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

enum {
	ID_MAX = 64,
};

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
	struct str own = out->final->agent, ringing = out->same_tag ? out->ringing->agent : STR_NONE;

	out->agent_name = own.n ? own : ringing;
	out->agent = agent_kind(out->agent_name);
	out->same_agent = !own.n || !ringing.n || str_eq(own, ringing);
}

/* Ringing */

static void find_ringing(const struct attempt *attempt, struct decline *out)
{
	out->ringing = attempt_first(attempt, 180);
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event) || !event->to_tag.n || !str_eq(event->to_tag, out->final->to_tag))
			continue;
		out->known_tag = true;
		if (event->code != 180 || out->same_tag)
			continue;
		out->ringing = event;
		out->same_tag = true;
	}
	if (out->same_tag)
		out->same_contact = out->final->contact && out->final->contact == out->ringing->contact;
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
	ns rang = rang_at(out), rung = rang == NEVER ? 0 : out->final->time - rang;

	if (!out->whole)
		return TIMING_UNKNOWN;
	if (out->heard >= ANNOUNCED_LEAST && out->heard_last)
		return TIMING_AFTER_ANNOUNCEMENT;
	if (rang == NEVER)
		return timing_unrung(out);
	if (rung < HUMAN_FIRST)
		return TIMING_RING_INSTANT;
	if (is_timer(rung) || is_timer(out->since_invite))
		return TIMING_RING_TIMER;
	return rung > HUMAN_LAST ? TIMING_RING_LONG : TIMING_RING_HUMAN;
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

bool decline_is_cause(const struct reason *reason)
{
	if (!reason->has_cause)
		return false;
	return (str_ieq(reason->protocol, STR("SIP")) && reason->cause == 603) ||
	       (str_ieq(reason->protocol, STR("Q.850")) && reason->cause == 21);
}

bool decline_is_failure(const struct reason *reason)
{
	if (!reason->has_cause)
		return false;
	return str_ieq(reason->protocol, STR("SIP")) ? reason->cause >= 300 : reason->cause > 0;
}

/* A 181 may say why the call is forwarded, a 199 why a fork ended (RFC 6228). */
const struct event *decline_told_early(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event) || event->code == 181 || event->code == 199)
			continue;
		for (const struct reason *reason = event->reasons; reason; reason = reason->next)
			if (decline_is_failure(reason))
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
		if (decline_is_failure(reason))
			first = reason;
	return first;
}

/* What was said when the call failed goes before what was made of it when it ended. */
static void find_cause(struct decline *out)
{
	const struct event *event;
	struct str code = vendor_named(out->final->details->vendors, STR("X-Asterisk-HangupCauseCode"));

	out->told_early = decline_told_early(out->attempt);
	event = first_of_network(out->told_early) ? out->told_early : out->final;
	out->network = first_of_network(event);
	for (const struct reason *reason = event->reasons; reason && !out->cause; reason = reason->next)
		if (str_ieq(reason->protocol, STR("Q.850")) && decline_is_cause(reason))
			out->cause = reason;
	out->has_pbx_cause = out->network && out->network->has_cause;
	if (out->has_pbx_cause)
		out->pbx_cause = out->network->cause;
	else
		out->has_pbx_cause = vendor_number(code, &out->pbx_cause);
}

/* 603+ */

/* E.164 in its global form. */
static bool is_global(struct str tel)
{
	unsigned digits = 0;

	if (!tel.n || tel.p[0] != '+')
		return false;
	for (size_t i = 1; i < tel.n; i++) {
		bool digit = tel.p[i] >= '0' && tel.p[i] <= '9';

		if (!digit && !strchr("-.() ", tel.p[i]))
			return false;
		digits += digit;
	}
	return digits >= 3 && digits <= 15;
}

static bool is_email(struct str email)
{
	const char *at = email.n ? memchr(email.p, '@', email.n) : NULL;

	return at && at > email.p && at + 1 < email.p + email.n && !memchr(email.p, ' ', email.n);
}

static bool is_id(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!isalnum((unsigned char)id.p[i]) && id.p[i] != '-' && id.p[i] != '_')
			return false;
	return id.n <= ID_MAX;
}

static unsigned contact_flaws(const struct redress *redress)
{
	unsigned flaws = 0;

	if (!redress->url.n && !redress->tel.n && !redress->email.n)
		flaws |= FLAW_NO_CONTACT;
	if (redress->url.n && !(str_istarts(redress->url, STR("https://")) && redress->url.n > 8))
		flaws |= FLAW_URL;
	if (redress->tel.n && !is_global(redress->tel))
		flaws |= FLAW_TEL;
	if (redress->email.n && !is_email(redress->email))
		flaws |= FLAW_EMAIL;
	if (redress->id.n && !is_id(redress->id))
		flaws |= FLAW_ID;
	return flaws;
}

static unsigned reason_flaws(const struct reason *reason, const struct redress *redress)
{
	unsigned flaws = contact_flaws(redress);

	if (!decline_is_cause(reason))
		flaws |= FLAW_CAUSE;
	if (reason->text_scattered)
		flaws |= FLAW_SCATTERED;
	else if (!redress->first)
		flaws |= FLAW_NOT_FIRST;
	if (!reason->location.n)
		flaws |= FLAW_NO_LOCATION;
	else if (!decline_location(reason->location))
		flaws |= FLAW_LOCATION;
	return flaws;
}

unsigned decline_flaws(const struct event *final, const struct reason **analytics, struct redress *redress)
{
	bool blocked = str_ieq(str_trim(final->phrase), STR("Network Blocked"));
	unsigned least = FLAW_NO_ANALYTICS;

	*analytics = NULL;
	*redress = (struct redress){.analytics = false};
	for (const struct reason *reason = final->reasons; reason; reason = reason->next) {
		struct redress said = {.analytics = false};
		unsigned flaws;

		redress_parse(reason->text, &said);
		flaws = reason_flaws(reason, &said);
		if (!said.analytics || (*analytics && __builtin_popcount(flaws) >= __builtin_popcount(least)))
			continue;
		*analytics = reason;
		*redress = said;
		least = flaws;
	}
	return blocked ? least : least | FLAW_NO_PHRASE;
}

static void find_behind(struct decline *out)
{
	const struct leg *leg = out->complete ? NULL : leg_of_failure(out->attempt);
	const struct event *final = leg ? leg->attempt->final : NULL;
	const struct reason *analytics;
	struct redress redress;

	if (!final || final->code != 603 || event_is_incomplete(out->final) || leg->grade == GRADE_LOW ||
	    decline_flaws(final, &analytics, &redress))
		return;
	out->behind = leg;
	if (!out->analytics)
		out->redress = redress;
}

static void find_603plus(struct decline *out)
{
	out->flaws = decline_flaws(out->final, &out->analytics, &out->redress);
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
	find_heard(out);
	out->whole = is_whole(out);
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

	return str_ieq(reason->protocol, STR("SIP")) && decline_is_cause(reason) && !reason->location.n &&
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

/* Another leg of the call that failed otherwise, or says more: what the caller got was made of it. */
static bool is_made_of_another(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		const struct event *final = leg->onward ? leg->attempt->final : NULL;

		if (!leg->onward || leg->tie == TIE_CALL_ID)
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

enum origin decline_by_name(const struct decline *decline)
{
	if (agent_is_b2bua(decline->agent))
		return ORIGIN_PBX;
	return decline->agent == AGENT_GATEWAY || decline->agent == AGENT_PROXY ? ORIGIN_PROVIDER : ORIGIN_UNKNOWN;
}

/* RFC 8606 4 */

bool decline_is_between_users(struct str location)
{
	static const char *const networks[] = {"LN", "TN", "RLN", "INTL"};

	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++)
		if (str_ieq(location, str_of(networks[i])))
			return true;
	return false;
}

/* LOC-6 and the like name values that Q.850 leaves to networks. */
static bool is_spare_location(struct str location)
{
	static const char *const spares[] = {"LOC-6",  "LOC-8",  "LOC-9",  "LOC-11",
	                                     "LOC-12", "LOC-13", "LOC-14", "LOC-15"};

	for (size_t i = 0; i < sizeof(spares) / sizeof(spares[0]); i++)
		if (str_ieq(location, str_of(spares[i])))
			return true;
	return false;
}

const char *decline_location(struct str location)
{
	static const struct {
		const char *name, *meaning;
	} locations[] = {
		{"U", N_("the called user's side")},
		{"LPN", N_("the private network serving the calling side")},
		{"LN", N_("the public network serving the calling side")},
		{"TN", N_("a transit network")},
		{"RLN", N_("the public network serving the called side")},
		{"RPN", N_("the private network serving the called side")},
		{"INTL", N_("the international network")},
		{"BI", N_("a network beyond an interworking point")},
	};

	for (size_t i = 0; i < sizeof(locations) / sizeof(locations[0]); i++)
		if (str_ieq(location, str_of(locations[i].name)))
			return _(locations[i].meaning);
	return is_spare_location(location) ? _("a location that the networks agree upon") : NULL;
}
