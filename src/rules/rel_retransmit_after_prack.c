/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* What crossed the 2xx on its way, or was captured behind it, does not count. */
#define ON_ITS_WAY (200 * MILLISECOND)

static const struct reliable *find_repeated(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct reliable *reliable = &attempt->reliables[i];
		const struct event *final = reliable->prack_final;

		if (final && final->code < 300 && reliable->response->retransmissions &&
		    reliable->response->last_time > final->time + ON_ITS_WAY)
			return reliable;
	}
	return NULL;
}

static void tell(const struct reliable *reliable, struct finding *out)
{
	const struct event *event = reliable->response;
	const char *response = word_event(out, event), *again = word_frame(out, event->last_frame, event->last_time);

	finding_printf(
		out,
		/* TRANSLATORS: in parentheses "frame 12", then how long: "3.1 s" */
		_("the callee goes on waiting for a PRACK that it has accepted: the %s with RSeq %u was sent again "
	          "(%s) %s after the %s to its PRACK"),
		response, event->rseq, again, word_seconds(out, event->last_time - reliable->prack_final->time),
		word_event(out, reliable->prack_final));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct reliable *reliable = find_repeated(attempt);

	if (!reliable || attempt->times_odd)
		return false;
	tell(reliable, out);
	if (!order_shows(reliable->response, reliable->prack_final))
		out->confidence = CONFIDENCE_MEDIUM;
	return true;
}

const struct rule rule_rel_retransmit_after_prack = {
	.id = "rel-retransmit-after-prack",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("Response repeated although its PRACK was accepted"),
	.explain = N_(
		"A callee stops repeating a reliable provisional response as soon as its PRACK has arrived. Here it answered "
		"the PRACK with 2xx and repeated the response all the same, so the part of it that waits never learned of the "
		"PRACK. It may hold back audio or the answer, and fail the call after 32 seconds as if no PRACK had come."),
	.refs = "RFC 3262 3",
	.next = N_(
		"A fault of the callee's stack, or of a B2BUA or proxy that answers PRACK by itself. Look one hop nearer to "
		"the callee whether the PRACK gets there; upgrade, or turn 100rel off towards this peer."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel  x3\n"
		 "0.920  A > B  PRACK   tag=b1\n"
		 "0.940  B > A  200     of=PRACK  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel  x3\n"
		  "1.920  A > B  PRACK   tag=b1\n"
		  "1.940  B > A  200     of=PRACK  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
