/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct event *agreed(const struct attempt *attempt)
{
	const struct sdp_media *audio = sdp_audio(attempt->promised);

	return audio && str_ihas(audio->proto, STR("SAVP")) ? attempt->opened : NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = agreed(attempt);
	const char *agreement, *first;

	if (!event || !attempt->backward.early_packets)
		return false;
	agreement = word_event(out, event);
	first = word_frame(out, attempt->backward.early_first_frame, attempt->backward.early_first);
	finding_printf(out,
	               _("what the caller heard in the early audio cannot be told: the %s agreed upon encryption (%s), "
	                 "and only when its packets came shows (%llu, from %s on)"),
	               agreement, word_str(out, sdp_audio(attempt->promised)->proto),
	               (unsigned long long)attempt->backward.early_packets, first);
	return true;
}

#define KEY "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

const struct rule rule_cap_srtp = {
	.id = "cap-srtp",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_CAPTURE,
	.title = N_("The early audio is encrypted"),
	.explain = N_(
		"Both sides agreed upon SRTP for the early audio. Its packets show when audio came, from where and how regularly, but "
		"neither silence nor tones nor speech can be told in it."),
	.refs = "RFC 3711 3.1",
	.next = N_(
		"To hear into it, capture where it is not encrypted: behind the media relay that ends the encryption."),
	.fires = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " KEY "\n"
		 "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  " KEY "\n"
		 "0.950  B > A  rtp     for 8.0s  bytes=170\n"
		 "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  " KEY "\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " KEY "  m=audio 30010 RTP/AVP 0\n"
		  "0.900  B > A  183     sdp=zero  tag=b1  proto=RTP/SAVP  m=audio 40010 RTP/AVP 0\n"
		  "0.950  B > A  rtp     for 8.0s  to=30010  from=40010\n"
		  "9.000  B > A  200     sdp=zero  tag=b1  proto=RTP/SAVP  m=audio 40010 RTP/AVP 0\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
