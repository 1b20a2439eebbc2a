/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool is_first_reliable(const struct attempt *attempt, const struct event *event)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (str_eq(attempt->reliables[i].response->to_tag, event->to_tag))
			return attempt->reliables[i].response == event;
	return true;
}

static const char *fault_of_number(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	switch (event->details->rseq) {
	case NUMERAL_ZERO:
		return word_printf(out, _("the %s has RSeq 0, which is no number to begin with"),
		                   word_event(out, event));
	case NUMERAL_NONE:
		return word_printf(out, _("the %s has an RSeq that is no number"), word_event(out, event));
	case NUMERAL_LARGE:
		return word_printf(out, _("the %s has an RSeq above 2^32 - 1"), word_event(out, event));
	case NUMERAL_HIGH:
		/* RFC 3262 3: only the first number of all must lie below 2^31; those that follow count on from it. */
		if (!is_first_reliable(attempt, event))
			return NULL;
		return word_printf(out, _("the %s begins with an RSeq above 2^31 - 1"), word_event(out, event));
	default:
		return NULL;
	}
}

static const char *fault_of(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	bool required = event->required & OPTION_100REL;

	if (event->code == 100 && (event->has_rseq || required))
		return word_printf(out, _("the %s is a 100, which is never sent reliably, but says that it is"),
		                   word_event(out, event));
	if (event->code == 100)
		return NULL;
	if (required && !event->has_rseq)
		return word_printf(out, _("the %s has Require: 100rel but no RSeq to acknowledge"),
		                   word_event(out, event));
	if (event->has_rseq && !required)
		return word_printf(out, _("the %s has an RSeq but no Require: 100rel"), word_event(out, event));
	return fault_of_number(attempt, event, out);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];
		const char *fault;

		if (event->cseq != attempt->last->cseq || !attempt_is_before_final(attempt, event) ||
		    !event_shows_header(event) || !(fault = fault_of(attempt, event, out)))
			continue;
		/* TRANSLATORS: ends with a sentence: "the 183 (frame 2) has an RSeq that is no number" */
		finding_printf(out, _("caller and callee may disagree on whether a PRACK is due: %s"), fault);
		return true;
	}
	return false;
}

const struct rule rule_rel_rseq_invalid = {
	.id = "rel-rseq-invalid",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("Headers of reliability that contradict each other"),
	.explain =
		N_("A provisional response is reliable if it has both Require: 100rel and an RSeq from 1 on; 100 never "
                   "is. With only one of the two, or with an RSeq that is no valid number, phones differ: some send a "
                   "PRACK that nobody expects or that cannot be matched, some drop the response with its SDP, some "
                   "ignore what is wrong. If the callee waits for a PRACK that the caller has no way to write, the "
                   "call fails after 32 seconds."),
	.refs = "RFC 3262 3, RFC 3262 7.1",
	.next = N_(
		"See which element removes or adds one of the two headers: compare the response one hop nearer to the callee. "
		"A header rule of an SBC that strips RSeq or Require alone must strip both, or none."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel  without=RSeq\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.920  A > B  PRACK   tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
