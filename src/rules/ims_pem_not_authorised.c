/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool forbids(const struct event *event)
{
	return event->early_media == EARLY_MEDIA_INACTIVE || event->early_media == EARLY_MEDIA_RECVONLY;
}

/* The first 18x with an audio path that P-Early-Media closes; NULL: none. */
static const struct event *first_forbidden(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];
		const struct sdp_media *audio = sdp_audio(event->sdp);

		if (attempt_is_early(attempt, event) && forbids(event) && audio && !sdp_is_refused(audio))
			return event;
	}
	return NULL;
}

static void tell(const struct attempt *attempt, const struct event *event, bool forbidden, struct finding *out)
{
	const char *invite = word_event(out, attempt->invite), *response = word_event(out, event);

	if (forbidden)
		/* TRANSLATORS: the last %s is what P-Early-Media says: "inactive", "recvonly" */
		finding_printf(out,
		               _("early audio may be kept from the caller: the %s asks for P-Early-Media, and the %s "
		                 "with SDP says %s, nor did anything later allow it"),
		               invite, response, event->early_media == EARLY_MEDIA_INACTIVE ? "inactive" : "recvonly");
	else
		finding_printf(out,
		               _("early audio may be kept from the caller: the %s asks for P-Early-Media, and the %s "
		                 "with SDP has none, nor did anything later allow it"),
		               invite, response);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *forbidden, *event;

	if (!attempt->invite || !attempt->invite->early_media_supported || attempt_authorised(attempt))
		return false;
	forbidden = first_forbidden(attempt);
	event = forbidden ? forbidden : attempt->promise;
	/* SDP for reservation is not meant for audio before the answer anyway. */
	if (!event)
		return false;
	tell(attempt, event, forbidden, out);
	if (attempt_had_early_audio(attempt)) {
		finding_printf(out,
		               _("; audio came here all the same, from %s on, and gates behind this point may drop it"),
		               word_frame(out, attempt->backward.early_first_frame, attempt->backward.early_first));
		out->severity = SEVERITY_WARNING;
	} else if (forbidden && event_reserves(forbidden)) {
		out->severity = SEVERITY_INFO;
	}
	if (!absence_shows(attempt))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_ims_pem_not_authorised = {
	.id = "ims-pem-not-authorised",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_IMS,
	.title = N_("Early media not authorised"),
	.explain = N_(
		"With P-Early-Media the caller's network asks to be told whether early audio is allowed. Where no response "
		"allows it, the network may close the audio path until the answer, and the phone is expected to ring by itself "
		"once a 180 comes. Announcements and ringback from the far side are not heard then."),
	.refs = "RFC 5009 8, 3GPP TS 24.229",
	.next = N_(
		"If the far side does play something, have it, or the border element that trusts it, send P-Early-Media: "
		"sendrecv or sendonly. If not, see that a 180 follows."),
	.fires = "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n"
		  "0.900  B > A  183     sdp  tag=b1  P-Early-Media: sendrecv\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
