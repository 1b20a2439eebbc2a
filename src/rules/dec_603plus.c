/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"
#include "rules/location.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined, *reason, *redress;
	struct decline decline;

	if (!decline_of(attempt, &decline) || !decline.complete)
		return false;
	declined = word_final(out, decline.final);
	/* TRANSLATORS: of a Reason field: "SIP cause 603, location RLN" */
	reason = word_printf(out, _("%s cause %u, location %s"), word_str(out, decline.analytics->protocol),
	                     decline.analytics->cause, word_str(out, decline.analytics->location));
	redress = word_redress(out, &decline.redress);
	/* TRANSLATORS: the third %s is who blocked it: "a transit network" */
	finding_printf(
		out,
		_("the network's call analytics blocked the call, not the called person: %s, Reason %s (%s); redress: %s"),
		declined, reason, location_meaning(decline.analytics->location), redress);
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603plus = {
	.id = "dec-603plus",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.origin = ORIGIN_NETWORK_ANALYTICS,
	.title = N_("603+ Network Blocked: blocked by analytics"),
	.explain = N_(
		"This 603 has every element of a 603+: the phrase Network Blocked and a Reason with v=analytics1, a contact for "
		"redress and a location. A provider on the way judged the call unwanted by its analytics and says so. "
		"The called person did not decline; most likely no phone ever rang."),
	.refs = "ATIS-1000099, 47 CFR 64.1200(k), RFC 3326 2, RFC 8606",
	.next = N_(
		"Do not retry and do not try another route. Ask for redress at the contact given and quote the id when there is one; "
		"look into the reputation and the traffic of the calling number."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  B > A  100\n"
		 "1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://"
		 "example.com/redress;tel=+18005550100;id=ab-1\";location=RLN\n"
		 "1.520  A > B  ACK     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp\n"
		"0.100  B > A  100\n"
		"1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;id=ab-1\";location=RLN\n"
		"1.520  A > B  ACK     tag=b1\n",
	.check = check,
};
