/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Once the call has ended or is being cancelled, a PRACK that still comes in finds nothing to acknowledge. */
static bool is_too_late(const struct attempt *attempt, const struct event *refusal)
{
	return !attempt_is_before_final(attempt, refusal) ||
	       (attempt->cancel && attempt->cancel->time <= refusal->time);
}

/* Another PRACK for the same response, whose answer was not captured, may have been taken before this one was refused. */
static bool has_unanswered_twin(const struct attempt *attempt, const struct reliable *reliable)
{
	for (const struct event *event = attempt->call->first; event; event = event->next) {
		const struct event *other = attempt->call->first;

		if (event == reliable->prack || !attempt_on_hop(attempt, event) ||
		    !event_acknowledges(event, reliable->response))
			continue;
		while (other && !(other->answers == event && other->code >= 200))
			other = other->next;
		if (!other)
			return true;
	}
	return false;
}

static const struct reliable *find_refused(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct event *final = attempt->reliables[i].prack_final;

		if (final && final->code >= 300 && !is_too_late(attempt, final))
			return &attempt->reliables[i];
	}
	return NULL;
}

static const char *meaning(unsigned code)
{
	switch (code) {
	case 400:
		return _("it could not read the PRACK or its RAck");
	case 401:
	case 407:
		return _("it wanted credentials, and no PRACK with them followed");
	case 481:
		return _("it knew no such dialog, or no response waiting for this RAck");
	case 488:
	case 606:
		return _("it did not accept the SDP of the PRACK");
	case 491:
		return _("another offer was open");
	default:
		return _("the response counts as not acknowledged");
	}
}

static void tell(const struct reliable *reliable, struct finding *out)
{
	const char *response = word_event(out, reliable->response), *prack = word_event(out, reliable->prack);
	const char *final = word_event(out, reliable->prack_final);

	finding_printf(out,
	               /* TRANSLATORS: the first %s is the PRACK, the last a sentence: "another offer was open" */
	               _("the callee's side refused the acknowledgement it had asked for: the %s for the %s got %s, so "
	                 "%s"),
	               prack, response, final, meaning(reliable->prack_final->code));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct reliable *reliable = find_refused(attempt);

	if (!reliable)
		return false;
	tell(reliable, out);
	if (has_unanswered_twin(attempt, reliable))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_rel_prack_rejected = {
	.id = "rel-prack-rejected",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("PRACK refused"),
	.explain =
		N_("A reliable provisional response is settled by a PRACK and its 2xx. Here the PRACK was answered "
                   "with a failure: the callee, or a proxy on the way to it, could not match it to the response, could "
                   "not read it, or did not accept its SDP. The callee may go on repeating the response, hold back "
                   "audio and answer, and give the call up about 32 seconds later."),
	.refs = "RFC 3262 3, RFC 3262 7.2",
	.next = N_(
		"Compare RAck of the PRACK with RSeq and CSeq of the response, and To-tag, Request-URI and Route of the PRACK "
		"with To-tag, Contact and Record-Route of the response. A B2BUA that changes one of them in only one "
		"direction is the usual reason for 481."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel\n"
		 "0.920  A > B  PRACK   tag=b1\n"
		 "0.940  B > A  481     of=PRACK  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.920  A > B  PRACK   tag=b1\n"
		  "0.940  B > A  200     of=PRACK  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
