/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined, *rang;
	struct decline decline;

	if (!decline_of(attempt, &decline) || !decline_looks_human(&decline) || decline.agent != AGENT_PHONE_603)
		return false;
	declined = word_final(out, decline.final);
	rang = word_event(out, decline.ringing);
	finding_printf(
		out,
		_("the called person most likely declined: %s came from the phone that sent the %s, with no cause from a network"),
		declined, rang);
	finding_features(out, &decline);
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
