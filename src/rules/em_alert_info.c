/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->code != 180 || !event->details->alert_info.n || !attempt_is_early(attempt, event))
			continue;
		finding_printf(
			out, _("the caller's phone is asked for a ring tone of another kind: the %s has Alert-Info %s"),
			word_event(out, event), word_str(out, event->details->alert_info));
		return true;
	}
	return false;
}

const struct rule rule_em_alert_info = {
	.id = "em-alert-info",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Alert-Info in a 180"),
	.explain = N_(
		"Alert-Info in a 180 names the ringback tone the caller's phone should play by itself: a URN for a kind of tone, "
		"or the address of a recording. It explains a ringback tone that sounds unusual; a phone that cannot fetch or "
		"does not know it may fall back to its usual tone, or to none."),
	.refs = "RFC 3261 20.4, RFC 7462",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1  Alert-Info: <urn:alert:source:external>\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
