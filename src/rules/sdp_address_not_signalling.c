/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Zeroes and ICE say nothing of where the audio will be. */
static bool is_elsewhere(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	return audio && !sdp_is_refused(audio) && audio->has_address && !audio->ice_only &&
	       !address_is_unspecified(&audio->address) && !address_same(&audio->address, &event->flow->source.address);
}

static const struct event *find(const struct attempt *attempt, bool of_caller)
{
	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));)
		if (attempt_is_caller(attempt, &event->flow->source) == of_caller && is_elsewhere(event))
			return event;
	return NULL;
}

static const char *word_place(const struct event *event, struct finding *out)
{
	return word_str(out, sdp_audio(event->sdp)->address_text);
}

static void tell_callee(const struct event *callee, bool also, struct finding *out)
{
	finding_printf(out,
	               also ? _("; the callee's audio is at %s in the SDP of the %s, its signalling at %s")
	                    : _("the callee's audio is at %s in the SDP of the %s, its signalling at %s"),
	               word_place(callee, out), word_event(out, callee), word_endpoint(out, &callee->flow->source));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *caller = find(attempt, true), *callee = find(attempt, false);

	if (!caller && !callee)
		return false;
	if (caller)
		finding_printf(out, _("the caller's audio is at %s in the SDP of the %s, its signalling at %s"),
		               word_place(caller, out), word_event(out, caller),
		               word_endpoint(out, &caller->flow->source));
	if (callee)
		tell_callee(callee, caller != NULL, out);
	return true;
}

const struct rule rule_sdp_address_not_signalling = {
	.id = "sdp-address-not-signalling",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Audio and signalling at different addresses"),
	.explain = N_(
		"The SDP names another address than the one its message came from: a media relay apart from the signalling, "
		"a host with several addresses, or a NAT between. That is ordinary. It matters for where to capture, and for "
		"firewall rules that only know the signalling's address."),
	.refs = "RFC 8866 5.7",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  host=10.0.0.77\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
