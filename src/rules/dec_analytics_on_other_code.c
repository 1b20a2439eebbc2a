/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined;
	struct decline decline;

	if (!attempt->final || !attempt->final->reasons || attempt->final->code == 603 ||
	    !decline_of_final(attempt, &decline) || !decline.analytics)
		return false;
	declined = word_final(out, decline.final);
	finding_printf(
		out,
		_("the network's call analytics blocked the call and said so with another code than 603: %s has a Reason with "
	          "v=analytics1"),
		declined);
	finding_redress(out, &decline);
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_analytics_on_other_code = {
	.id = "dec-analytics-on-other-code",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.origin = ORIGIN_NETWORK_ANALYTICS,
	.title = N_("Block by analytics with another code than 603"),
	.explain = N_(
		"The Reason is that of a 603+, the block of a call by analytics, and the status code is another. A server on the way "
		"changed the code and kept the Reason. Whoever looks at the code alone takes it for a fault, and tries again or "
		"elsewhere, which harms the number's reputation further."),
	.refs = "ATIS-1000099, 47 CFR 64.1200(k), RFC 3326 2",
	.next = N_(
		"Take it for a 603+: do not retry, and ask for redress. Let the server that changed the code pass 603 on."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  B > A  100\n"
		 "1.500  B > A  403     tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://"
		 "example.com/redress;id=ab-1\";location=RLN\n"
		 "1.520  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.100  B > A  100\n"
		  "1.500  B > A  403     tag=b1  Reason: SIP;cause=603;text=\"Declined\";location=RLN\n"
		  "1.520  A > B  ACK     tag=b1\n",
	.check = check,
};
