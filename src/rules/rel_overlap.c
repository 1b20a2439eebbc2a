/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* The next reliable response of the same dialog under another number; NULL: none. */
static const struct reliable *find_next(const struct attempt *attempt, const struct reliable *reliable)
{
	for (const struct reliable *other = reliable + 1; other < attempt->reliables + attempt->reliable_count; other++)
		if (str_eq(other->response->to_tag, reliable->response->to_tag) &&
		    other->response->rseq > reliable->response->rseq)
			return other;
	return NULL;
}

static bool is_first(const struct attempt *attempt, const struct reliable *reliable)
{
	for (const struct reliable *other = attempt->reliables; other < reliable; other++)
		if (str_eq(other->response->to_tag, reliable->response->to_tag))
			return false;
	return true;
}

static bool overlaps(const struct attempt *attempt, const struct reliable *reliable, const struct reliable *next)
{
	if (!reliable->prack)
		return is_unacknowledged(attempt, reliable);
	return reliable->prack->time > next->response->time + MIRROR_SWAPS;
}

static const struct reliable *find_overlapped(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct reliable *next = find_next(attempt, &attempt->reliables[i]);

		if (next && overlaps(attempt, &attempt->reliables[i], next))
			return &attempt->reliables[i];
	}
	return NULL;
}

static void tell(const struct reliable *reliable, const struct event *next, struct finding *out)
{
	const char *second = word_event(out, next), *first = word_event(out, reliable->response);

	if (reliable->prack)
		finding_printf(
			out,
			/* TRANSLATORS: the last %s is "frame 12" */
			_("the caller may get ringing and SDP in the wrong order: the %s was sent reliably while the "
		          "%s was not acknowledged yet; its PRACK came later (%s)"),
			second, first, word_frame(out, reliable->prack->frame, reliable->prack->time));
	else
		finding_printf(
			out,
			_("the caller may get ringing and SDP in the wrong order: the %s was sent reliably while the "
		          "%s never was acknowledged"),
			second, first);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct reliable *reliable = find_overlapped(attempt);
	const struct event *next;

	if (!reliable)
		return false;
	next = find_next(attempt, reliable)->response;
	tell(reliable, next, out);
	if (reliable->prack && !order_shows(reliable->prack, next))
		out->confidence = CONFIDENCE_MEDIUM;
	/* RFC 3262 3: behind the first one it is only not recommended. */
	if (!is_first(attempt, reliable))
		out->severity = SEVERITY_NOTICE;
	return true;
}

const struct rule rule_rel_overlap = {
	.id = "rel-overlap",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Reliable response before the one before was acknowledged"),
	.explain =
		N_("A callee must not send a second reliable provisional response before the first was acknowledged, "
                   "and should not do so later on either. The first one tells the caller where the numbers begin: if "
                   "it is lost or overtaken, the caller takes the second for the first, and what the first one said, "
                   "often the SDP, never counts."),
	.refs = "RFC 3262 3",
	.next = N_(
		"A fault of the callee's stack, or of a B2BUA that passes on what two sides send. If calls suffer from it, "
		"let 180 follow 183 unreliably, or turn 100rel off towards this peer."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel=1\n"
		 "0.910  B > A  180     tag=b1  rel=2\n"
		 "0.930  A > B  PRACK   tag=b1  rack=1\n"
		 "0.940  A > B  PRACK   tag=b1  rack=2\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel=1\n"
		  "0.930  A > B  PRACK   tag=b1  rack=1\n"
		  "0.940  B > A  180     tag=b1  rel=2\n"
		  "0.960  A > B  PRACK   tag=b1  rack=2\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
