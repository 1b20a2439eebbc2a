/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline.h"

/* Nobody presses reject sooner than a second after the phone began to ring, and few think it over for a minute. */
#define HUMAN_FIRST SECOND
#define HUMAN_LAST (60 * SECOND)
#define TIMER_TOLERANCE (600 * MILLISECOND)

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

/* Phones whose reject button is known to send 603; most others send 486. */
static bool sends_603(struct str agent)
{
	return str_ihas(agent, STR("pjsua")) || str_ihas(agent, STR("linphone")) || is_old_twinkle(agent);
}

/* The agent that says so; empty: none does. */
static struct str known_agent(const struct decline *decline)
{
	if (sends_603(decline->final->agent))
		return decline->final->agent;
	return sends_603(decline->ringing->agent) ? decline->ringing->agent : STR_NONE;
}

static bool looks_human(const struct decline *decline)
{
	if (!decline->same_tag || !decline->has_invite || decline->network || decline->complete || decline->partial)
		return false;
	if (event_is_incomplete(decline->final))
		return false;
	if (decline->since_ringing < HUMAN_FIRST || decline->since_ringing > HUMAN_LAST)
		return false;
	return !is_timer(decline->since_ringing) && !is_timer(decline->since_invite);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;
	struct str agent;

	if (!decline_of(attempt, &decline) || !looks_human(&decline))
		return false;
	agent = known_agent(&decline);
	if (!agent.n)
		return false;
	finding_printf(out, "the called person most likely declined: ");
	decline_name(&decline, out);
	finding_printf(out, " came ");
	finding_seconds(out, decline.since_ringing);
	finding_printf(out, " after the ");
	finding_event(out, decline.ringing);
	finding_printf(out, " from the same phone (" STR_FMT "), with no cause from a network", STR_ARG(agent));
	return true;
}

const struct rule rule_dec_603_user = {
	.id = "dec-603-user",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.origin = ORIGIN_USER,
	.title = N_("603: the called person declined"),
	.explain = N_(
		"The phone rang, a person's time passed that fits no usual no-answer timer, then the same phone sent 603 without "
		"any cause from a network, and it is of a kind whose reject button sends 603. That is what a person who presses "
		"reject looks like. It is never quite certain: software behind that phone can do the same."),
	.refs = "RFC 3261 21.6.2, RFC 3261 12.1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1  User-Agent: PJSUA v2.13\n"
		 "8.000  B > A  603     tag=b1\n"
		 "8.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1  User-Agent: PJSUA v2.13\n"
		  "10.90  B > A  603     tag=b1\n"
		  "10.92  A > B  ACK     tag=b1\n",
	.check = check,
};
