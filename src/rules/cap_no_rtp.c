/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include "net/layer.h"

static void tell_why(uint64_t layers, struct finding *out)
{
	if (layers >> LAYER_HEP & 1)
		finding_printf(out, _(", and by HEP proxies tell the signalling alone"));
	else if (layers >> LAYER_EXPORTED & 1)
		finding_printf(out, _("; it has packets picked out of another capture"));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (attempt->visibility != VISIBILITY_NONE || !attempt_needs_rtp(attempt))
		return false;
	finding_printf(out,
	               attempt->promise ? _("whether the caller heard the audio that the %s promised cannot be told: "
	                                    "this capture holds no RTP at all")
	                                : _("whether the caller heard the audio that the %s made possible cannot be "
	                                    "told: this capture holds no RTP at all"),
	               word_event(out, attempt->opened));
	tell_why(attempt->opened->layers, out);
	return true;
}

const struct rule rule_cap_no_rtp = {
	.id = "cap-no-rtp",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_CAPTURE,
	.title = N_("No RTP in the capture"),
	.explain = N_(
		"SDP promised early audio, but the capture contains no RTP packet of any call. It was probably taken with a filter "
		"for the signalling port, or where media does not pass; or it is what a HEP agent reports, or an export of "
		"single messages, which hold signalling alone. That the audio was missing must not be concluded from it."),
	.refs = "RFC 3960 3.2, RFC 3550 5.1",
	.next = N_(
		"Capture packets without a filter for the signalling port, at a place where the media passes too; HEP and exported "
		"messages bring no RTP."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  B > A  rtp     for 3.0s\n",
	.check = check,
};
