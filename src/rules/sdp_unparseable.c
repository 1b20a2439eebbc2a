/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A line that is refused anyway may lack what it likes. */
static bool is_in_use(const struct sdp *sdp)
{
	for (unsigned i = 0; i < sdp->media_count; i++)
		if (sdp_is_audio(&sdp->media[i]) && !sdp_is_refused(&sdp->media[i]))
			return true;
	return false;
}

/*
 * Other media alone (a fax, a message session) are a call of another kind; no m= line at all is a call without
 * media yet (RFC 3264 5), but nothing to answer or to announce early media with.
 */
static bool is_broken(const struct event *event)
{
	unsigned lacks = sdp_lacks(event->sdp);

	if (lacks == 0 || (event->sdp->deviations & SDP_TOO_MUCH))
		return false;
	if (lacks & SDP_LACKS_AUDIO)
		return event->sdp->media_count == 0 && !event->request;
	return is_in_use(event->sdp);
}

static bool answers_audio(const struct attempt *attempt)
{
	return attempt->invite && sdp_audio(attempt->invite->sdp);
}

static void tell(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const char *symptom = attempt_is_caller(attempt, &event->flow->source)
	                              ? _("no audio can be sent to the caller")
	                              : _("no audio can be sent to the callee's side");
	const char *message = word_event(out, event);
	unsigned lacks = sdp_lacks(event->sdp);

	if (lacks & SDP_LACKS_AUDIO)
		finding_printf(out,
		               /* TRANSLATORS: begins with a sentence: "no audio can be sent to the caller" */
		               _("%s: the SDP of the %s has no m= line"), symptom, message);
	else if ((lacks & SDP_LACKS_ADDRESS) && (lacks & SDP_LACKS_PORT))
		finding_printf(
			out, _("%s: the SDP of the %s has neither a c= line nor a port that is a number for its audio"),
			symptom, message);
	else if (lacks & SDP_LACKS_ADDRESS)
		finding_printf(out, _("%s: the SDP of the %s has no c= line for its audio"), symptom, message);
	else
		finding_printf(out, _("%s: the SDP of the %s has a port that is no number on its m=audio line"),
		               symptom, message);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));) {
		if (!is_broken(event) || ((sdp_lacks(event->sdp) & SDP_LACKS_AUDIO) && !answers_audio(attempt)))
			continue;
		tell(attempt, event, out);
		return true;
	}
	return false;
}

const struct rule rule_sdp_unparseable = {
	.id = "sdp-unparseable",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("SDP without a usable place for audio"),
	.explain = N_(
		"To send audio, the other side needs an m=audio line with a port and a c= line with an address for it. This "
		"SDP lacks one of them, or the port is no number. Whoever receives it refuses it, ignores it, or opens no "
		"audio path, and the caller hears nothing even where the phone stopped ringing because SDP came."),
	.refs = "RFC 8866 5.7, RFC 8866 5.14, RFC 3264 6",
	.next = N_("Find out which element wrote it so: compare the SDP before and behind each of them. An SBC script "
                   "or a header rule that edits SDP is more likely the cause than a phone."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  sdp-without=c  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
