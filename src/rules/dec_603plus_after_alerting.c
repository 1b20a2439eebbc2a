/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *rang, *declined;
	struct decline decline;

	if (!decline_of(attempt, &decline) || (!decline.complete && !decline.partial) || !decline.ringing ||
	    !order_shows(decline.ringing, decline.final))
		return false;
	rang = word_event(out, decline.ringing);
	declined = word_final(out, decline.final);
	finding_printf(out, _("it rang before analytics blocked the call: the %s came %s before %s"), rang,
	               word_seconds(out, decline.since_ringing), declined);
	return true;
}

const struct rule rule_dec_603plus_after_alerting = {
	.id = "dec-603plus-after-alerting",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("603+ after ringing"),
	.explain = N_(
		"Analytics decide before a phone rings. Here a 180 came first, so either a gateway told of ringing that was none, "
		"or a server tried elsewhere after the phone had rung, or something after the called person's own phone blocked the "
		"call. Whom the ringing came from is the question."),
	.refs = "ATIS-1000099",
	.next = N_("Look where the 180 was made: capture the leg behind the element that sent it."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://"
		 "example.com/redress;id=ab-1\";location=RLN\n"
		 "1.520  A > B  ACK     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp\n"
		"0.900  B > A  183     tag=b1\n"
		"1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://"
		"example.com/redress;id=ab-1\";location=RLN\n"
		"1.520  A > B  ACK     tag=b1\n",
	.check = check,
};
