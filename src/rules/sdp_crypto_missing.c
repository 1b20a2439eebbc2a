/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool has_keys(const struct sdp_media *media)
{
	return media->has_crypto || media->has_fingerprint || media->has_key_mgmt || media->has_zrtp;
}

/* RFC 9143 7.1.3: of lines that share one transport, only one need hold what belongs to the transport. */
static bool any_has_keys(const struct sdp *sdp)
{
	for (unsigned i = 0; i < sdp->media_count; i++)
		if (has_keys(&sdp->media[i]))
			return true;
	return false;
}

/* DTLS has rules of its own. */
static bool needs_keys(const struct sdp_media *audio)
{
	return !sdp_is_refused(audio) && str_ihas(audio->proto, STR("RTP/SAVP")) &&
	       !str_ihas(audio->proto, STR("TLS/"));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));) {
		const struct sdp_media *audio = sdp_audio(event->sdp);

		if (!audio || !needs_keys(audio) || any_has_keys(event->sdp) || (event->sdp->deviations & SDP_TOO_MUCH))
			continue;
		finding_printf(out, _("the audio cannot be decrypted: the SDP of the %s says %s and gives no key"),
		               word_event(out, event), word_str(out, audio->proto));
		return true;
	}
	return false;
}

const struct rule rule_sdp_crypto_missing = {
	.id = "sdp-crypto-missing",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("SRTP without keys"),
	.explain = N_(
		"RTP/SAVP means encrypted audio, and the keys come by SDP (a=crypto, a=key-mgmt) or by a handshake that SDP "
		"announces (a=fingerprint). Here there is neither, so the other side can neither decrypt what it gets nor "
		"encrypt what it sends; most refuse the stream."),
	.refs = "RFC 4568 5.1, RFC 4567 3, RFC 5763 5",
	.next = N_("Look whether an element on the way strips a=crypto, as some do when the signalling is not over "
                   "TLS. Otherwise have the sender write its keys, or offer RTP/AVP."),
	.fires = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP\n"
		 "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		 "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a\n"
		  "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		  "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
