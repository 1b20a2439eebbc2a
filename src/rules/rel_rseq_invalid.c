/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool is_first_reliable(const struct attempt *attempt, const struct event *event)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (str_eq(attempt->reliables[i].response->to_tag, event->to_tag))
			return attempt->reliables[i].response == event;
	return true;
}

/* RFC 3262 3: only the first number of all must lie below 2^31; those that follow count on from it. */
static const char *fault_of(const struct attempt *attempt, const struct event *event)
{
	bool required = event->required & OPTION_100REL;

	if (event->code == 100)
		return event->has_rseq || required ? "is a 100, which is never sent reliably, but says that it is"
		                                   : NULL;
	if (required && !event->has_rseq)
		return "has Require: 100rel but no RSeq to acknowledge";
	if (event->has_rseq && !required)
		return "has an RSeq but no Require: 100rel";
	switch (event->details->rseq) {
	case NUMERAL_ZERO:
		return "has RSeq 0, which is no number to begin with";
	case NUMERAL_NONE:
		return "has an RSeq that is no number";
	case NUMERAL_LARGE:
		return "has an RSeq above 2^32 - 1";
	case NUMERAL_HIGH:
		return is_first_reliable(attempt, event) ? "begins with an RSeq above 2^31 - 1" : NULL;
	default:
		return NULL;
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *fault = NULL;

	for (unsigned i = 0; i < attempt->provisional_count && !fault; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->cseq != attempt->last->cseq || !attempt_is_before_final(attempt, event) ||
		    !event_shows_header(event) || !(fault = fault_of(attempt, event)))
			continue;
		finding_printf(out, "caller and callee may disagree on whether a PRACK is due: the ");
		finding_event(out, event);
		finding_printf(out, " %s", fault);
	}
	return fault != NULL;
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
