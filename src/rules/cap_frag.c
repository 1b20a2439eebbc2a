/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Told of the capture as a whole, by the analyzer: what it is about is of no call that is known. */
const struct rule rule_cap_frag = {
	.id = "cap-frag",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Fragments between SIP hosts stayed incomplete"),
	.explain = N_(
		"Hosts that exchange SIP also sent UDP datagrams in IP fragments, of which some are not in the capture, and what is "
		"there does not tell which call they belong to: the first fragment is missing, or it is SIP of no call. A message "
		"that was lost this way, or one that merely was not captured, leaves no other trace."),
	.refs = "RFC 3261 18.1.1, RFC 791 3.2",
	.next = N_(
		"Capture without a filter for ports: only the first fragment has ports. If the fragments are lost on the way, see "
		"msg-udp-fragment-lost."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  frag-tail\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  frag\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
};
