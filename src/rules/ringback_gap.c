/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Ordinary ringback pauses for up to four seconds. */
#define NOTICED (2 * SECOND)
#define WORRYING (4 * SECOND)
#define LONGEST_PAUSE (4500 * MILLISECOND) /* as measured, where packets are lost */
#define HANGS_UP (8 * SECOND)

/* The longest stretch of it: many short ones may be the pauses of a ringing tone that is not known here. */
static ns longest_silence(const struct attempt *attempt)
{
	const struct heard *heard = &attempt->heard[POLICY_SDP_CUTS];
	ns longest = 0;

	for (unsigned i = 0; i < heard->span_count; i++) {
		const struct span *span = &heard->spans[i];
		ns from = span->from > attempt->first_18x->time ? span->from : attempt->first_18x->time;

		if (span->sound == SOUND_SILENCE && span->to - from > longest)
			longest = span->to - from;
	}
	return longest;
}

/* An error only where both ways in which phones in general behave are silent for long. */
static enum severity severity_of(const struct attempt *attempt, ns gap)
{
	if (gap <= WORRYING || (attempt_had_early_audio(attempt) && longest_silence(attempt) <= LONGEST_PAUSE) ||
	    ((attempt_only_reserves(attempt) || attempt_is_withheld(attempt)) &&
	     attempt_silence_after_18x(attempt, POLICY_RFC3960) <= WORRYING))
		return SEVERITY_NOTICE;
	return attempt_silence_after_18x(attempt, POLICY_RFC3960) > HANGS_UP && gap > HANGS_UP ? SEVERITY_ERROR
	                                                                                       : SEVERITY_WARNING;
}

static bool is_known(const struct attempt *attempt)
{
	for (enum policy policy = 0; policy < POLICIES; policy++)
		if (attempt_silence_after_18x(attempt, policy) < 0)
			return false;
	return !attempt_needs_rtp(attempt);
}

/* Where the two common kinds of phone were silent alike, one number tells. */
static void tell(const struct attempt *attempt, ns gap, ns other, struct finding *out)
{
	const char *cuts = policy_name(POLICY_SDP_CUTS), *rings = policy_name(POLICY_RFC3960);
	const char *lasted = word_seconds(out, gap), *from = word_event(out, attempt->first_18x);
	const char *until = word_end(out, attempt);

	if (gap == other)
		finding_printf(
			out,
			_("the caller's phone had nothing to play for %s between the %s and %s, whether it stops "
		          "ringing at the first SDP (%s) or follows RFC 3960 (%s)"),
			lasted, from, until, cuts, rings);
	else if (!other)
		finding_printf(out,
		               _("the caller's phone had nothing to play for %s between the %s and %s if it stops "
		                 "ringing at the first SDP (%s), but was never silent if it follows RFC 3960 (%s)"),
		               lasted, from, until, cuts, rings);
	else
		finding_printf(out,
		               _("the caller's phone had nothing to play for %s between the %s and %s if it stops "
		                 "ringing at the first SDP (%s), for %s if it follows RFC 3960 (%s)"),
		               lasted, from, until, cuts, word_seconds(out, other), rings);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	ns gap = attempt_silence_after_18x(attempt, POLICY_SDP_CUTS);

	/* Without any 18x prov-none has it; where the audio cannot be judged the verdict says so. */
	if (!attempt->first_18x || attempt->times_odd || gap <= NOTICED || !is_known(attempt))
		return false;
	tell(attempt, gap, attempt_silence_after_18x(attempt, POLICY_RFC3960), out);
	out->severity = severity_of(attempt, gap);
	out->confidence = confidence_in_silence(attempt);
	return true;
}

const struct rule rule_ringback_gap = {
	.id = "ringback-gap",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Silence after the first provisional response"),
	.explain =
		N_("What five kinds of phone would have played was worked out from the signalling and the audio. The "
                   "most common kind, which stops its own ringing for good at the first SDP, had nothing to play for "
                   "this long in all. Where one stretch of it is longer than the pauses of an ordinary ringback "
                   "tone, callers begin to believe that the line is dead. Where other kinds (the line \"silence by "
                   "phone\" of the report) were silent for less, it depends on the phone. The other findings of the "
                   "call say why it was silent."),
	.refs = "RFC 3960 3.2",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "7.000  B > A  200     sdp  tag=b1\n"
		 "7.020  A > B  ACK     tag=b1\n"
		 "7.050  B > A  rtp     for 3.0s\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "1.000  B > A  rtp     for 9.0s\n"
		  "7.000  B > A  200     sdp  tag=b1\n"
		  "7.020  A > B  ACK     tag=b1\n",
	.check = check,
};
