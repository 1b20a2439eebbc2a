/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Audio lines are there, and every one of them is refused. */
static bool refuses_audio(const struct sdp *sdp)
{
	unsigned refused = 0;

	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		if (!sdp_is_audio(&sdp->media[i]))
			continue;
		if (!sdp_is_refused(&sdp->media[i]))
			return false;
		refused++;
	}
	return refused > 0;
}

static const struct event *refusal(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt_is_early(attempt, attempt->provisionals[i]) && refuses_audio(attempt->provisionals[i]->sdp))
			return attempt->provisionals[i];
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = refusal(attempt);

	if (!event)
		return false;
	finding_printf(out, _("no early audio can come: the SDP of the %s refuses the audio stream with port 0"),
	               word_event(out, event));
	if (attempt->offer && refuses_audio(attempt->offer)) {
		finding_printf(out, _(", as it must because the caller offered it so"));
		finding_proof(out, attempt->offer_event);
	}
	if (attempt->promise && attempt->promise->time > event->time) {
		finding_printf(out, _(", until the %s opens it"), word_event(out, attempt->promise));
		out->severity = SEVERITY_INFO;
	}
	return true;
}

const struct rule rule_sdp_port_zero = {
	.id = "sdp-port-zero",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("Audio refused with port 0 before the answer"),
	.explain = N_(
		"An m= line with port 0 rejects that stream. In a provisional response it opens no audio path, yet many "
		"phones take any SDP as early media and stop ringing by themselves. The caller then hears nothing."),
	.refs = "RFC 3264 6",
	.next = N_(
		"If no early media is meant, have the callee's side send 180 without SDP. If it is meant, find out why the "
		"stream is refused: no common codec, or a media port that was not allocated yet."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp=zero  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
