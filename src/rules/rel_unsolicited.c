/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool knows_100rel(const struct event *invite)
{
	return (invite->supported | invite->required) & OPTION_100REL;
}

static const struct event *find_unsolicited(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct event *response = attempt->reliables[i].response, *invite = response->answers;

		if (attempt_is_early(attempt, response) && invite && event_shows_header(invite) &&
		    !knows_100rel(invite))
			return response;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *response = find_unsolicited(attempt);
	const char *unsolicited, *invite;

	if (!response)
		return false;
	unsolicited = word_event(out, response);
	invite = word_event(out, response->answers);
	finding_printf(
		out,
		_("a caller's phone without PRACK cannot acknowledge the %s and may drop it: it requires 100rel, "
	          "which the %s offers neither in Supported nor in Require"),
		unsolicited, invite);
	return true;
}

const struct rule rule_rel_unsolicited = {
	.id = "rel-unsolicited",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("Reliable response to a caller that did not offer 100rel"),
	.explain =
		N_("A callee may send a provisional response reliably only if the INVITE listed 100rel in Supported or "
                   "Require. A caller that did not has never agreed to send PRACK: it may drop a response that "
                   "requires an extension it does not know, and with it the ringing and the SDP, and the callee waits "
                   "for a PRACK that never comes. Where a proxy or SBC in between adds 100rel to the INVITE on its way "
                   "on, it must also take care of the PRACK."),
	.refs = "RFC 3262 3",
	.next = N_(
		"Look at the INVITE one hop nearer to the callee. If it lists 100rel there, the element in between added it "
		"and passes the responses back unchanged; turn that off. If not, the callee's side is at fault."),
	.fires = "0.000  A > B  INVITE  sdp  Supported: timer\n"
		 "0.900  B > A  183     sdp  tag=b1  rel\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  Supported: 100rel\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
