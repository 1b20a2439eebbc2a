/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

/* What a phone decides by itself it decides soon; later a person may have, and the capture missed the 180. */
#define DECIDED_MOST (2 * SECOND)

/* It rang for no time, and who ended that is who rang: a phone by its name, since servers ring that have none. */
static bool rang_for_nothing(const struct decline *decline)
{
	return decline->timing == TIMING_RING_INSTANT && decline->same_tag && agent_is_phone(decline->agent);
}

static bool is_phone_at_once(const struct decline *decline)
{
	return agent_is_phone(decline->agent) && decline->since_invite <= DECIDED_MOST &&
	       (decline->timing == TIMING_INSTANT || decline->timing == TIMING_NO_RING);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined, *rang;
	struct decline decline;

	if (!decline_of(attempt, &decline) || decline.partial || decline.complete || decline.network ||
	    decline_was_sent_on(&decline))
		return false;
	if (rang_for_nothing(&decline)) {
		declined = word_final(out, decline.final);
		rang = word_event(out, decline.ringing);
		finding_printf(out, _("a phone declined by itself, faster than a person can: %s came %s after the %s"),
		               declined, word_seconds(out, decline.since_ringing), rang);
	} else if (is_phone_at_once(&decline)) {
		declined = word_final(out, decline.final);
		finding_printf(out,
		               _("a phone declined by itself, without ringing: %s came from %s %s after the INVITE"),
		               declined, word_str(out, decline.agent_name), word_seconds(out, decline.since_invite));
	} else {
		return false;
	}
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_auto = {
	.id = "dec-603-auto",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.origin = ORIGIN_DEVICE,
	.title = N_("603: a phone declined by itself"),
	.explain = N_(
		"Nobody presses reject within a second, or before the phone rings. A setting of the phone did: do not disturb, a list of "
		"callers, no calls from withheld numbers, a screening of calls."),
	.refs = "RFC 3261 21.6.2",
	.next = N_(
		"Look at the phone's settings: do not disturb, its lists of callers, calls without a number, call screening."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1  User-Agent: Yealink SIP-T46U\n"
		 "1.200  B > A  603     tag=b1\n"
		 "1.220  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1  User-Agent: Yealink SIP-T46U\n"
		  "4.200  B > A  603     tag=b1\n"
		  "4.220  A > B  ACK     tag=b1\n",
	.check = check,
};
