/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct event *one_way(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];
		const struct sdp_media *audio = sdp_audio(event->sdp);

		if (audio && !sdp_is_refused(audio) && !sdp_sends(audio->direction) && attempt_is_early(attempt, event))
			return event;
	}
	return NULL;
}

/* Networks that gate early media close the path on purpose until the bearers stand or the call is answered. */
static bool is_on_purpose(const struct event *event)
{
	return event->early_media != EARLY_MEDIA_ABSENT || sdp_audio(event->sdp)->has_preconditions;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = one_way(attempt);
	const struct sdp_media *offer = sdp_audio(attempt->offer);

	if (!event)
		return false;
	/* TRANSLATORS: behind "is" stands a=recvonly or a=inactive without its "a=" */
	finding_printf(out, _("the callee announced that it sends no early audio: the SDP of the %s is %s"),
	               word_event(out, event), sdp_direction_name(sdp_audio(event->sdp)->direction));
	if (offer && (offer->direction == SDP_SENDONLY || offer->direction == SDP_INACTIVE)) {
		finding_printf(out, _(", as it must be because the caller offered %s"),
		               sdp_direction_name(offer->direction));
		finding_proof(out, attempt->offer_event);
	}
	if (attempt->promise && attempt->promise->time > event->time) {
		finding_printf(out, _(", until the %s opens the way"), word_event(out, attempt->promise));
		out->severity = SEVERITY_INFO;
	}
	if (is_on_purpose(event))
		out->severity = SEVERITY_INFO;
	return true;
}

const struct rule rule_sdp_no_backward = {
	.id = "sdp-no-backward",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("SDP without audio towards the caller"),
	.explain = N_(
		"The callee's SDP marks the audio recvonly or inactive: it will not send any. Phones that stop ringing as "
		"soon as SDP arrives leave the caller in silence. Call hold, an offer that was itself sendonly or inactive, "
		"and networks that gate early media lead to this."),
	.refs = "RFC 3264 5.1, RFC 3264 6.1",
	.next = N_(
		"Look at the direction the caller offered first. If that was sendrecv, ask the callee's side why it answers "
		"with less, or have it send 180 without SDP so that the phone rings by itself."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp=recvonly  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp=sendonly  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
