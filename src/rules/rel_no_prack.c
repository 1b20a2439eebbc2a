/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* What a PRACK without a readable RAck is for, nobody can tell: rel-rack-mismatch speaks of it. */
static bool has_odd_prack(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->stray_prack_count; i++)
		if (!attempt->stray_pracks[i]->rack_rseq)
			return true;
	return false;
}

/* While the call goes on a PRACK may yet come, unless the callee shows that it misses it. */
static bool is_missed(const struct attempt *attempt, const struct reliable *reliable)
{
	return is_prack_overdue(attempt, reliable) && (reliable->response->retransmissions || !attempt->goes_on);
}

static const struct reliable *find_overdue(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct reliable *reliable = &attempt->reliables[i];

		if (!reliable->prack && attempt_is_early(attempt, reliable->response) && is_missed(attempt, reliable) &&
		    !prack_may_be_missing(attempt, reliable))
			return reliable;
	}
	return NULL;
}

static void tell(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const char *response = word_event(out, event);

	if (event->retransmissions)
		finding_printf(
			out,
			/* TRANSLATORS: how often, in how long, and at the end "frame 12" */
			attempt->goes_on
				? _("the callee waits for a PRACK that has not come so far: the reliable %s with RSeq %u was "
		                    "sent %u times in %s, the last time in %s")
				: _("the callee waits for a PRACK that never came: the reliable %s with RSeq %u was sent %u "
		                    "times in %s, the last time in %s"),
			response, event->rseq, event->retransmissions + 1,
			word_seconds(out, event->last_time - event->time),
			word_frame(out, event->last_frame, event->last_time));
	else
		finding_printf(out,
		               _("the callee waits for a PRACK that never came: the reliable %s with RSeq %u stayed "
		                 "without one for %s"),
		               response, event->rseq, word_seconds(out, attempt->end - event->time));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct reliable *reliable = find_overdue(attempt);
	const struct event *event;

	if (!reliable || attempt->half || attempt->call->events_dropped || has_odd_prack(attempt))
		return false;
	event = reliable->response;
	tell(attempt, event, out);
	/* A callee that stopped repeating it may have had a PRACK by a path this capture does not show. */
	if (event->retransmissions < PRACK_RETRANSMISSIONS || !absence_shows(attempt))
		out->confidence = CONFIDENCE_MEDIUM;
	return true;
}

const struct rule rule_rel_no_prack = {
	.id = "rel-no-prack",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("Reliable provisional response without PRACK"),
	.explain =
		N_("A provisional response with Require: 100rel and RSeq asks to be acknowledged by a PRACK, like a "
                   "final response is by ACK. Until that arrives the callee repeats it, may hold back what comes next, "
                   "and fails the call about 32 seconds later. Either the response never reached the phone, or the "
                   "phone ignored it, or its PRACK got lost."),
	.refs = "RFC 3262 3, RFC 3262 4",
	.next = N_("Check on the caller's side whether the response arrives and whether 100rel is really supported "
                   "there; a proxy or SBC that adds Supported: 100rel for a phone without it causes this. Check that a "
                   "PRACK can reach the callee by the Record-Route and the Contact of the response."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel  x5\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel  x5\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "2.950  A > B  PRACK   tag=b1  rack=1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
