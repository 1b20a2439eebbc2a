/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Longer than the longest pause of ordinary ringback. */
#define GAP (4 * SECOND)

/* A 180 that only says ringing, before anything with SDP, and the first SDP after it. */
struct turn {
	const struct event *ringing, *sdp;
};

/* False: there are no such two. Their order counts, not their times: both may come in one segment. */
static bool find_turn(const struct attempt *attempt, struct turn *out)
{
	*out = (struct turn){NULL, NULL};
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event))
			continue;
		if (event_is_incomplete(event))
			return false;
		if (event->sdp) {
			out->sdp = event;
			return out->ringing && sdp_audio(event->sdp);
		}
		if (event->code == 180 && !out->ringing)
			out->ringing = event;
	}
	return false;
}

/* Silence from the SDP on, where the phone's own ringing ended with it; 0 also when this capture cannot tell. */
static ns gap_after(const struct attempt *attempt, const struct event *sdp)
{
	if (!attempt->silence_known[POLICY_SDP_CUTS] || attempt->visibility < VISIBILITY_PLAUSIBLE)
		return 0;
	return heard_silence(&attempt->heard[POLICY_SDP_CUTS], sdp->time, attempt->end);
}

static void tell_audio(const struct attempt *attempt, const struct event *sdp, struct finding *out)
{
	if (attempt->visibility < VISIBILITY_PLAUSIBLE)
		finding_printf(out, _("; this capture cannot show whether audio took over"));
	else if (!attempt_had_early_audio(attempt))
		finding_printf(out, _("; no audio came before the end"));
	else if (attempt->backward.early_first <= sdp->time)
		finding_printf(out, _("; audio was there already"));
	else
		finding_printf(out, _("; audio came %s later"),
		               word_seconds(out, attempt->backward.early_first - sdp->time));
}

static void tell(const struct turn *turn, ns gap, struct finding *out)
{
	const char *ringing = word_event(out, turn->ringing), *sdp = word_event(out, turn->sdp);
	const char *later = word_seconds(out, turn->sdp->time - turn->ringing->time);

	if (gap > GAP)
		finding_printf(
			out,
			/* TRANSLATORS: the 180 (frame 2) made it ring and the 183 (frame 3), 2.0 s later, has SDP */
			_("phones that stopped ringing at the SDP were silent for %s: the %s made the phone ring and "
		          "the %s, %s later, has SDP"),
			word_seconds(out, gap), ringing, sdp, later);
	else
		finding_printf(
			out,
			_("phones that stop ringing at SDP depend on audio from there on: the %s made the phone ring "
		          "and the %s, %s later, has SDP"),
			ringing, sdp, later);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct turn turn;
	ns gap;

	if (!find_turn(attempt, &turn))
		return false;
	gap = gap_after(attempt, turn.sdp);
	if (gap > GAP) {
		out->severity = SEVERITY_WARNING;
		out->confidence = confidence_in_silence(attempt);
	}
	tell(&turn, gap, out);
	tell_audio(attempt, turn.sdp, out);
	return true;
}

const struct rule rule_em_sdp_after_180 = {
	.id = "em-sdp-after-180",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("SDP after a 180 that made the phone ring"),
	.explain = N_(
		"A 180 without SDP makes the caller's phone ring by itself. When a later provisional response has SDP, many "
		"phones and carriers stop that ringing for good and play what the network sends. From there on audio has to take "
		"over; where it comes late or not at all, the ringing breaks off into silence. Systems that ring first and then put a "
		"ringback server or voicemail in between signal like this."),
	.refs = "RFC 3960 3.2",
	.next = N_(
		"Let the SBC pass on only the first of these responses, or strip the SDP from the later ones unless audio comes "
		"with it."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "2.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     sdp  tag=b1\n"
		  "2.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
