/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"
#include "rules/contradiction.h"

/* What the callee's side said first, and when. */
static const struct event *first_progress(const struct attempt *attempt)
{
	const struct event *first = NULL;

	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct attempt *leg = attempt->legs[i].attempt;

		if (attempt->legs[i].onward && leg->first_18x && (!first || leg->first_18x->time < first->time))
			first = leg->first_18x;
	}
	return first;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard = ringback_before_alert(attempt);
	const struct event *progress;
	const char *when, *tone;

	if (!heard)
		return false;
	progress = first_progress(attempt);
	when = word_when(out, attempt, heard);
	tone = word_tone(out, &heard->passage.tone);
	if (progress)
		finding_printf(
			out,
			/* TRANSLATORS: from second 1.2 to 9.0 (frames 12 to 400); 180 (frame 401); 425 Hz ... */
			_("the caller heard ringback while nothing rang, %s; the callee's side said nothing before the "
		          "%s: %s"),
			when, word_event(out, progress), tone);
	else
		finding_printf(
			out,
			_("the caller heard ringback while nothing rang, %s; the callee's side never said that it "
		          "rings: %s"),
			when, tone);
	doubt_outside(out, attempt);
	return true;
}

const struct rule rule_em_ringback_before_alert = {
	.id = "em-ringback-before-alert",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_TONE,
	.title = N_("Ringback tone before anything rings"),
	.explain =
		N_("The caller hears ringback although on the next leg nothing rings yet: no response there said so "
                   "and no audio came from there. The element between the two legs makes the tone itself. The caller "
                   "believes that the callee's phone is ringing, while the call may still fail, and the delay before "
                   "it rings is hidden."),
	.refs = "RFC 3960 3.2, RFC 3398 7.2.6",
	.next = N_(
		"Have the element between the legs play ringback only once the callee's side answers 180, and pass on "
		"audio that comes from there."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.050  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.100  P > A  183     sdp  tag=p1\n"
		 "0.150  P > A  rtp     tone=425:1-4  for 12.0s\n"
		 "9.000  B > P  180     tag=b1  call=2\n"
		 "13.000  B > P  200     sdp  tag=b1  call=2\n"
		 "13.010  P > A  200     sdp  tag=p1\n"
		 "13.020  A > P  ACK     tag=p1\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.050  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.090  B > P  180     tag=b1  call=2\n"
		  "0.100  P > A  183     sdp  tag=p1\n"
		  "0.150  P > A  rtp     tone=425:1-4  for 12.0s\n"
		  "13.000  B > P  200     sdp  tag=b1  call=2\n"
		  "13.010  P > A  200     sdp  tag=p1\n"
		  "13.020  A > P  ACK     tag=p1\n",
	.check = check,
};
