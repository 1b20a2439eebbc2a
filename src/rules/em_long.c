/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

#define LONG_NOTICE (60 * SECOND)
#define LONG_WARNING (120 * SECOND)

/* A call whose answer this capture lacks is early for ever. */
static bool may_be_answered(const struct attempt *attempt)
{
	return !absence_shows(attempt) || (attempt->cut && !attempt->final);
}

/* In the last try, from the first to the last that was audible. */
static ns heard_for(const struct attempt *attempt)
{
	const struct windows *audible = &attempt->carried.audible;

	for (unsigned i = 0; i < audible->count; i++)
		if (audible->at[i].to > attempt->waiting)
			return audible->at[audible->count - 1].to -
			       (audible->at[i].from > attempt->waiting ? audible->at[i].from : attempt->waiting);
	return 0;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct audio *audio = &attempt->backward;
	struct stretch first;
	const char *from, *to;
	ns lasted;

	if (!attempt_had_early_audio(attempt) || may_be_answered(attempt))
		return false;
	lasted = heard_for(attempt);
	if (lasted <= LONG_NOTICE || !stretches_extent(attempt, audio, attempt->waiting, attempt->end, &first))
		return false;
	from = word_frame(out, first.run->first_frame, first.run->first);
	to = word_frame(out, audio->early_last_frame, audio->early_last);
	/* TRANSLATORS: the end is "the 200 (frame 31)" or "the end of the capture" */
	finding_printf(out, _("the caller listened to early audio for %s, from %s to %s, before %s"),
	               word_seconds(out, lasted), from, to, word_end(out, attempt));
	out->severity = lasted > LONG_WARNING ? SEVERITY_WARNING : SEVERITY_NOTICE;
	return true;
}

const struct rule rule_em_long = {
	.id = "em-long",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Very long early audio"),
	.explain =
		N_("Early audio went on for more than a minute without an answer. Queues, announcements in a loop and "
                   "calls that nobody takes sound like this. Proxies on the way end an INVITE that stays without a "
                   "final response, many after two or three minutes, however good the audio is; and since nobody is "
                   "charged for an early dialog, some networks end one that lasts."),
	.refs = "RFC 3261 16.6, RFC 3261 13.3.1.1",
	.next = N_(
		"Answer the call before it is put into a queue, or make sure that a provisional response goes out at least "
		"every minute and that no timer on the way is shorter than the wait."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 61.0s\n"
		 "62.000  B > A  200    sdp  tag=b1\n"
		 "62.020  A > B  ACK    tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 59.0s\n"
		  "62.000  B > A  200    sdp  tag=b1\n"
		  "62.020  A > B  ACK    tag=b1\n",
	.check = check,
};
