/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include "net/layer.h"

static const char *why(uint64_t layers)
{
	if (layers >> LAYER_HEP & 1)
		return ", and by HEP proxies tell the signalling alone";
	return layers >> LAYER_EXPORTED & 1 ? ", but packets picked out of another capture" : "";
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (attempt->visibility != VISIBILITY_NONE || !attempt_needs_rtp(attempt))
		return false;
	finding_printf(out, "whether the caller heard the audio that the ");
	finding_event(out, attempt->opened);
	finding_printf(out, " %s cannot be told: this capture holds no RTP at all%s",
	               attempt->promise ? "promised" : "made possible", why(attempt->opened->layers));
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
