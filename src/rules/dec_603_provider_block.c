/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

enum {
	TWILIO_BLOCKED = 32203
};

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!decline_of(attempt, &decline) || !decline_is_twilio(&decline, TWILIO_BLOCKED))
		return false;
	finding_printf(out, _("the provider blocked the call by a rule of its own: %s with X-Twilio-Error 32203"),
	               word_final(out, decline.final));
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_provider_block = {
	.id = "dec-603-provider-block",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.origin = ORIGIN_PROVIDER,
	.title = N_("603: the provider blocked the call"),
	.explain = N_(
		"The provider declined the call itself, to be safe from fraud or because of a regulation, and says so in a header field of "
		"its own: error 32203 of Twilio. The call went no further."),
	.refs = "livekit/sip issue 737",
	.next = N_("Ask the provider to allow calls between these numbers; quote its error number."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.200  B > A  603     tag=b1  X-Twilio-Error: 32203 Blocked\n"
		 "0.220  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.200  B > A  603     tag=b1  X-Twilio-Error: 10001\n"
		  "0.220  A > B  ACK     tag=b1\n",
	.check = check,
};
