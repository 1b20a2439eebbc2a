/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A call that the caller gave up had ringback, for all anybody knows. */
static bool failed_by_itself(const struct attempt *attempt)
{
	return attempt->final && attempt->final->code >= 300 && attempt->final->code != 487 && !attempt->cancel;
}

static const char *word_failure(struct finding *out, const struct event *final)
{
	const struct reason *reason = final->reasons;
	const char *failed = word_event(out, final);

	if (!reason || !reason->has_cause)
		return failed;
	/* TRANSLATORS: a response and its Reason: "480 (frame 9) with Q.850 cause 20" */
	return word_printf(out, _("%s with %s cause %u"), failed, word_str(out, reason->protocol), reason->cause);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = attempt_authorised(attempt);
	const struct audio *audio = &attempt->backward;
	const char *authorised, *first, *failed;

	if (!event || !failed_by_itself(attempt) || !attempt_had_early_audio(attempt))
		return false;
	authorised = word_event(out, event);
	first = word_frame(out, audio->early_first_frame, audio->early_first);
	failed = word_failure(out, attempt->final);
	finding_printf(
		out,
		_("the network played the caller something for %s, likely an announcement, before the call failed: the %s "
	          "says P-Early-Media: %s, RTP came from %s to frame %llu, then the %s"),
		word_seconds(out, audio->early_last - audio->early_first), authorised,
		event->early_media == EARLY_MEDIA_SENDRECV ? "sendrecv" : "sendonly", first,
		(unsigned long long)frame_number(audio->early_last_frame), failed);
	return true;
}

const struct rule rule_ims_pem_announcement = {
	.id = "ims-pem-announcement",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Announcement of the network"),
	.explain = N_(
		"An element of the network was allowed to send early audio, did so, and the call failed without being answered: "
		"the caller most likely heard an announcement that says why. The code and Reason of the final response are what "
		"the network itself gives as the cause."),
	.refs = "3GPP TS 24.628 4.2, RFC 5009 8",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n"
		 "0.900  B > A  183     sdp  tag=b1  P-Early-Media: sendonly\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  480     tag=b1  Reason: Q.850;cause=20\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n"
		  "0.900  B > A  183     sdp  tag=b1  P-Early-Media: sendonly\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
