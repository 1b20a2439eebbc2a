/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Formats beyond those that are read might be the ones in common. */
static bool is_whole(const struct offer *offer)
{
	return !((offer->offer->sdp->deviations | offer->answer->sdp->deviations) & SDP_TOO_MUCH);
}

static bool lacks_codec(const struct audio_pair *pair)
{
	return pair->offered->formats && pair->answered->formats && sdp_codecs(pair->offered) &&
	       sdp_codecs_common(pair->offered, pair->answered) == 0;
}

/* The same number for two names: one codec spelled in two ways is likelier than none in common. */
static bool shares_number(const struct audio_pair *pair)
{
	for (unsigned i = 0; i < pair->answered->formats; i++)
		if (sdp_is_codec(&pair->answered->format[i]) &&
		    sdp_format_of(pair->offered, pair->answered->format[i].payload_type))
			return true;
	return false;
}

static const char *word_formats(struct finding *out, const struct sdp_media *audio)
{
	struct buf formats = {0};

	for (unsigned i = 0; i < audio->formats; i++) {
		const struct sdp_format *format = &audio->format[i];

		if (i)
			buf_printf(&formats, "%s", _(", "));
		if (format->name.n)
			buf_add(&formats, format->name);
		else
			/* TRANSLATORS: a payload type that no name is known of */
			buf_printf(&formats, _("type %u"), format->payload_type);
	}
	return word_buf(out, &formats);
}

static void tell(const struct offer *offer, const struct audio_pair *pair, struct finding *out)
{
	const char *answer = word_event(out, offer->answer), *first = word_event(out, offer->offer);

	finding_printf(
		out,
		sdp_codecs(pair->answered)
			/* TRANSLATORS: behind "with" and "offered" stand lists of codecs: "PCMA, telephone-event" */
			? _("the two sides have no codec in common: the %s answers with %s; the %s offered %s")
			: _("the two sides have no codec in common: the %s answers with %s, which is no speech; "
	                    "the %s offered %s"),
		answer, word_formats(out, pair->answered), first, word_formats(out, pair->offered));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct audio_pair pair;

	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (!offer_pairs_audio(offer, &pair) || !is_whole(offer) || !lacks_codec(&pair))
			continue;
		tell(offer, &pair, out);
		if (shares_number(&pair)) {
			out->severity = SEVERITY_WARNING;
			out->confidence = CONFIDENCE_MEDIUM;
		}
		return true;
	}
	return false;
}

const struct rule rule_sdp_no_common_codec = {
	.id = "sdp-no-common-codec",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("The answer has none of the codecs offered"),
	.explain = N_(
		"An answer must take at least one of the formats offered, or refuse the stream with port 0. Here it accepts the "
		"stream with formats that were not offered, or with nothing but tones and comfort noise. The receiver has "
		"no use for such audio; many stacks drop the call or stay silent."),
	.refs = "RFC 3264 6.1",
	.next = N_(
		"Compare the codec lists of both sides with what the SBC or PBX between allows: a codec filter that strips the "
		"common ones is the usual cause. Add a common codec or transcode."),
	.fires = "0.000  A > B  INVITE  sdp  codecs=0,8\n"
		 "0.900  B > A  183     sdp  tag=b1  codecs=18\n"
		 "9.000  B > A  200     sdp  tag=b1  codecs=18\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  codecs=0,8\n"
		  "0.900  B > A  183     sdp  tag=b1  codecs=8\n"
		  "9.000  B > A  200     sdp  tag=b1  codecs=8\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
