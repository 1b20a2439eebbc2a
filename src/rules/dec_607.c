/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!attempt->final || attempt->final->code != 607 || !decline_of_final(attempt, &decline))
		return false;
	finding_printf(
		out,
		_("the called side wants no calls from this caller: %s; whether a person said so just now or a list of theirs did, "
	          "no message tells"),
		word_final(out, decline.final));
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_607 = {
	.id = "dec-607",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.origin = ORIGIN_USER,
	.title = N_("607 Unwanted: the called side wants no calls from this caller"),
	.explain = N_(
		"607 says that the called party does not want this call: a button for unwanted calls was pressed, or the subscriber "
		"has this caller on a list. It is a statement of the called side about the caller, and networks may use it to "
		"judge further calls of the number."),
	.refs = "RFC 8197",
	.next = N_("Do not retry, and take the called number off the list of those to call."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "4.900  B > A  607     tag=b1\n"
		 "4.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "4.900  B > A  603     tag=b1\n"
		  "4.920  A > B  ACK     tag=b1\n",
	.check = check,
};
