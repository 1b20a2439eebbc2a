/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* An answer with no codec in common is another story, and worse. */
static const struct sdp_format *added(const struct offer *offer)
{
	struct audio_pair pair;

	if (!offer_pairs_audio(offer, &pair) || (offer->offer->sdp->deviations & SDP_TOO_MUCH) ||
	    sdp_codecs_common(pair.offered, pair.answered) == 0)
		return NULL;
	return sdp_codec_added(pair.offered, pair.answered);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];
		const struct sdp_format *format = added(offer);

		if (!format)
			continue;
		finding_printf(out, "relays and recorders may not know a codec of this call: the ");
		finding_event(out, offer->answer);
		finding_printf(out, " lists payload type %u", format->payload_type);
		if (format->name.n)
			finding_printf(out, " (" STR_FMT ")", STR_ARG(format->name));
		finding_printf(out, ", which the ");
		finding_event(out, offer->offer);
		finding_printf(out, " did not offer");
		return true;
	}
	return false;
}

const struct rule rule_sdp_answer_adds_codec = {
	.id = "sdp-answer-adds-codec",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The answer lists a codec that was not offered"),
	.explain = N_(
		"An answer may list further formats, so that the other side knows it could use them in this call. Few devices "
		"make use of it, and some relays and recorders that pair the two lists get it wrong: they may open no path "
		"for such audio or take it for another codec."),
	.refs = "RFC 3264 6.1",
	.next = N_(
		"Nothing, unless audio of that payload type is sent and not heard; then take the codec out of the answer."),
	.fires = "0.000  A > B  INVITE  sdp  codecs=0\n"
		 "0.900  B > A  183     sdp  tag=b1  codecs=0,18\n"
		 "9.000  B > A  200     sdp  tag=b1  codecs=0,18\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  codecs=0,18\n"
		  "0.900  B > A  183     sdp  tag=b1  codecs=0,18\n"
		  "9.000  B > A  200     sdp  tag=b1  codecs=0,18\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
