/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

enum {
	TWILIO_INACTIVE = 10001
};

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!decline_of(attempt, &decline) || !decline_is_twilio(&decline, TWILIO_INACTIVE))
		return false;
	finding_printf(
		out,
		_("the provider declined the call because the account is not active: %s with X-Twilio-Error 10001"),
		word_final(out, decline.final));
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_account = {
	.id = "dec-603-account",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.origin = ORIGIN_PROVIDER,
	.title = N_("603: the account with the provider is not active"),
	.explain = N_(
		"The provider answers 603 to every call of an account that is closed or suspended, and says so in a header field of its "
		"own: error 10001 of Twilio. Nobody was called."),
	.refs = "Twilio error 31603",
	.next = N_("Look at the account: its funds, and whether it was suspended."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.200  B > A  603     tag=b1  X-Twilio-Error: 10001\n"
		 "0.220  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.200  B > A  603     tag=b1  X-Twilio-Error: 31603\n"
		  "0.220  A > B  ACK     tag=b1\n",
	.check = check,
};
