/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 8842 5.3: an answer takes the role that the offer left to it; it never leaves it open again. */
static bool conflict(const struct audio_pair *pair)
{
	uint8_t offered = pair->offered->setup, answered = pair->answered->setup;

	if (!pair->offered->has_fingerprint || !pair->answered->has_fingerprint)
		return false;
	return answered == SDP_SETUP_ACTPASS ||
	       (offered == answered && (offered == SDP_SETUP_ACTIVE || offered == SDP_SETUP_PASSIVE));
}

static const char *symptom(const struct audio_pair *pair)
{
	if (pair->answered->setup == SDP_SETUP_ACTIVE)
		return _("both sides want to begin the DTLS handshake and neither answers it");
	if (pair->answered->setup == SDP_SETUP_PASSIVE)
		return _("each side waits for the other to begin the DTLS handshake");
	return _("nobody was told to begin the DTLS handshake");
}

static void tell(const struct offer *offer, const struct audio_pair *pair, struct finding *out)
{
	const char *answer = word_event(out, offer->answer), *first = word_event(out, offer->offer);
	const char *answered = sdp_setup_name(pair->answered->setup), *offered = sdp_setup_name(pair->offered->setup);

	if (offered[0])
		finding_printf(
			out,
			/* TRANSLATORS: begins with a sentence, "each side waits for the other to begin the DTLS handshake"; the rest proves it */
			_("%s: the %s answers a=setup:%s to a=setup:%s of the %s"), symptom(pair), answer, answered,
			offered, first);
	else
		finding_printf(out, _("%s: the %s answers the %s with a=setup:%s"), symptom(pair), answer, first,
		               answered);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct audio_pair pair;

	/* No audio is sent before the handshake is done. */
	if (attempt_had_audio(attempt))
		return false;
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (!offer_pairs_audio(offer, &pair) || !conflict(&pair))
			continue;
		tell(offer, &pair, out);
		return true;
	}
	return false;
}

const struct rule rule_sdp_setup_conflict = {
	.id = "sdp-setup-conflict",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("Offer and answer disagree on who begins DTLS"),
	.explain =
		N_("One side of a DTLS-SRTP call must be active (it sends the first message of the handshake), the "
                   "other passive. The offer normally says actpass (either role), and the answer chooses. When both "
                   "choose the same role, or the answer says actpass again, no handshake takes place and no audio is "
                   "sent."),
	.refs = "RFC 5763 5, RFC 8842 5.3, RFC 4145 4.1",
	.next = N_("Have the answering side choose active. An element between the two must not copy a=setup from one "
                   "side to the other."),
	.fires =
		"0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVP  a=setup:actpass  a=fingerprint:sha-256 AA:BB\n"
		"0.900  B > A  183     sdp  tag=b1  proto=UDP/TLS/RTP/SAVP  a=setup:actpass  a=fingerprint:sha-256 CC:DD\n"
		"9.000  B > A  200     sdp  tag=b1  proto=UDP/TLS/RTP/SAVP  a=setup:actpass  a=fingerprint:sha-256 CC:DD\n"
		"9.020  A > B  ACK     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVP  a=setup:actpass  a=fingerprint:sha-256 AA:BB\n"
		"0.900  B > A  183     sdp  tag=b1  proto=UDP/TLS/RTP/SAVP  a=setup:active  a=fingerprint:sha-256 CC:DD\n"
		"9.000  B > A  200     sdp  tag=b1  proto=UDP/TLS/RTP/SAVP  a=setup:active  a=fingerprint:sha-256 CC:DD\n"
		"9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
