/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Trickled candidates come later (RFC 8840), and of bundled lines one speaks for all (RFC 9143 7.1.3). */
static bool has_ice(const struct sdp *sdp)
{
	for (unsigned i = 0; i < sdp->media_count; i++)
		if (sdp->media[i].has_ice)
			return true;
	return false;
}

static void tell(const struct offer *offer, const struct sdp_media *offered, struct finding *out)
{
	const char *first = word_event(out, offer->offer), *answer = word_event(out, offer->answer);

	finding_printf(out,
	               /* TRANSLATORS: the second %s is an address with its port, as the SDP has it */
	               _("no audio path will open: the %s relies on ICE (its address is %s), and the %s answers "
	                 "without it"),
	               first, word_printf(out, STR_FMT ":%u", STR_ARG(offered->address_text), offered->port), answer);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct audio_pair pair;

	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (!offer_pairs_audio(offer, &pair) || !pair.offered->ice_only || has_ice(offer->answer->sdp) ||
		    (offer->answer->sdp->deviations & SDP_TOO_MUCH))
			continue;
		tell(offer, pair.offered, out);
		if (attempt_had_audio(attempt)) {
			finding_printf(out, _("; packets came all the same"));
			out->severity = SEVERITY_NOTICE;
		}
		return true;
	}
	return false;
}

const struct rule rule_sdp_ice_missing = {
	.id = "sdp-ice-missing",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("An offer that needs ICE, answered without"),
	.explain = N_(
		"The offer's own address is a placeholder (port 9 or zeroes), as browsers write it: where to send is found by "
		"ICE alone. The answer has no ICE attributes, so no path is ever checked, and a browser neither sends nor accepts "
		"audio."),
	.refs = "RFC 8839 4.2.5, RFC 8840 4.1.1",
	.next = N_(
		"Let a gateway for browsers terminate ICE and DTLS in front of the plain SIP side, or switch ICE on there."),
	.fires = "0.000  A > B  INVITE  sdp  host=0.0.0.0  port=9  a=ice-ufrag:abcd  a=ice-pwd:abcdefghijklmnopqrstuv\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp  host=0.0.0.0  port=9  a=ice-ufrag:abcd  a=ice-pwd:abcdefghijklmnopqrstuv\n"
		"0.900  B > A  183     sdp  tag=b1  a=ice-ufrag:efgh  a=ice-pwd:abcdefghijklmnopqrstuv\n"
		"9.000  B > A  200     sdp  tag=b1  a=ice-ufrag:efgh  a=ice-pwd:abcdefghijklmnopqrstuv\n"
		"9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
