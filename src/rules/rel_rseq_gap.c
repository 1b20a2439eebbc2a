/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Each dialog has numbers of its own, since each callee has. */
static bool is_same_dialog(const struct reliable *a, const struct reliable *b)
{
	return str_eq(a->response->to_tag, b->response->to_tag);
}

/* The reliable response of the same dialog with the highest number below; NULL: it is the lowest itself. */
static const struct reliable *find_below(const struct attempt *attempt, const struct reliable *reliable)
{
	const struct reliable *best = NULL;

	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct reliable *other = &attempt->reliables[i];

		if (is_same_dialog(other, reliable) && other->response->rseq < reliable->response->rseq &&
		    (!best || other->response->rseq > best->response->rseq))
			best = other;
	}
	return best;
}

/* Another response under the same number: a caller takes it for the first one sent again. */
static const struct reliable *find_same(const struct attempt *attempt, const struct reliable *reliable)
{
	for (const struct reliable *other = attempt->reliables; other < reliable; other++)
		if (is_same_dialog(other, reliable) && other->response->rseq == reliable->response->rseq &&
		    other->response->code != reliable->response->code)
			return other;
	return NULL;
}

static bool is_acknowledged_unseen(const struct attempt *attempt, uint32_t from, uint32_t to)
{
	for (unsigned i = 0; i < attempt->stray_prack_count; i++)
		if (attempt->stray_pracks[i]->rack_rseq > from && attempt->stray_pracks[i]->rack_rseq < to)
			return true;
	return false;
}

/* The pair that does not fit, in order of time; false: all is well. */
static bool find_gap(const struct attempt *attempt, const struct reliable **first, const struct reliable **second)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct reliable *reliable = &attempt->reliables[i], *other = find_same(attempt, reliable);
		uint32_t number = reliable->response->rseq;

		if (reliable->response->details->rseq == NUMERAL_LARGE)
			continue;
		if (!other) {
			other = find_below(attempt, reliable);
			if (!other || other->response->rseq + 1 == number ||
			    is_acknowledged_unseen(attempt, other->response->rseq, number))
				continue;
		}
		*first = other < reliable ? other : reliable;
		*second = other < reliable ? reliable : other;
		return true;
	}
	return false;
}

static void tell(const struct event *first, const struct event *second, struct finding *out)
{
	const char *ignored = word_event(out, second), *before = word_event(out, first);

	finding_printf(
		out,
		_("the caller's phone must ignore the %s: its RSeq is %u, though the %s of the same dialog had %u"),
		ignored, second->rseq, before, first->rseq);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct reliable *first, *second;

	if (!find_gap(attempt, &first, &second) || attempt->half || attempt->call->events_dropped)
		return false;
	tell(first->response, second->response, out);
	if (second->prack && second->prack != first->prack) {
		/* TRANSLATORS: "frame 12" */
		finding_printf(out, _("; it was acknowledged all the same (%s)"),
		               word_frame(out, second->prack->frame, second->prack->time));
		/* The phone may have had the one between, which the capture lacks. */
		out->severity = SEVERITY_NOTICE;
		out->confidence = CONFIDENCE_LOW;
	} else if (!absence_shows(attempt)) {
		out->confidence = CONFIDENCE_LOW;
	}
	return true;
}

const struct rule rule_rel_rseq_gap = {
	.id = "rel-rseq-gap",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("RSeq does not follow the one before"),
	.explain = N_(
		"Reliable provisional responses of one dialog are numbered without gaps: each has the RSeq of the one before "
		"plus one. A caller that meets another number must neither process nor acknowledge the response, so ringing, "
		"SDP and audio it announces are lost until the missing one arrives. Either the one between got lost on its "
		"way, or the sender counts wrongly."),
	.refs = "RFC 3262 3, RFC 3262 4",
	.next = N_(
		"Look nearer to the callee for the missing number. If it was sent, find where it is lost; it should be "
		"repeated until it is acknowledged. If it never was, the callee, or a B2BUA that drops or invents reliable "
		"responses without numbering them anew, is at fault."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel=7\n"
		 "0.920  A > B  PRACK   tag=b1  rack=7\n"
		 "0.940  B > A  200     of=PRACK  tag=b1\n"
		 "2.000  B > A  180     tag=b1  rel=9\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel=7\n"
		  "0.920  A > B  PRACK   tag=b1  rack=7\n"
		  "0.940  B > A  200     of=PRACK  tag=b1\n"
		  "2.000  B > A  180     tag=b1  rel=8\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
