/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

/* FreeSWITCH names its causes in capitals: its mark also where its own name was taken out. */
static bool says_rejected(const struct decline *decline)
{
	for (const struct reason *reason = decline->final->reasons; reason; reason = reason->next)
		if (str_ieq(reason->protocol, STR("Q.850")) && reason_is_decline(reason) &&
		    str_eq(str_trim(reason->text), STR("CALL_REJECTED")))
			return true;
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!decline_of(attempt, &decline) || decline.partial || decline.complete || event_is_incomplete(decline.final))
		return false;
	if (decline.agent != AGENT_FREESWITCH && !says_rejected(&decline))
		return false;
	finding_printf(
		out,
		_("a FreeSWITCH rejected the call or passed a rejection on: %s; it says nothing of who rejected it behind it"),
		word_final(out, decline.final));
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_pbx_reject = {
	.id = "dec-603-pbx-reject",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.origin = ORIGIN_PBX,
	.title = N_("603 from FreeSWITCH: CALL_REJECTED"),
	.explain = N_(
		"FreeSWITCH sends 603 for its cause CALL_REJECTED, which its own rules set as well as a far end that answered with a "
		"rejection. The real reason is one leg further on: a phone, a gateway or the dialplan. It is no proof of a person."),
	.refs = "RFC 3398 8.2.6.1, FreeSWITCH mod_sofia.c hangup_cause_to_sip()",
	.next = N_("Look at the leg behind the FreeSWITCH, or at the hangup causes in its log for this Call-ID."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "4.900  B > A  603     tag=b1  Reason: Q.850;cause=21;text=\"CALL_REJECTED\"\n"
		 "4.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "4.900  B > A  603     tag=b1  Reason: Q.850;cause=21;text=\"Call rejected\"\n"
		  "4.920  A > B  ACK     tag=b1\n",
	.check = check,
};
