/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* So short a wait nobody calls silent. */
#define SOON SECOND

/* The first response, when all of the last try are 181 or 182 without SDP. */
static const struct event *find_only(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event))
			continue;
		if ((event->code != 181 && event->code != 182) || event->sdp || event_is_incomplete(event))
			return NULL;
	}
	return attempt->first_18x;
}

/* All of them, as a list. */
static const char *word_all(const struct attempt *attempt, struct finding *out)
{
	struct buf text = {0};

	for (unsigned i = 0; i < attempt->provisional_count && out->frame_count < FINDING_MAX_FRAMES - 1; i++)
		if (attempt_is_early(attempt, attempt->provisionals[i]))
			buf_printf(&text, "%s%s", text.n ? _(", ") : "", word_event(out, attempt->provisionals[i]));
	return word_buf(out, &text);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *first = find_only(attempt);
	const char *all;
	ns waited;

	/* Audio that nobody announced is another finding's business. */
	if (!first || attempt_had_early_audio(attempt))
		return false;
	waited = attempt->end - first->time;
	if (waited <= SOON)
		return false;
	all = word_all(attempt, out);
	finding_printf(
		out,
		/* TRANSLATORS: the second is a list of responses: "181 (frame 2), 182 (frame 4)" */
		_("nothing let the caller's phone ring or play anything for %s: the call was forwarded or queued "
	          "(%s), and no 180 or SDP came until %s"),
		word_seconds(out, waited), all, word_end(out, attempt));
	if (!absence_shows(attempt))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_em_only_181_182 = {
	.id = "em-only-181-182",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("Forwarded or queued, and nothing to hear"),
	.explain = N_(
		"181 says that the call is being forwarded and 182 that it waits in a queue. Neither makes a phone ring, and "
		"without SDP neither opens an audio path. When nothing else comes before the final response, the caller hears "
		"nothing of all that forwarding or waiting."),
	.refs = "RFC 3261 21.1.3, RFC 3261 21.1.4",
	.next = N_(
		"Have the forwarding system send 180 once the new destination rings, and the queue send SDP with its music or "
		"announcement."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  181     tag=b1\n"
		 "3.000  B > A  182     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  181     tag=b1\n"
		  "3.000  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
