/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static void tell_host(const struct sdp_media *audio, struct finding *out)
{
	if (audio)
		finding_printf(out, STR_FMT, STR_ARG(audio->address_text));
	else
		finding_printf(out, "an address that is not known");
}

static void tell_way(const struct attempt *attempt, struct finding *out)
{
	finding_printf(out, "media between ");
	tell_host(sdp_audio(attempt->promised), out);
	finding_printf(out, " and ");
	tell_host(sdp_audio(attempt->offer), out);
}

static void tell_why(const struct attempt *attempt, struct finding *out)
{
	switch (attempt->unseen) {
	case UNSEEN_ELSEWHERE:
		tell_way(attempt, out);
		finding_printf(out, " does not pass where this capture was taken");
		return;
	case UNSEEN_RELAYED:
		finding_printf(
			out,
			"a TURN server relays audio at that time, and the capture, which lacks the beginning of its "
			"sessions, does not show whose");
		return;
	case UNSEEN_SEALED:
		tell_way(attempt, out);
		finding_printf(out, " may be in the encrypted packets (ESP) that these hosts exchange");
		return;
	case UNSEEN_CLOCK:
		finding_printf(out, "the signalling came by HEP with times of a clock that is ");
		finding_seconds(out, attempt->skew < 0 ? -attempt->skew : attempt->skew);
		finding_printf(out, " %s that of this capture, which timed the RTP",
		               attempt->skew < 0 ? "behind" : "ahead of");
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (attempt->visibility != VISIBILITY_BYPASS || !attempt_needs_rtp(attempt))
		return false;
	finding_printf(out, "whether the caller heard the audio that the ");
	finding_event(out, attempt->opened);
	finding_printf(out, " %s cannot be told: ", attempt->promise ? "promised" : "made possible");
	tell_why(attempt, out);
	finding_proof(out, attempt->offer_event);
	return true;
}

const struct rule rule_cap_media_bypass = {
	.id = "cap-media-bypass",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_CAPTURE,
	.title = N_("The capture does not show this call's media"),
	.explain = N_(
		"Mostly: the capture holds RTP of other calls, but the two hosts that exchange this call's audio never appear in it. "
		"Their packets take a way that does not pass the capture point. Or they may be there and cannot be told: in a TURN "
		"relay whose sessions began before the capture, in encrypted packets (ESP) between the two hosts, or timed by "
		"another clock than signalling that came by HEP, so that early and late cannot be told apart: then begin before "
		"the calls do, or set the clocks by NTP. Nothing can be said about what was heard."),
	.refs = "RFC 3264 5.1, RFC 3960 3.2",
	.next = N_("Capture at one of the two media hosts, or on the way between them."),
	.fires = "0.000  A > B  INVITE  sdp  host=192.0.2.30\n"
		 "0.900  B > A  183     sdp  host=203.0.113.9  tag=b1\n"
		 "1.000  C > D  rtp     for 3.0s\n"
		 "9.000  B > A  200     sdp  host=203.0.113.9  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "1.000  C > D  rtp     for 3.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
