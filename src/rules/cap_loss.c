/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static void tell_second(const struct attempt *attempt, ns time, struct finding *out)
{
	clock_seconds(&out->text, time < attempt->start ? 0 : time - attempt->start, 2);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct loss *loss = attempt->path.loss;

	/* Nobody knows when, of the whole capture: that is told once, by the analyzer. */
	if (!loss || attempt->path.loss_is_whole)
		return false;
	finding_printf(out, "what seems to be missing in this call may just not have been captured: ");
	if (loss->told)
		finding_printf(out, "by its own account the capture lost %llu frame%s", (unsigned long long)loss->told,
		               loss->told == 1 ? "" : "s");
	else
		finding_printf(out, "%u streams of audio that have no host in common lack packets at the same moment",
		               loss->streams);
	finding_printf(out, loss->until - loss->from > SECOND ? " some time between second " : " between second ");
	tell_second(attempt, loss->from, out);
	finding_printf(out, " and ");
	tell_second(attempt, loss->until, out);
	finding_printf(out, " (before frame %llu)", (unsigned long long)frame_number(loss->frame));
	finding_frame(out, loss->frame, loss->until);
	return true;
}

const struct rule rule_cap_loss = {
	.id = "cap-loss",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("The capture lost frames during the call"),
	.explain =
		N_("The capturing host could not keep up and dropped frames. Either it says so itself, or several "
                   "streams of audio that share no host lack packets at the same moment: nothing but the capture can "
                   "have lost those. Messages and audio that seem to be missing in this call may have been sent and "
                   "received. Findings that rest on something missing are made with less confidence, or not at all."),
	.refs = "RFC 3550 6.4.1",
	.next = N_(
		"Capture with a larger buffer (tcpdump -B, dumpcap -B), a filter for what is needed, a shorter snap length, or on a "
		"faster disk."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  C > D  rtp     for 12.0s  lost=5s..5.1s\n"
		 "0.100  E > F  rtp     for 12.0s  lost=5s..5.1s\n"
		 "0.100  G > H  rtp     for 12.0s  lost=5s..5.1s\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.100  C > D  rtp     for 12.0s  lost=5s..5.1s\n"
		  "0.100  E > F  rtp     for 12.0s  lost=6s..6.1s\n"
		  "0.100  G > H  rtp     for 12.0s  lost=7s..7.1s\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
