/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A PRACK that nobody answered by then is not answered. */
#define ANSWERED_BY SECOND

/* The same PRACK, here or as a proxy sent it on. */
static bool is_same(const struct event *a, const struct event *b)
{
	return a == b || (a->method == METHOD_PRACK && a->cseq == b->cseq && a->rack_rseq == b->rack_rseq &&
	                  a->rack_cseq == b->rack_cseq && str_eq(a->to_tag, b->to_tag));
}

/* What answered it, on the caller's hop where that was captured. */
static const struct event *final_of(const struct attempt *attempt, const struct event *prack)
{
	const struct event *found = NULL;

	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->code >= 200 && event->answers && is_same(event->answers, prack) &&
		    (!found || found->answers != prack || event->answers == prack))
			found = event;
	return found;
}

/* Wrong in itself, whatever the responses were. */
static bool is_malformed(const struct event *prack)
{
	return event_shows_header(prack) &&
	       (!prack->rack_rseq || prack->details->rack == NUMERAL_NONE || prack->details->rack == NUMERAL_LARGE);
}

/* What the PRACK was most likely meant for; NULL: the capture shows nothing of the kind. */
static const struct event *meant(const struct attempt *attempt, const struct event *prack)
{
	const struct event *found = NULL;

	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct reliable *reliable = &attempt->reliables[i];

		if (str_eq(reliable->response->to_tag, prack->to_tag) && !reliable->prack &&
		    reliable->response->time <= prack->time)
			found = reliable->response;
	}
	return found;
}

/* RSeq fits and only the CSeq number is another request's: whatever the capture lacks, no response has that. */
static bool is_wrong_cseq(const struct event *prack, const struct event *response)
{
	return prack->rack_rseq == response->rseq && prack->rack_cseq != response->cseq;
}

/*
 * A callee that took it may have known a response this capture lacks, and one that asks for credentials has not looked at it.
 * Unanswered it may be on its way.
 */
static bool is_wrong(const struct attempt *attempt, const struct event *prack, struct finding *out)
{
	const struct event *final = final_of(attempt, prack), *response = meant(attempt, prack);
	bool accepted = final && final->code < 300;

	if (is_malformed(prack))
		return true;
	if (!response || !absence_shows(attempt) || event_is_incomplete(prack))
		return false;
	if (final && (final->code == 401 || final->code == 407))
		return false;
	if (accepted && !is_wrong_cseq(prack, response))
		return false;
	if (accepted)
		out->severity = SEVERITY_NOTICE;
	else if (!final)
		out->confidence = attempt->read_until - prack->time < ANSWERED_BY ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM;
	return true;
}

static const struct event *find_wrong(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->stray_prack_count; i++)
		if (is_wrong(attempt, attempt->stray_pracks[i], out))
			return attempt->stray_pracks[i];
	return NULL;
}

static void tell_rack(const struct event *event, struct finding *out)
{
	const char *prack = word_event(out, event);

	if (is_malformed(event) && !event->rack_rseq)
		finding_printf(
			out,
			_("a strict callee cannot tell what was acknowledged: the %s has no RAck that can be read"),
			prack);
	else if (event->details->rack_method)
		finding_printf(
			out,
			/* TRANSLATORS: at the end a method: "CSeq 1 INVITE" */
			_("a strict callee cannot tell what was acknowledged: the %s names RSeq %u of CSeq %u %s"),
			prack, event->rack_rseq, event->rack_cseq, method_name(event->details->rack_method));
	else
		finding_printf(out,
		               _("a strict callee cannot tell what was acknowledged: the %s names RSeq %u of CSeq %u"),
		               prack, event->rack_rseq, event->rack_cseq);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *prack = find_wrong(attempt, out), *response, *final;

	if (!prack)
		return false;
	response = meant(attempt, prack);
	final = final_of(attempt, prack);
	tell_rack(prack, out);
	if (response)
		/* TRANSLATORS: %s is a response for whose PRACK the callee waits */
		finding_printf(out, _(", but the %s that waits has RSeq %u of CSeq %u"), word_event(out, response),
		               response->rseq, response->cseq);
	if (final)
		finding_printf(out,
		               final->code < 300 ? _("; it was accepted all the same, with %s")
		                                 : _("; it was refused with %s"),
		               word_event(out, final));
	return true;
}

const struct rule rule_rel_rack_mismatch = {
	.id = "rel-rack-mismatch",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("RAck of a PRACK fits no response"),
	.explain = N_(
		"RAck in a PRACK repeats RSeq, CSeq number and method of the provisional response it acknowledges. Where they "
		"do not fit, the callee answers 481 and goes on waiting as if no PRACK had come: it repeats the response, may "
		"hold back audio and answer, and fails the call in the end."),
	.refs = "RFC 3262 3, RFC 3262 7.2",
	.next = N_(
		"This is a fault of whoever wrote the RAck: the caller's stack, or a B2BUA that numbers responses anew on one "
		"side and forgets to translate the PRACK. After a 401 or 407 look whether RAck still has the CSeq number of "
		"the first INVITE."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel=7\n"
		 "0.920  A > B  PRACK   tag=b1  rack=8\n"
		 "0.940  B > A  481     of=PRACK  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel=7\n"
		  "0.920  A > B  PRACK   tag=b1  rack=7\n"
		  "0.940  B > A  481     of=PRACK  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
