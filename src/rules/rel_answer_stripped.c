/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static bool has_any_sdp(const struct attempt *attempt, struct str to_tag)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (str_eq(attempt->provisionals[i]->to_tag, to_tag) && !event_lacks_sdp(attempt->provisionals[i]))
			return true;
	return false;
}

/* The caller's offer was never answered in this dialog, not even in the 2xx. */
static bool is_stripped(const struct attempt *attempt, const struct reliable *reliable)
{
	const struct event *response = reliable->response;
	const struct dialog *dialog = dialog_of(attempt, response->to_tag);

	return response->answers && response->answers->sdp && response->to_tag.n && dialog && dialog->answered &&
	       !response_may_be_missing(attempt, response->to_tag) && event_lacks_sdp(dialog->answered) &&
	       !has_any_sdp(attempt, response->to_tag);
}

static const struct reliable *find_stripped(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (is_stripped(attempt, &attempt->reliables[i]))
			return &attempt->reliables[i];
	return NULL;
}

/* The leg that shows the answer before it was taken out; NULL: none is known. */
static const struct leg *find_answered(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		if (leg->onward && leg->grade != GRADE_LOW && leg->attempt->invite && leg->attempt->invite->sdp &&
		    leg->attempt->early_sdp)
			return leg;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct reliable *reliable = find_stripped(attempt);
	const char *bare, *answer;
	const struct leg *leg;

	/* Where a message was lost, it may have been the one with the answer. */
	if (!reliable || !absence_shows(attempt))
		return false;
	bare = word_event(out, reliable->response);
	answer = word_event(out, dialog_of(attempt, reliable->response->to_tag)->answered);
	finding_printf(
		out,
		_("the caller's offer was never answered, so there is no audio either way: the %s is reliable but "
	          "has no SDP, and neither has the %s"),
		bare, answer);
	leg = find_answered(attempt);
	if (!leg) {
		finding_printf(out, _("; if the callee sent one, it was taken out on the way"));
		return true;
	}
	/* TRANSLATORS: "183 (frame 5) that came to 10.0.0.2" has the answer that the caller did not get */
	finding_printf(out, _("; the %s has it"), word_came(out, leg, leg->attempt->early_sdp));
	out->confidence = CONFIDENCE_CERTAIN;
	finding_leg(out, attempt, leg);
	return true;
}

const struct rule rule_rel_answer_stripped = {
	.id = "rel-answer-stripped",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_RELIABILITY,
	.title = N_("Reliable response without the answer it should bring"),
	.explain = N_(
		"After a reliable response with the answer, a callee need not repeat its SDP in the 2xx. If an element on the "
		"way takes the SDP out of the provisional response, but leaves Require: 100rel and RSeq in place, the caller "
		"acknowledges a response without an answer: the callee takes the exchange for done, the caller waits for an "
		"answer that never comes."),
	.refs = "RFC 3262 5, RFC 3261 13.2.1",
	.next = N_(
		"Compare this response one hop nearer to the callee. A rule that strips SDP from 183 must strip Require: "
		"100rel and RSeq with it and send the PRACK itself, or be removed."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     tag=b1  rel\n"
		 "0.920  A > B  PRACK   tag=b1\n"
		 "0.940  B > A  200     of=PRACK  tag=b1\n"
		 "9.000  B > A  200     tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     tag=b1  rel\n"
		  "0.920  A > B  PRACK   tag=b1\n"
		  "0.940  B > A  200     of=PRACK  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
