/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *heard, *declined, *early;
	struct decline decline;

	if (!decline_of(attempt, &decline) || decline.partial || decline.complete ||
	    decline.timing != TIMING_AFTER_ANNOUNCEMENT)
		return false;
	out->origin = decline_by_name(&decline);
	/* Networks that play an announcement for a release say so (3GPP TS 24.628). */
	if (out->origin == ORIGIN_UNKNOWN && decline.told_early && decline.network)
		out->origin = ORIGIN_PROVIDER;
	heard = word_heard(out, &decline);
	if (decline.told_early) {
		early = word_event(out, decline.told_early);
		declined = word_final(out, decline.final);
		finding_printf(
			out,
			_("the caller heard %s, then the call was declined: the %s had said already that it failed (%s), and %s ended "
		          "it"),
			heard, early, word_reason(out, decline_early_reason(&decline)), declined);
	} else {
		declined = word_final(out, decline.final);
		finding_printf(
			out,
			_("the caller heard %s, then the call was declined: %s followed what looks like an announcement of a network or "
		          "a server, not of a phone"),
			heard, declined);
		if (decline.ringing)
			out->confidence = CONFIDENCE_MEDIUM;
	}
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_treatment = {
	.id = "dec-603-treatment",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.origin = ORIGIN_PROVIDER,
	.title = N_("603 behind an announcement"),
	.explain = N_(
		"The caller heard something that was no ringing, and then the call was declined: a network played an announcement or a tone "
		"of failure as early media and released the call when it was over. The decision was made before the announcement "
		"began; its words, its tone, or a Reason in the 183 tell more than the 603."),
	.refs = "3GPP TS 24.628, RFC 3326 2",
	.next = N_("Listen to what was played (-o wav:FOLDER), and read the Reason of the 183 where it has one."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     speech  for 13.0s\n"
		 "14.20  B > A  603     tag=b1\n"
		 "14.22  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 13.0s\n"
		  "14.20  B > A  603     tag=b1\n"
		  "14.22  A > B  ACK     tag=b1\n",
	.check = check,
};
