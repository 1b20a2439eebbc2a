/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!attempt->cut || !attempt->cut_event)
		return false;
	finding_printf(
		out,
		_("part of this call's signalling cannot be read: the capture cut the %s short, and SDP or header "
	          "fields behind the cut are lost"),
		word_event(out, attempt->cut_event));
	return true;
}

const struct rule rule_cap_snaplen = {
	.id = "cap-snaplen",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("A message was cut by the snap length"),
	.explain = N_(
		"The capture kept only the beginning of each packet. What a cut message said at its end, most often its SDP, is "
		"unknown; it must not be taken for absent."),
	.refs = "RFC 3261 7.5, RFC 3261 18.3",
	.next = N_("Capture whole packets: tcpdump -s 0, or dumpcap without -s."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  cut\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
