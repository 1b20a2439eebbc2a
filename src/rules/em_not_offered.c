/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* In whichever try. What was cut may have had SDP. */
static bool any_offered(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt->provisionals[i]->sdp || event_is_incomplete(attempt->provisionals[i]))
			return true;
	return false;
}

/* The provisional responses without SDP, as a list. */
static const char *word_provisionals(const struct attempt *attempt, struct finding *out)
{
	struct buf text = {0};

	for (unsigned i = 0; i < attempt->provisional_count && out->frame_count < FINDING_MAX_FRAMES; i++)
		if (attempt->provisionals[i]->code != 100)
			buf_printf(&text, "%s%s", text.n ? _(", ") : "", word_event(out, attempt->provisionals[i]));
	return word_buf(out, &text);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *end;

	if (!attempt->final || !attempt->first_18x || any_offered(attempt) || !absence_shows(attempt))
		return false;
	finding_proof(out, attempt->first_18x);
	end = word_end(out, attempt);
	finding_printf(
		out,
		/* TRANSLATORS: the second is a list of responses: "180 (frame 2), 183 (frame 4)" */
		_("no early media was offered up to %s, so any ringback came from the caller's own phone: no SDP in "
	          "the %s"),
		end, word_provisionals(attempt, out));
	return true;
}

const struct rule rule_em_not_offered = {
	.id = "em-not-offered",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("No early media was offered"),
	.explain = N_(
		"None of the provisional responses carried SDP, so the network never meant to play anything before the "
		"answer. What the caller heard, if anything, was made by the caller's own phone. A missing announcement cannot "
		"have been lost here: it was not sent, or an element beyond this point took its SDP away."),
	.refs = "RFC 3960 3.2, RFC 3261 13.3.1.1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
