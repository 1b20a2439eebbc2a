/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 9143 7.1.3: of lines that share one transport, only one need hold what belongs to the transport. */
static bool has_fingerprint(const struct sdp *sdp)
{
	for (unsigned i = 0; i < sdp->media_count; i++)
		if (sdp->media[i].has_fingerprint)
			return true;
	return false;
}

static bool needs_fingerprint(const struct sdp_media *audio)
{
	return !sdp_is_refused(audio) && str_ihas(audio->proto, STR("TLS/RTP/SAVP"));
}

static void tell(const struct event *event, const struct sdp_media *audio, struct finding *out)
{
	const char *proto = word_str(out, audio->proto);

	if (!audio->has_crypto) {
		finding_printf(out,
		               _("the keys for the audio cannot be agreed upon: the SDP of the %s says %s and has no "
		                 "a=fingerprint"),
		               word_event(out, event), proto);
		return;
	}
	finding_printf(out,
	               _("the keys for the audio cannot be agreed upon: the SDP of the %s says %s and has no "
	                 "a=fingerprint, though an a=crypto"),
	               word_event(out, event), proto);
	/* Some that write so mean the keys of a=crypto. */
	out->severity = SEVERITY_WARNING;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));) {
		const struct sdp_media *audio = sdp_audio(event->sdp);

		if (!audio || !needs_fingerprint(audio) || has_fingerprint(event->sdp) ||
		    (event->sdp->deviations & SDP_TOO_MUCH))
			continue;
		tell(event, audio, out);
		return true;
	}
	return false;
}

const struct rule rule_sdp_dtls_missing = {
	.id = "sdp-dtls-missing",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("DTLS-SRTP without a fingerprint"),
	.explain = N_(
		"UDP/TLS/RTP/SAVP(F) means that a DTLS handshake on the media port makes the keys, and a=fingerprint tells "
		"whose certificate to expect in it. Without one the handshake is not begun or not trusted: no audio in either "
		"direction."),
	.refs = "RFC 5763 5, RFC 8122 5, RFC 8842 5",
	.next = N_("Look whether an element on the way strips or rewrites the SDP. A gateway for browsers must write "
                   "its own a=fingerprint and a=setup into each offer and answer."),
	.fires = "0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVPF  a=setup:actpass  a=fingerprint:sha-256 AA:BB\n"
		 "0.900  B > A  183     sdp  tag=b1  proto=UDP/TLS/RTP/SAVPF  a=setup:active\n"
		 "9.000  B > A  200     sdp  tag=b1  proto=UDP/TLS/RTP/SAVPF  a=setup:active\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVPF  a=setup:actpass  a=fingerprint:sha-256 AA:BB\n"
		"0.900  B > A  183     sdp  tag=b1  proto=UDP/TLS/RTP/SAVPF  a=setup:active  a=fingerprint:sha-256 CC:DD\n"
		"9.000  B > A  200     sdp  tag=b1  proto=UDP/TLS/RTP/SAVPF  a=setup:active  a=fingerprint:sha-256 CC:DD\n"
		"9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
