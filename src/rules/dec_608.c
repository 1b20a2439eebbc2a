/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined;
	struct decline decline;

	if (!attempt->final || attempt->final->code != 608 || !decline_of_final(attempt, &decline))
		return false;
	declined = word_final(out, decline.final);
	finding_printf(out, _("an analytics engine on the way rejected the call, not the called person: %s"), declined);
	finding_redress(out, &decline);
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_608 = {
	.id = "dec-608",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.origin = ORIGIN_NETWORK_ANALYTICS,
	.title = N_("608 Rejected: rejected by analytics"),
	.explain = N_(
		"608 says that an intermediary rejected the call, mostly by analytics of the calling number. No phone rang and no "
		"person decided. Its Call-Info names whom to ask for redress: a signed card, or where such a card is to be had."),
	.refs = "RFC 8688, RFC 7095",
	.next = N_(
		"Do not retry. Ask for redress at the contact given; look into the reputation and the traffic of the calling number."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  B > A  100\n"
		 "0.900  B > A  608     tag=b1  Call-Info: <https://example.com/card>;purpose=jwscard\n"
		 "0.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.100  B > A  100\n"
		  "0.900  B > A  607     tag=b1  Call-Info: <https://example.com/card>;purpose=jwscard\n"
		  "0.920  A > B  ACK     tag=b1\n",
	.check = check,
};
