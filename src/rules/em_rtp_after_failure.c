/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

/* What is on its way when the call ends, and a media server that is told a little later. */
#define TRAILS (500 * MILLISECOND)

static bool began_before(const struct stretches *stretches, const struct stretch *stretch, ns end)
{
	for (unsigned i = 0; i < stretches->count; i++)
		if (stretches->at[i].stream == stretch->stream && stretches->at[i].from < end)
			return true;
	return false;
}

/* Audio of the early phase that went on longest; run NULL: none did. */
static struct stretch find_trail(const struct attempt *attempt)
{
	struct stretch found = {.run = NULL};
	struct stretches all;

	stretches_of(attempt, &attempt->backward, attempt->waiting, NEVER, &all);
	for (unsigned i = 0; i < all.count; i++)
		if (all.at[i].to > attempt->end + TRAILS && (!found.run || all.at[i].to > found.to) &&
		    began_before(&all, &all.at[i], attempt->end))
			found = all.at[i];
	return found;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct stretch trail;
	const char *final;

	if (!attempt->final || attempt->final->code < 300 || attempt->final_elsewhere || attempt->skew ||
	    attempt->times_odd)
		return false;
	trail = find_trail(attempt);
	if (!trail.run)
		return false;
	final = word_event(out, attempt->final);
	finding_printf(out,
	               _("audio to the caller went on for %s after the %s had ended the call: from %s, last in %s"),
	               word_seconds(out, trail.to - attempt->end), final, word_endpoint(out, &trail.stream->source),
	               word_frame(out, trail.run->last_frame, trail.run->last));
	return true;
}

const struct rule rule_em_rtp_after_failure = {
	.id = "em-rtp-after-failure",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Audio went on after the call had failed"),
	.explain =
		N_("A final response ended the call, but RTP for it kept coming. The caller's phone has closed its "
                   "port by then and hears nothing of it, but a media server or relay holds resources for a call that "
                   "is over, and the next call on that port may hear its audio."),
	.refs = "RFC 3261 13.2.2.3, RFC 3960 3",
	.next = N_(
		"See whether the media server learns of the failure: what sent the final response should end its session."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.7s\n"
		 "9.000  B > A  404     tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.4s\n"
		  "9.000  B > A  404     tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
