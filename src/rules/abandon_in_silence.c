/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Less than this nobody hangs up for. */
#define SILENT (2 * SECOND)

/* How long it had been silent when the caller hung up. Where this capture cannot tell what was heard: 0. */
static ns silent_before(const struct heard *heard, ns time)
{
	for (unsigned i = 0; i < heard->span_count; i++) {
		const struct span *span = &heard->spans[i];

		if (span->from < time && span->to >= time)
			return span->sound == SOUND_SILENCE ? time - span->from : 0;
	}
	return 0;
}

static bool is_abandoned(const struct attempt *attempt)
{
	return attempt->cancel && attempt_is_before_final(attempt, attempt->cancel) &&
	       !event_is_answered_elsewhere(attempt->cancel) && !attempt->mid_call && !attempt->times_odd &&
	       (!attempt->final || attempt->final->code >= 300);
}

/* Without a response in the capture there may have been one. */
static enum confidence confidence(const struct attempt *attempt)
{
	return attempt->provisional_count ? confidence_in_silence(attempt) : CONFIDENCE_LOW;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	ns gap, other;

	if (!is_abandoned(attempt))
		return false;
	gap = silent_before(&attempt->heard[POLICY_SDP_CUTS], attempt->cancel->time);
	other = silent_before(&attempt->heard[POLICY_RFC3960], attempt->cancel->time);
	if (other < gap)
		gap = other;
	if (gap <= SILENT)
		return false;
	finding_printf(out, _("the caller gave up in silence: nothing was to be heard for the last %s before the %s"),
	               word_seconds(out, gap), word_event(out, attempt->cancel));
	if (attempt->first_18x)
		finding_printf(out, _("; the first sign of the call was the %s"), word_event(out, attempt->first_18x));
	out->confidence = confidence(attempt);
	return true;
}

const struct rule rule_abandon_in_silence = {
	.id = "abandon-in-silence",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("The caller gave up in silence"),
	.explain =
		N_("The caller hung up before the answer, and up to that moment the phone had nothing to play for more "
                   "than two seconds, whether it stops ringing at the first SDP or not. Look first at destinations "
                   "with many such calls; the other findings of these calls say why they were silent."),
	.refs = "RFC 3261 9.1, RFC 3960 3.2",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.020  B > A  100\n"
		 "0.900  B > A  183     tag=b1\n"
		 "6.000  A > B  CANCEL\n"
		 "6.010  B > A  200     of=CANCEL\n"
		 "6.020  B > A  487     tag=b1\n"
		 "6.030  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.020  B > A  100\n"
		  "0.900  B > A  180     tag=b1\n"
		  "6.000  A > B  CANCEL\n"
		  "6.010  B > A  200     of=CANCEL\n"
		  "6.020  B > A  487     tag=b1\n"
		  "6.030  A > B  ACK     tag=b1\n",
	.check = check,
};
