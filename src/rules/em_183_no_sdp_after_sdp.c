/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* 180 is another story (em-180-no-sdp-after-sdp): it tells phones to ring; 199 ends the dialog. */
static bool repeats_progress(const struct event *event)
{
	return event->code > 180 && event->code < 199 && !event->sdp && !event_is_incomplete(event);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];
		bool repeats = repeats_progress(event) && attempt_is_early(attempt, event);
		const struct event *opened = repeats ? attempt_opened_before(attempt, i) : NULL;
		const char *progress;

		if (!opened)
			continue;
		progress = word_event(out, event);
		finding_printf(out, _("the %s has no SDP; the audio path that the %s opened stays"), progress,
		               word_event(out, opened));
		return true;
	}
	return false;
}

const struct rule rule_em_183_no_sdp_after_sdp = {
	.id = "em-183-no-sdp-after-sdp",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Progress repeated without SDP"),
	.explain = N_(
		"After SDP in an earlier response of the same early dialog, a further one without SDP changes nothing: the "
		"first answer stands. Callees and proxies send such repeats to keep a long call attempt alive."),
	.refs = "RFC 3261 13.2.1, RFC 3261 13.3.1.1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "4.000  B > A  183     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "4.000  B > A  183     tag=b2\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
