/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

/* A phone of which it is not known what its reject button sends. Those that send 486, and names of no phone, do not count. */
static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined, *rang;
	struct decline decline;

	if (!decline_of(attempt, &decline) || !decline_looks_human(&decline) || decline.agent != AGENT_PHONE ||
	    !decline.ringing->contact || !str_ieq(str_trim(decline.final->phrase), STR("Decline")))
		return false;
	declined = word_final(out, decline.final);
	rang = word_event(out, decline.ringing);
	finding_printf(
		out,
		_("the called person possibly declined: %s came from the phone that sent the %s, but it is not known what its "
	          "reject key sends"),
		declined, rang);
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_user_maybe = {
	.id = "dec-603-user-maybe",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.origin = ORIGIN_USER,
	.title = N_("603: the called person possibly declined"),
	.explain = N_(
		"Times and tags are those of a person who presses reject, and the 603 is from a phone. What its reject button sends is "
		"not known; most phones send 486 for it, so a setting of the phone or a server behind the same name may have sent "
		"this."),
	.refs = "RFC 3261 21.6.2, RFC 3261 12.1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1  User-Agent: PolycomVVX-VVX_410-UA/5.9.0\n"
		 "8.000  B > A  603     tag=b1\n"
		 "8.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1  User-Agent: Yealink SIP-T46S 66.85.0.5\n"
		  "8.000  B > A  603     tag=b1\n"
		  "8.020  A > B  ACK     tag=b1\n",
	.check = check,
};
