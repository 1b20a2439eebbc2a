/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

/* Nothing was promised, or what was promised would have been seen here and did not come. */
static bool is_unannounced(const struct attempt *attempt)
{
	if (!absence_shows(attempt) || attempt_had_early_audio(attempt))
		return false;
	if (!attempt->opened)
		return true;
	return audio_is_missing(attempt, attempt->opened->time, attempt->final->time);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final, *invite = attempt->invite;
	const char *asked, *declined;

	if (!final || final->code != 608 || !invite || !event_shows_header(invite) || invite->details->plays_608 ||
	    !is_unannounced(attempt))
		return false;
	asked = word_event(out, invite);
	declined = word_final(out, final);
	finding_printf(
		out,
		_("the caller heard no word of why: the %s does not say that the caller's side plays an announcement for 608 "
	          "(Feature-Caps sip.608), and none came before %s"),
		asked, declined);
	return true;
}

const struct rule rule_dec_608_no_announcement = {
	.id = "dec-608-no-announcement",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.title = N_("608 without an announcement"),
	.explain = N_(
		"Phones that do not know 608 cannot tell their user what it means. An intermediary that rejects a call whose INVITE "
		"does not carry the feature sip.608 is to play an announcement as early media first, so that the caller learns "
		"that the call was rejected and whom to ask. Here none came."),
	.refs = "RFC 8688, RFC 6809",
	.next = N_(
		"Have the intermediary announce the rejection, or let the caller's provider do it and say so (sip.608)."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  B > A  100\n"
		 "0.900  B > A  608     tag=b1\n"
		 "0.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  Feature-Caps: *;+sip.608\n"
		  "0.100  B > A  100\n"
		  "0.900  B > A  608     tag=b1\n"
		  "0.920  A > B  ACK     tag=b1\n",
	.check = check,
};
