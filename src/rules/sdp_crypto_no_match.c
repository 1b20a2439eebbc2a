/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool has_suite(const struct sdp_details *offered, struct str suite)
{
	for (unsigned i = 0; i < offered->crypto_count; i++)
		if (str_ieq(offered->crypto[i].suite, suite))
			return true;
	return false;
}

static bool is_offered(const struct sdp_details *offered, const struct sdp_crypto *answered)
{
	for (unsigned i = 0; i < offered->crypto_count; i++)
		if (!offered->crypto[i].tag_bad && offered->crypto[i].tag == answered->tag &&
		    str_ieq(offered->crypto[i].suite, answered->suite))
			return true;
	return false;
}

/* An answer has one; of several, one that fits is enough. NULL: one fits, or nothing can be said. */
static const struct sdp_crypto *find_stray(const struct audio_pair *pair)
{
	const struct sdp_details *offered = pair->offered->details, *answered = pair->answered->details;

	if (!offered->crypto_count || !answered->crypto_count || offered->crypto_count == SDP_MAX_CRYPTO ||
	    !str_ihas(pair->answered->proto, STR("RTP/SAVP")) || str_ihas(pair->answered->proto, STR("TLS/")))
		return NULL;
	for (unsigned i = 0; i < answered->crypto_count; i++)
		if (is_offered(offered, &answered->crypto[i]))
			return NULL;
	return &answered->crypto[0];
}

static const char *word_suites(struct finding *out, const struct sdp_details *details)
{
	struct buf suites = {0};

	for (unsigned i = 0; i < details->crypto_count; i++)
		buf_printf(&suites, "%s%u " STR_FMT, i ? _(", ") : "", details->crypto[i].tag,
		           STR_ARG(details->crypto[i].suite));
	return word_buf(out, &suites);
}

static void tell(const struct offer *offer, const struct audio_pair *pair, struct finding *out)
{
	const char *answer = word_event(out, offer->answer), *first = word_event(out, offer->offer);

	finding_printf(out,
	               /* TRANSLATORS: behind a=crypto stand tags and suites: "1 AES_CM_128_HMAC_SHA1_80" */
	               _("the two sides do not encrypt the audio alike: the %s takes a=crypto %s, the %s offered %s"),
	               answer, word_suites(out, pair->answered->details), first,
	               word_suites(out, pair->offered->details));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];
		const struct sdp_crypto *stray;
		struct audio_pair pair;

		if (!offer_pairs_audio(offer, &pair) || !(stray = find_stray(&pair)))
			continue;
		tell(offer, &pair, out);
		/* Who goes by the suite alone can still decrypt it. */
		if (has_suite(pair.offered->details, stray->suite))
			out->severity = SEVERITY_WARNING;
		return true;
	}
	return false;
}

const struct rule rule_sdp_crypto_no_match = {
	.id = "sdp-crypto-no-match",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("The answer's a=crypto is none of those offered"),
	.explain =
		N_("The answer picks one a=crypto line of the offer and repeats its tag and suite with a key of its "
                   "own. Another tag or suite leaves both sides with different ideas of how the audio is encrypted: "
                   "the receiver drops every packet, or ends the call. Where only the tag differs, stacks that go by "
                   "the suite alone still work."),
	.refs = "RFC 4568 5.1.2",
	.next = N_(
		"Compare the suites both sides support. An SBC that answers with the a=crypto of another leg is the usual "
		"cause; have it terminate SRTP on each leg."),
	.fires = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a\n"
		 "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:b\n"
		 "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:b\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a\n"
		  "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		  "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:b\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
