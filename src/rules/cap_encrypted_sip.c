/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

const struct rule rule_cap_encrypted_sip = {
	.id = "cap-encrypted-sip",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Encrypted signalling that could not be read"),
	.explain = N_(
		"The capture holds TLS connections to port 5061, of clients that offered to speak SIP, or to hosts that also speak SIP in "
		"the clear, and no secret that opens them. Calls whose signalling went that way are missing from the report, and "
		"calls of which one leg did show only the other one."),
	.refs = "RFC 3261 26.2.1, RFC 5246 6.2.3, RFC 8446 5.2, RFC 7301 6",
	.next = N_(
		"Let an end of the connection write its TLS key log and give it with --keylog, or put it into the capture with "
		"editcap --inject-secrets tls,FILE (TLS 1.2 and 1.3; older ones cannot be read); or capture where the signalling is in the clear, behind the proxy that ends TLS; "
		"or let that proxy send copies with HEP."),
	.fires = "0.000  A > B  tls\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.500  A > C  tls  to=443\n"
		  "0.900  B > A  180  tag=b1\n"
		  "9.000  B > A  200  sdp  tag=b1\n"
		  "9.020  A > B  ACK  tag=b1\n",
};
