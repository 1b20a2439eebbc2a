/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard = early_passage(attempt, CONTENT_TONE, TONE_RINGBACK);

	if (!heard || attempt_first(attempt, 180) || !is_early_known(attempt) || !absence_shows(attempt) ||
	    attempt->cut)
		return false;
	/* TRANSLATORS: %s is "from second 1.2 to 9.0 (frames 12 to 400)" */
	finding_printf(out, _("ringback tone was played to the caller %s and no 180 said that it rings"),
	               word_when(out, attempt, heard));
	if (attempt->early_sdp)
		finding_printf(out, _("; the %s opened the path"), word_event(out, attempt->early_sdp));
	return true;
}

const struct rule rule_em_ringback_no_180 = {
	.id = "em-ringback-no-180",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Ringback tone without a 180"),
	.explain = N_("The caller hears ringback from the network, and no response said 180 Ringing. This is usual for "
                      "calls into the telephone network: the exchange plays the tone and the gateway answers 183 with "
                      "SDP. Equipment that counts ringing by the 180 sees none."),
	.refs = "RFC 3960 2, RFC 3398 7.2.6",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=425:1-4  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
