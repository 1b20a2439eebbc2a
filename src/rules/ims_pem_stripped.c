/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static const struct event *find_authorised(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt_is_early(attempt, attempt->provisionals[i]) &&
		    event_authorises_audio(attempt->provisionals[i]))
			return attempt->provisionals[i];
	return NULL;
}

/* The first that the caller got for it, where none says anything of early media. */
static const struct event *find_bare(const struct attempt *attempt, const struct leg *leg, const struct event *event)
{
	const struct event *bare = NULL;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *got = attempt->provisionals[i];

		if (!attempt_is_early(attempt, got))
			continue;
		if (got->early_media != EARLY_MEDIA_ABSENT || event_is_incomplete(got))
			return NULL;
		if (!bare && (!leg_keeps_time(attempt, leg) || got->time >= event->time - LEG_SLACK))
			bare = got;
	}
	return bare;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	/* RFC 5009 8: the caller says with "supported" that it wants to be told. */
	if (!attempt->invite || !attempt->invite->early_media_supported)
		return false;
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		const struct event *event = leg->onward ? find_authorised(leg->attempt) : NULL;
		const struct event *bare = event ? find_bare(attempt, leg, event) : NULL;
		const char *came, *got;

		if (!bare || (leg->tie != TIE_CALL_ID && may_be_of_other(attempt, leg, bare)))
			continue;
		came = word_came(out, leg, event);
		got = word_event(out, bare);
		finding_printf(out,
		               _("the permission for early media did not reach the caller: the %s has P-Early-Media, "
		                 "the %s that the caller got for it has none"),
		               came, got);
		finding_leg(out, attempt, leg);
		return true;
	}
	return false;
}

const struct rule rule_ims_pem_stripped = {
	.id = "ims-pem-stripped",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_IMS,
	.title = N_("P-Early-Media lost between two legs"),
	.explain = N_(
		"The callee's side authorised early media with P-Early-Media, the caller's side had said that it "
		"understands the field, and the response that reached the caller has none. Gates and phones that wait for "
		"the authorisation keep the audio from the caller, who hears silence or local ringback instead of the "
		"network's announcement."),
	.refs = "RFC 5009 8",
	.next = N_(
		"Let the element between the two legs pass P-Early-Media on, or put both sides into one trust domain."),
	.fires =
		"0.000  A > P  INVITE  sdp  P-Early-Media: supported  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		"0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86  P-Early-Media: supported\n"
		"0.900  B > P  183     sdp  tag=b1  call=2  P-Early-Media: sendrecv\n"
		"0.910  P > A  183     sdp  tag=p1\n"
		"9.000  B > P  200     sdp  tag=b1  call=2\n"
		"9.010  P > A  200     sdp  tag=p1\n"
		"9.020  A > P  ACK     tag=p1\n"
		"9.030  P > B  ACK     tag=b1  call=2\n",
	.silent =
		"0.000  A > P  INVITE  sdp  P-Early-Media: supported  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		"0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86  P-Early-Media: supported\n"
		"0.900  B > P  183     sdp  tag=b1  call=2  P-Early-Media: sendrecv\n"
		"0.910  P > A  183     sdp  tag=p1  P-Early-Media: sendrecv\n"
		"9.000  B > P  200     sdp  tag=b1  call=2\n"
		"9.010  P > A  200     sdp  tag=p1\n"
		"9.020  A > P  ACK     tag=p1\n"
		"9.030  P > B  ACK     tag=b1  call=2\n",
	.check = check,
};
