/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

enum {
	NONE = -1
};

/* The first line of the answer that stands for another kind of media than the offer's line there. */
static int find_other_kind(const struct sdp *offered, const struct sdp *answered)
{
	for (unsigned i = 0; i < offered->media_count && i < answered->media_count; i++)
		if (!str_ieq(offered->media[i].kind, answered->media[i].kind))
			return (int)i;
	return NONE;
}

/* What stands beyond the lines that are read is unknown. */
static bool counts_differ(const struct offer *offer)
{
	const struct sdp *offered = offer->offer->sdp, *answered = offer->answer->sdp;

	return !((offered->deviations | answered->deviations) & SDP_TOO_MUCH) &&
	       offered->media_count != answered->media_count;
}

static void tell(const struct offer *offer, int other, struct finding *out)
{
	const struct sdp *offered = offer->offer->sdp, *answered = offer->answer->sdp;

	const char *answer = word_event(out, offer->answer), *first = word_event(out, offer->offer);

	if (other != NONE)
		finding_printf(out,
		               _("the caller's and the callee's side may not agree on any audio: the %s answers the %s "
		                 "with m=%s in the place of m=%s (line %d)"),
		               answer, first, word_str(out, answered->media[other].kind),
		               word_str(out, offered->media[other].kind), other + 1);
	else
		finding_printf(out,
		               language_plural("the caller's and the callee's side may not agree on any audio: the %s "
		                               "answers the %s with %u m= line for %u",
		                               "the caller's and the callee's side may not agree on any audio: the %s "
		                               "answers the %s with %u m= lines for %u",
		                               answered->media_count),
		               answer, first, answered->media_count, offered->media_count);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct audio_pair pair;

	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];
		int other;

		if (!offer_sets_up(offer))
			continue;
		other = find_other_kind(offer->offer->sdp, offer->answer->sdp);
		if (other == NONE && !counts_differ(offer))
			continue;
		tell(offer, other, out);
		/* Tolerant stacks take missing lines for refused ones. */
		if (offer_pairs_audio(offer, &pair))
			out->severity = SEVERITY_WARNING;
		return true;
	}
	return false;
}

const struct rule rule_sdp_mline_mismatch = {
	.id = "sdp-mline-mismatch",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("The answer's media lines do not match the offer's"),
	.explain = N_(
		"An answer has one m= line for each of the offer, of the same kind and in the same order; what is not wanted "
		"gets port 0. Lines that are left out, added or in another order make the answer invalid: strict stacks, "
		"browsers among them, refuse it and open no audio path, others take the lines by their place and pair the wrong "
		"ones."),
	.refs = "RFC 3264 6",
	.next = N_("Find out which element wrote the answer so; often it is an SBC that strips video or fax lines from "
                   "SDP. It must set their port to 0 instead."),
	.fires = "0.000  A > B  INVITE  sdp  m=video 30020 RTP/AVP 34\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  m=video 30020 RTP/AVP 34\n"
		  "0.900  B > A  183     sdp  tag=b1  m=video 0 RTP/AVP 34\n"
		  "9.000  B > A  200     sdp  tag=b1  m=video 0 RTP/AVP 34\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
