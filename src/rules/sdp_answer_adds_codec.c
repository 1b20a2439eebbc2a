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

static const char *word_format(const struct sdp_format *format, struct finding *out)
{
	return format->name.n ? word_printf(out, "%u (" STR_FMT ")", format->payload_type, STR_ARG(format->name))
	                      : word_printf(out, "%u", format->payload_type);
}

static void tell(const struct offer *offer, const struct sdp_format *format, struct finding *out)
{
	const char *answer = word_event(out, offer->answer), *first = word_event(out, offer->offer);

	finding_printf(
		out,
		/* TRANSLATORS: behind "payload type" a number, with the codec's name where it is known: "18 (G729)" */
		_("relays and recorders may not know a codec of this call: the %s lists payload type %s, which "
	          "the %s did not offer"),
		answer, word_format(format, out), first);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct sdp_format *format = added(&attempt->offers[i]);

		if (!format)
			continue;
		tell(&attempt->offers[i], format, out);
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
