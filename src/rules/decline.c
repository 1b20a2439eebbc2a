/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline.h"

#include "rules/cause.h"
#include "rules/content.h"
#include "rules/tone_text.h"

#include <ctype.h>

/* Nobody presses reject sooner than a second after the phone began to ring, and few let it ring for a minute. */
#define HUMAN_FIRST SECOND
#define HUMAN_LAST (60 * SECOND)
#define TIMER_TOLERANCE (600 * MILLISECOND)
/* A machine next to the caller takes no longer, or no longer than it takes to say 100 twice. */
#define INSTANT (300 * MILLISECOND)
#define INSTANT_MOST SECOND
/* Less is a click, or the beginning of ringback tone. */
#define ANNOUNCED_LEAST (2 * SECOND)
/* What ended longer ago is not what the final response ended. */
#define ANNOUNCED_LAST (3 * SECOND)

enum {
	SHOWN = 120, /* bytes of what stands in a message */
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

/* Names */

/* Reads one number of a version off text. */
static unsigned next_number(struct str *text)
{
	unsigned number = 0;

	while (text->n && *text->p >= '0' && *text->p <= '9' && number < 1000) {
		number = number * 10 + (unsigned)(*text->p - '0');
		*text = str_from(*text, 1);
	}
	if (text->n && *text->p == '.')
		*text = str_from(*text, 1);
	return number;
}

/* Twinkle sent 603 for a reject up to 1.10.1, the last release before it changed to 486 in 2017. */
static bool is_old_twinkle(struct str agent)
{
	static const struct str name = {"Twinkle/", 8};
	struct str version = str_from(agent, name.n);
	unsigned major, minor, patch;

	if (!str_istarts(agent, name))
		return false;
	major = next_number(&version);
	minor = next_number(&version);
	patch = next_number(&version);
	return major * 1000000 + minor * 1000 + patch <= 1010001;
}

/* name begins a word of it. */
static bool names(struct str agent, struct str name)
{
	for (size_t i = 0; i + name.n <= agent.n; i++)
		if ((i == 0 || !isalnum((unsigned char)agent.p[i - 1])) &&
		    str_ieq((struct str){agent.p + i, name.n}, name))
			return true;
	return false;
}

/* What phones do is as a survey of makers has it (LubosD/twinkle pull request 102) and as pjsua and baresip are written. */
enum agent_kind agent_kind(struct str agent)
{
	static const struct {
		const char *name;
		enum agent_kind kind;
	} rows[] = {
		{"kamailio", AGENT_PROXY},
		{"opensips", AGENT_PROXY},
		{"openser", AGENT_PROXY},
		{"sip express router", AGENT_PROXY},
		{"flexisip", AGENT_PROXY},
		{"repro", AGENT_PROXY},
		{"asterisk", AGENT_ASTERISK},
		{"fpbx", AGENT_ASTERISK},
		{"freepbx", AGENT_ASTERISK},
		{"issabel", AGENT_ASTERISK},
		{"elastix", AGENT_ASTERISK},
		{"vicidial", AGENT_ASTERISK},
		{"freeswitch", AGENT_FREESWITCH},
		{"fusionpbx", AGENT_FREESWITCH},
		{"signalwire", AGENT_FREESWITCH},
		{"3cx", AGENT_PBX},
		{"cisco-cucm", AGENT_PBX},
		{"yate", AGENT_PBX},
		{"restcomm", AGENT_PBX},
		{"jambonz", AGENT_PBX},
		{"broadworks", AGENT_PBX},
		{"openscape", AGENT_PBX},
		{"avaya cm", AGENT_PBX},
		{"livekit", AGENT_PBX},
		{"sip express media server", AGENT_PBX},
		{"drachtio", AGENT_PBX},
		{"sems", AGENT_PBX},
		{"audc-ipphone", AGENT_PHONE},
		{"cisco-cp", AGENT_PHONE},
		{"cisco/spa", AGENT_PHONE},
		{"cisco-sipgateway", AGENT_GATEWAY},
		{"sansay", AGENT_GATEWAY},
		{"ribbon", AGENT_GATEWAY},
		{"sonus", AGENT_GATEWAY},
		{"acme", AGENT_GATEWAY},
		{"oracle", AGENT_GATEWAY},
		{"audiocodes", AGENT_GATEWAY},
		{"mediant", AGENT_GATEWAY},
		{"genband", AGENT_GATEWAY},
		{"metaswitch", AGENT_GATEWAY},
		{"perimeta", AGENT_GATEWAY},
		{"patton", AGENT_GATEWAY},
		{"dialogic", AGENT_GATEWAY},
		{"huawei", AGENT_GATEWAY},
		{"sbc", AGENT_GATEWAY},
		{"gateway", AGENT_GATEWAY},
		{"twilio", AGENT_GATEWAY},
		{"telnyx", AGENT_GATEWAY},
		{"pjsua", AGENT_PHONE_603},
		{"linphone", AGENT_PHONE_603},
		{"baresip", AGENT_PHONE_486},
		{"twinkle", AGENT_PHONE_486},
		{"acrobits", AGENT_PHONE_486},
		{"groundwire", AGENT_PHONE_486},
		{"atlinks", AGENT_PHONE_486},
		{"counterpath", AGENT_PHONE_486},
		{"bria", AGENT_PHONE_486},
		{"x-lite", AGENT_PHONE_486},
		{"eyebeam", AGENT_PHONE_486},
		{"gigaset", AGENT_PHONE_486},
		{"grandstream", AGENT_PHONE_486},
		{"rtx", AGENT_PHONE_486},
		{"snom", AGENT_PHONE_486},
		{"yealink", AGENT_PHONE_486},
		{"vtech", AGENT_PHONE_486},
		{"polycom", AGENT_PHONE},
		{"polyedge", AGENT_PHONE},
		{"linksys", AGENT_PHONE},
		{"sipura", AGENT_PHONE},
		{"zoiper", AGENT_PHONE},
		{"microsip", AGENT_PHONE},
		{"csipsimple", AGENT_PHONE},
		{"blink", AGENT_PHONE},
		{"jitsi", AGENT_PHONE},
		{"fanvil", AGENT_PHONE},
		{"htek", AGENT_PHONE},
		{"aastra", AGENT_PHONE},
		{"mitel", AGENT_PHONE},
		{"panasonic", AGENT_PHONE},
		{"obihai", AGENT_PHONE},
		{"digium", AGENT_PHONE},
		{"avaya one-x", AGENT_PHONE},
		{"sipdroid", AGENT_PHONE},
		{"telephone", AGENT_PHONE},
	};

	if (is_old_twinkle(agent))
		return AGENT_PHONE_603;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (names(agent, str_of(rows[i].name)))
			return rows[i].kind;
	return AGENT_UNKNOWN;
}

const char *agent_kind_name(enum agent_kind kind)
{
	static const char *const words[] = {
		[AGENT_PHONE_603] = "phone", [AGENT_PHONE_486] = "phone", [AGENT_PHONE] = "phone",
		[AGENT_ASTERISK] = "pbx",    [AGENT_FREESWITCH] = "pbx",  [AGENT_PBX] = "pbx",
		[AGENT_GATEWAY] = "gateway", [AGENT_PROXY] = "proxy",
	};

	return words[kind];
}

bool agent_is_phone(enum agent_kind kind)
{
	return kind == AGENT_PHONE_603 || kind == AGENT_PHONE_486 || kind == AGENT_PHONE;
}

bool agent_is_b2bua(enum agent_kind kind)
{
	return kind == AGENT_ASTERISK || kind == AGENT_FREESWITCH || kind == AGENT_PBX;
}

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

/* Another leg of the call that failed otherwise: what the caller got was made of it. */
static bool is_made_of_another(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		const struct event *final = leg->onward ? leg->attempt->final : NULL;

		if (leg->onward && leg->tie != TIE_CALL_ID && (!final || final->code != 603))
			return true;
	}
	return false;
}

static bool says_more(const struct event *final)
{
	const struct details *details = final->details;

	return final->reasons || details->vendors || details->warnings || details->error_info.n ||
	       details->redress.url.n || details->retry_after.n;
}

bool decline_looks_human(const struct decline *decline)
{
	const struct attempt *attempt = decline->attempt;
	bool other_contact =
		decline->final->contact && decline->ringing && decline->ringing->contact && !decline->same_contact;

	if (decline->timing != TIMING_RING_HUMAN || !decline->ringing || !decline->same_tag || !decline->same_agent ||
	    other_contact)
		return false;
	if (decline->complete || decline->partial || decline->network || decline->told_early ||
	    says_more(decline->final))
		return false;
	/* A phone that is asked plays nothing; where audio was promised and cannot be seen, an announcement may have been. */
	if (decline->heard >= SECOND || carried_time(&attempt->carried, CONTENT_UNKNOWN) >= SECOND ||
	    (attempt->promise && attempt->visibility < VISIBILITY_PLAUSIBLE))
		return false;
	return !attempt->message_lost && !attempt->call->gap_before && !is_made_of_another(attempt);
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

/* Words */

static const char *word_short(struct finding *out, struct str text)
{
	if (text.n <= SHOWN)
		return word_str(out, text);
	return word_printf(out, "%s...", word_str(out, (struct str){text.p, SHOWN}));
}

const char *word_final(struct finding *out, const struct event *final)
{
	unsigned long long frame = (unsigned long long)frame_number(final->frame);

	finding_proof(out, final);
	if (!final->phrase.n)
		return word_printf(out, _("%u (frame %llu)"), final->code, frame);
	/* TRANSLATORS: a response and its frame: "603 Decline (frame 31)" */
	return word_printf(out, _("%u %s (frame %llu)"), final->code, word_short(out, final->phrase), frame);
}

static const char *word_cause(struct finding *out, const struct reason *reason)
{
	const char *protocol = word_short(out, reason->protocol);
	const char *name = str_ieq(reason->protocol, STR("Q.850")) ? cause_name(reason->cause) : NULL;

	if (!reason->has_cause)
		return protocol;
	/* TRANSLATORS: of a Reason field: "Q.850 cause 21 (call rejected)" */
	return name ? word_printf(out, _("%s cause %u (%s)"), protocol, reason->cause, name)
	            : word_printf(out, _("%s cause %u"), protocol, reason->cause);
}

const char *word_reason(struct finding *out, const struct reason *reason)
{
	const char *cause = word_cause(out, reason);

	if (reason->text.n)
		cause = word_printf(out, "%s \"%s\"", cause, word_short(out, reason->text));
	if (!reason->location.n)
		return cause;
	return word_printf(out, _("%s, location %s"), cause, word_short(out, reason->location));
}

const char *word_heard(struct finding *out, const struct decline *decline)
{
	const char *time = word_seconds(out, decline->heard);

	if (!decline->heard)
		return NULL;
	if (decline->heard_sit)
		return word_printf(out, _("%s of audio with a special information tone, as announcements begin"), time);
	switch (decline->heard_as) {
	case CONTENT_SPEECH:
		return word_printf(out, _("%s of audio that sounds like speech"), time);
	case CONTENT_MUSIC:
		return word_printf(out, _("%s of audio that sounds like music"), time);
	case CONTENT_TONE:
		if (decline->heard_tone > TONE_OTHER)
			/* TRANSLATORS: "3.0 s of busy tone" */
			return word_printf(out, _("%s of %s"), time, tone_words(decline->heard_tone));
		return word_printf(out, _("%s of a tone that is no ringback tone"), time);
	default:
		return word_printf(out, _("%s of audible sound that is no ringback tone"), time);
	}
}

static void add(struct buf *list, const char *item)
{
	if (list->n)
		buf_add(list, str_of(_(", ")));
	buf_add(list, str_of(item));
}

static void add_contact(struct finding *out, struct buf *list, const char *name, struct str value)
{
	if (value.n)
		add(list, word_printf(out, "%s=%s", name, word_short(out, value)));
}

const char *word_redress(struct finding *out, const struct redress *redress)
{
	struct buf list = {0};

	if (redress->name.n)
		add(&list, word_short(out, redress->name));
	add_contact(out, &list, "url", redress->url);
	add_contact(out, &list, "tel", redress->tel);
	add_contact(out, &list, "email", redress->email);
	add_contact(out, &list, "id", redress->id);
	if (list.n == 0)
		return NULL;
	return word_buf(out, &list);
}

/* Features */

static void add_times(struct finding *out, const struct decline *decline, struct buf *list)
{
	const char *rang;

	if (decline->has_invite)
		add(list, word_printf(out, _("%s after the INVITE"), word_seconds(out, decline->since_invite)));
	else
		add(list, _("the INVITE was not captured"));
	if (!decline->ringing) {
		add(list, _("without a 180"));
		return;
	}
	rang = word_event(out, decline->ringing);
	add(list, word_printf(out, _("%s after the %s"), word_seconds(out, decline->since_ringing), rang));
	add(list, decline->same_tag ? _("with its To-tag") : _("with another To-tag"));
}

static void add_names(struct finding *out, const struct decline *decline, struct buf *list)
{
	const struct event *final = decline->final;

	if (final->agent.n)
		add(list, word_printf(out, _("from %s"), word_short(out, final->agent)));
	else
		add(list, _("no Server or User-Agent"));
	if (!final->agent.n && decline->agent_name.n)
		add(list, word_printf(out, _("though the 180 is from %s"), word_short(out, decline->agent_name)));
	if (!final->contact)
		add(list, _("no Contact"));
	else if (decline->same_tag && decline->ringing->contact)
		add(list, decline->same_contact ? _("the Contact of the 180") : _("another Contact than the 180"));
}

static void add_reasons(struct finding *out, const struct decline *decline, struct buf *list)
{
	if (decline->told_early) {
		const char *early = word_event(out, decline->told_early);

		add(list, word_printf(out, _("Reason of the %s: %s"), early,
		                      word_reason(out, decline_early_reason(decline))));
	}
	if (!decline->final->reasons)
		add(list, _("no Reason"));
	for (const struct reason *reason = decline->final->reasons; reason; reason = reason->next)
		add(list,
		    word_printf(out, _("Reason %s"),
		                reason == decline->analytics ? word_cause(out, reason) : word_reason(out, reason)));
}

static void add_fields(struct finding *out, const struct decline *decline, struct buf *list)
{
	const struct details *details = decline->final->details;

	for (const struct vendor *vendor = details->vendors; vendor; vendor = vendor->next)
		add(list, word_printf(out, "%s: %s", word_short(out, vendor->name), word_short(out, vendor->value)));
	for (const struct warning *warning = details->warnings; warning; warning = warning->next)
		add(list, word_printf(out, "Warning %u \"%s\"", warning->code, word_short(out, warning->text)));
	if (details->retry_after.n)
		add(list, word_printf(out, "Retry-After %s", word_short(out, details->retry_after)));
}

/* What the calling side's networks vouch for is no reason by itself, but what analytics look at first. */
static void add_caller(struct finding *out, const struct decline *decline, struct buf *list)
{
	const struct event *invite = decline->attempt->invite;

	if (!invite)
		return;
	if (invite->details->attestation)
		add(list,
		    word_printf(out, _("the caller's number attested with level %c"), invite->details->attestation));
	else if (invite->details->identity)
		add(list, _("the caller's number signed (Identity)"));
	if (invite->details->verstat.n)
		add(list, word_printf(out, "verstat %s", word_short(out, invite->details->verstat)));
}

void finding_features(struct finding *out, const struct decline *decline)
{
	struct buf list = {.ceiling = 2048};

	add_times(out, decline, &list);
	add_names(out, decline, &list);
	add_reasons(out, decline, &list);
	add_fields(out, decline, &list);
	if (decline->heard >= SECOND)
		add(&list, word_printf(out, _("the caller heard %s"), word_heard(out, decline)));
	add_caller(out, decline, &list);
	/* TRANSLATORS: ends a sentence about who declined a call with a list of what that rests on */
	finding_printf(out, _("; judged by: %s"), word_buf(out, &list));
	if (event_is_incomplete(decline->final))
		finding_printf(out, "%s", _("; the capture cut this message short"));
}
