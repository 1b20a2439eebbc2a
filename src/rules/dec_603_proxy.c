/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!decline_of(attempt, &decline) || !event_shows_header(decline.final) || decline.final->has_contact ||
	    decline.known_tag || agent_kind(decline.final->agent) != AGENT_PROXY)
		return false;
	finding_printf(
		out,
		attempt->first_18x
			? _("a proxy on the way made this refusal itself: %s has a To-tag of none of the responses before, no Contact, "
	                    "and is from %s")
			: _("a proxy on the way made this refusal itself: nothing came before %s, which has no Contact and is from "
	                    "%s"),
		word_final(out, decline.final), word_str(out, decline.final->agent));
	return true;
}

const struct rule rule_dec_603_proxy = {
	.id = "dec-603-proxy",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.title = N_("603 made by a proxy"),
	.explain = N_(
		"A refusal that a phone sends carries the To-tag of its ringing. This one has a To-tag of its own, no Contact, and the name "
		"of a proxy: the proxy refused the call by its script, or took a failure behind it for a 603."),
	.refs = "RFC 3261 16.7, RFC 3261 8.2.6.2",
	.next = N_("Look for 603 in the proxy's script and its log for this Call-ID."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "4.200  B > A  603     tag=b9  Server: kamailio (5.7.2 (x86_64/linux))  without=Contact\n"
		 "4.220  A > B  ACK     tag=b9\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "4.200  B > A  603     tag=b1  Server: kamailio (5.7.2 (x86_64/linux))  without=Contact\n"
		  "4.220  A > B  ACK     tag=b1\n",
	.check = check,
};
