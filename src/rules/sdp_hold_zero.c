/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* An address of the top level domain that never exists (RFC 6761 6.4) stands for one not known yet, as zeroes do. */
static bool is_placeholder(const struct sdp_media *audio)
{
	static const struct str invalid = {".invalid", 8};
	struct str text = audio->address_text;

	if (audio->has_address)
		return address_is_unspecified(&audio->address);
	return text.n > invalid.n && str_ieq((struct str){text.p + text.n - invalid.n, invalid.n}, invalid);
}

static bool is_held(const struct sdp_media *audio)
{
	return audio && !sdp_is_refused(audio) && !audio->has_ice && is_placeholder(audio);
}

static const struct event *find_held(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && is_held(sdp_audio(event->sdp)))
			return event;
	}
	return NULL;
}

/* A later SDP of the callee's with a place to send to, before the final response; NULL: none. */
static const struct event *find_opened(const struct attempt *attempt, const struct event *held)
{
	for (const struct event *event = held; (event = attempt_next_sdp(attempt, event));) {
		const struct sdp_media *audio = sdp_audio(event->sdp);

		if (!attempt_is_caller(attempt, &event->flow->source) && attempt_is_before_final(attempt, event) &&
		    event->code < 200 && audio && !sdp_is_refused(audio) && !is_held(audio))
			return event;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *held = find_held(attempt), *opened;

	if (!held)
		return false;
	opened = find_opened(attempt, held);
	finding_printf(
		out,
		_("the callee put the call on hold before it was answered: the SDP of the %s gives %s as its address"),
		word_event(out, held), word_str(out, sdp_audio(held->sdp)->address_text));
	if (opened)
		finding_printf(out, _(", until the %s names a place to send to"), word_event(out, opened));
	if (attempt_had_early_audio(attempt))
		finding_printf(out, _("; audio came to the caller all the same"));
	if (opened || attempt_had_early_audio(attempt))
		out->severity = SEVERITY_INFO;
	return true;
}

const struct rule rule_sdp_hold_zero = {
	.id = "sdp-hold-zero",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("Early SDP with an address of zeroes"),
	.explain = N_(
		"An address of zeroes is how calls were held before there was a=sendonly: nothing is to be sent there. In a "
		"provisional response it opens no path for the caller's packets, and devices that send it hardly ever send "
		"anything themselves, yet the caller's phone stops ringing because SDP came. Offers of browsers carry zeroes "
		"too, but with ICE, and are not meant here."),
	.refs = "RFC 3264 8.4",
	.next = N_(
		"If no early media is meant, have the callee's side send 180 without SDP. If it is, its media address was not "
		"known yet when the SDP was written: have it wait for the media relay."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  host=0.0.0.0\n"
		 "9.000  B > A  200     sdp  tag=b1  host=10.0.0.2\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
