/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static void tell(const struct offer *offer, const struct sdp_format *offered, const struct sdp_format *answered,
                 struct finding *out)
{
	const char *first = word_event(out, offer->offer), *answer = word_event(out, offer->answer);

	/* TRANSLATORS: begins with the name of a codec */
	finding_printf(out, _("%s has a payload type of its own in each direction: %u in the %s, %u in the %s"),
	               word_str(out, answered->name), offered->payload_type, first, answered->payload_type, answer);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct sdp_format *answered, *offered;
	struct audio_pair pair;

	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (!offer_pairs_audio(offer, &pair) || (offer->offer->sdp->deviations & SDP_TOO_MUCH))
			continue;
		answered = sdp_renumbered(pair.offered, pair.answered, &offered);
		if (!answered)
			continue;
		tell(offer, offered, answered, out);
		return true;
	}
	return false;
}

const struct rule rule_sdp_pt_remap = {
	.id = "sdp-pt-remap",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("A codec under another payload type in the answer"),
	.explain = N_(
		"Each side says which number it wants to receive a codec under, and the two may differ, though answers should "
		"keep the offer's. Senders that put their own number into the packets, and relays that do not translate, "
		"then produce audio or key presses that the receiver drops."),
	.refs = "RFC 3264 5.1, RFC 3264 6.1",
	.next = N_(
		"If audio or key presses go missing, look at the payload type in the RTP packets: it must be the number that "
		"the receiver's SDP gives. Have the answering side keep the numbers of the offer."),
	.fires = "0.000  A > B  INVITE  sdp  codecs=0,96/opus/48000\n"
		 "0.900  B > A  183     sdp  tag=b1  codecs=0,107/opus/48000\n"
		 "9.000  B > A  200     sdp  tag=b1  codecs=0,107/opus/48000\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  codecs=0,96/opus/48000\n"
		  "0.900  B > A  183     sdp  tag=b1  codecs=0,96/opus/48000\n"
		  "9.000  B > A  200     sdp  tag=b1  codecs=0,96/opus/48000\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
