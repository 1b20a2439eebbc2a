/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* How long audio could be heard up to time, by a phone that plays what comes. */
static ns audible_until(const struct attempt *attempt, ns time)
{
	const struct heard *heard = &attempt->heard[POLICY_RFC3960];
	ns sum = 0;

	for (unsigned i = 0; i < heard->span_count; i++) {
		const struct span *span = &heard->spans[i];

		if (span->sound == SOUND_EARLY_MEDIA && span->from < time)
			sum += (span->to < time ? span->to : time) - span->from;
	}
	return sum;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *cancel = attempt->cancel;
	const struct audio *audio = &attempt->backward;
	const char *began, *ended;
	ns heard;

	if (!cancel || event_is_answered_elsewhere(cancel) || !attempt_is_before_final(attempt, cancel) ||
	    !audio->early_packets || audio->refused)
		return false;
	/* It was still playing. */
	if (audio->early_first >= cancel->time || audio->early_last + STREAM_PAUSE < cancel->time)
		return false;
	heard = audible_until(attempt, cancel->time);
	if (heard <= 0)
		return false;
	ended = word_event(out, cancel);
	began = word_frame(out, audio->early_first_frame, audio->early_first);
	finding_printf(out, _("the caller hung up after %s of early media: it was playing (since %s) when the %s came"),
	               word_seconds(out, heard), began, ended);
	return true;
}

const struct rule rule_cancel_during_em = {
	.id = "cancel-during-em",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The caller hung up during early media"),
	.explain = N_(
		"The caller ended the call while ringback or an announcement was playing. That is usual: nobody answered, or the "
		"announcement said what was to be said. Many such calls after the same few seconds point to an announcement that "
		"callers do not want to wait for."),
	.refs = "RFC 3261 9.1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 5.1s\n"
		 "6.000  A > B  CANCEL\n"
		 "6.010  B > A  200     of=CANCEL\n"
		 "6.020  B > A  487     tag=b1\n"
		 "6.030  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 3.1s\n"
		  "6.000  A > B  CANCEL\n"
		  "6.010  B > A  200     of=CANCEL\n"
		  "6.020  B > A  487     tag=b1\n"
		  "6.030  A > B  ACK     tag=b1\n",
	.check = check,
};
