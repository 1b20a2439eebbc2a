/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const char *word_host(struct finding *out, const struct sdp_media *audio)
{
	return audio ? word_str(out, audio->address_text) : _("an address that is not known");
}

static const char *word_skew(const struct attempt *attempt, struct finding *out)
{
	const char *skew = word_seconds(out, attempt->skew < 0 ? -attempt->skew : attempt->skew);

	return word_printf(out,
	                   attempt->skew < 0
	                           ? _("the signalling came by HEP with times of a clock that is %s behind that "
	                               "of this capture, which timed the RTP")
	                           : _("the signalling came by HEP with times of a clock that is %s ahead of "
	                               "that of this capture, which timed the RTP"),
	                   skew);
}

/* A clause that tells why it cannot be told. */
static const char *word_why(const struct attempt *attempt, struct finding *out)
{
	const char *callee = word_host(out, sdp_audio(attempt->promised));
	const char *caller = word_host(out, sdp_audio(attempt->offer));

	switch (attempt->unseen) {
	case UNSEEN_ELSEWHERE:
		return word_printf(out, _("media between %s and %s does not pass where this capture was taken"), callee,
		                   caller);
	case UNSEEN_RELAYED:
		return _("a TURN server relays audio at that time, and the capture, which lacks the beginning of its "
		         "sessions, does not show whose");
	case UNSEEN_SEALED:
		return word_printf(
			out,
			_("media between %s and %s may be in the encrypted packets (ESP) that these hosts exchange"),
			callee, caller);
	case UNSEEN_DOWN:
		return _("an interface was down at that time, so that nothing could be captured there");
	case UNSEEN_CLOCK:
		return word_skew(attempt, out);
	}
	return "";
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (attempt->visibility != VISIBILITY_BYPASS || !attempt_needs_rtp(attempt))
		return false;
	/* TRANSLATORS: the second %s is a sentence that says why */
	finding_printf(out,
	               attempt->promise
	                       ? _("whether the caller heard the audio that the %s promised cannot be told: %s")
	                       : _("whether the caller heard the audio that the %s made possible cannot be told: %s"),
	               word_event(out, attempt->opened), word_why(attempt, out));
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
		"the calls do, or set the clocks by NTP. Or an interface was down meanwhile. Nothing can be said about what was heard."),
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
