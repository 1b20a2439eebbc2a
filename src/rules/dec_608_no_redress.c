/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final;
	struct decline decline;

	if (!final || final->code != 608 || !event_shows_header(final) || !decline_of_final(attempt, &decline))
		return false;
	if (decline.analytics || str_ihas(final->details->call_info, STR("jwscard")))
		return false;
	finding_printf(out,
	               _("nobody is named whom the caller could ask why: %s has no Call-Info with purpose=jwscard"),
	               word_final(out, final));
	return true;
}

const struct rule rule_dec_608_no_redress = {
	.id = "dec-608-no-redress",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("608 without a contact for redress"),
	.explain = N_(
		"A 608 names in Call-Info whom a caller that was rejected wrongly may ask, so that a mistake can be mended. Here it "
		"does not: either the intermediary left it out, or something on the way took it away."),
	.refs = "RFC 8688",
	.next = N_("Ask the provider the call was sent to who rejected it; have the Call-Info passed on."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  B > A  100\n"
		 "0.900  B > A  608     tag=b1\n"
		 "0.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.100  B > A  100\n"
		  "0.900  B > A  608     tag=b1  Call-Info: <https://example.com/card>;purpose=jwscard\n"
		  "0.920  A > B  ACK     tag=b1\n",
	.check = check,
};
