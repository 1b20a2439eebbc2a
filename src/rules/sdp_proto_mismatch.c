/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool is_secure(const struct sdp_media *audio)
{
	return str_ihas(audio->proto, STR("RTP/SAVP"));
}

/* Encrypted by its profile, or by the way of RFC 8643: RTP/AVP with keys, if both sides give some. */
static bool may_encrypt(const struct sdp_media *audio)
{
	return is_secure(audio) || audio->has_crypto || audio->has_fingerprint || audio->has_key_mgmt ||
	       audio->has_zrtp;
}

static bool share_keys(const struct audio_pair *pair)
{
	const struct sdp_media *a = pair->offered, *b = pair->answered;

	return (a->has_crypto && b->has_crypto) || (a->has_fingerprint && b->has_fingerprint) ||
	       (a->has_key_mgmt && b->has_key_mgmt) || (a->has_zrtp && b->has_zrtp);
}

static bool is_rtp(const struct sdp_media *audio)
{
	return str_ihas(audio->proto, STR("RTP/"));
}

/* RFC 5939 3.5.2: the offer listed the other one as a capability, and the answer says that it takes that. */
static bool differ(const struct audio_pair *pair)
{
	return !str_ieq(pair->offered->proto, pair->answered->proto) && !pair->answered->has_acfg;
}

/* Nothing but the name differs: RTP/AVPF for RTP/AVP, or another way to say that DTLS gives the keys. */
static bool is_name_only(const struct audio_pair *pair)
{
	if (!is_rtp(pair->offered) || !is_rtp(pair->answered) ||
	    str_ihas(pair->offered->proto, STR("TCP/")) != str_ihas(pair->answered->proto, STR("TCP/")))
		return false;
	if (!is_secure(pair->offered) && !is_secure(pair->answered))
		return true;
	return share_keys(pair);
}

static const char *symptom(const struct offer *offer, const struct audio_pair *pair)
{
	bool offered = may_encrypt(pair->offered), answered = may_encrypt(pair->answered);

	if (is_name_only(pair))
		return _("strict stacks may refuse the audio");
	if (offered == answered)
		return _("the two sides do not send their audio the same way");
	return offered == offer->from_caller ? _("the caller encrypts the audio and the callee's side does not")
	                                     : _("the callee's side encrypts the audio and the caller does not");
}

static void tell(const struct offer *offer, const struct audio_pair *pair, struct finding *out)
{
	const char *answer = word_event(out, offer->answer), *first = word_event(out, offer->offer);

	/* TRANSLATORS: a sentence, "the two sides do not send their audio the same way", and its proof: who answers what to what */
	finding_printf(out, _("%s: the %s answers %s to %s of the %s"), symptom(offer, pair), answer,
	               word_str(out, pair->answered->proto), word_str(out, pair->offered->proto), first);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct audio_pair pair;

	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (!offer_pairs_audio(offer, &pair) || !differ(&pair))
			continue;
		tell(offer, &pair, out);
		if (is_name_only(&pair))
			out->severity = SEVERITY_NOTICE;
		return true;
	}
	return false;
}

const struct rule rule_sdp_proto_mismatch = {
	.id = "sdp-proto-mismatch",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("Encrypted audio offered, plain answered, or the other way round"),
	.explain =
		N_("The transport of an m= line (RTP/AVP plain, RTP/SAVP encrypted, the same with F for feedback, "
                   "UDP/TLS in front for DTLS) must be the same in offer and answer. Where one side encrypts and the "
                   "other does not, the receiver drops every packet or plays noise. A difference in the name alone, "
                   "such as AVPF for AVP, breaks the rule but changes nothing in the packets, and most stacks accept "
                   "it."),
	.refs = "RFC 3264 6, RFC 8643, RFC 5939 3.5.2",
	.next = N_(
		"Set the same SRTP policy on both sides (required, optional or off), or let the SBC between terminate SRTP on "
		"one of them."),
	.fires = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a\n"
		 "0.900  B > A  183     sdp  tag=b1  proto=RTP/AVP\n"
		 "9.000  B > A  200     sdp  tag=b1  proto=RTP/AVP\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a\n"
		  "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		  "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
