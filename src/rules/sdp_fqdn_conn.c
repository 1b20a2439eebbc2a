/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include <ctype.h>

static bool ends_with(struct str text, struct str end)
{
	return text.n >= end.n && str_ieq((struct str){text.p + text.n - end.n, end.n}, end);
}

/* No misspelt number, and no name that is meant not to be found. With ICE the address of c= does not matter. */
static bool is_name(const struct sdp_media *audio)
{
	struct str text = audio->address_text;

	return text.n && !audio->has_address && !audio->has_ice && isalpha((unsigned char)text.p[0]) &&
	       !str_has(text, STR(":")) && !ends_with(text, STR(".invalid"));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));) {
		const struct sdp_media *audio = sdp_audio(event->sdp);

		if (!audio || sdp_is_refused(audio) || !is_name(audio))
			continue;
		finding_printf(
			out,
			_("audio can be sent only after a DNS look-up: c= of the %s is the name %s, not an address"),
			word_event(out, event), word_str(out, audio->address_text));
		return true;
	}
	return false;
}

const struct rule rule_sdp_fqdn_conn = {
	.id = "sdp-fqdn-conn",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("SDP names a host instead of an address"),
	.explain = N_(
		"The grammar allows a name in c=, but it must be looked up before any audio can be sent, and many phones and "
		"media relays only take addresses. Where the lookup is slow the first seconds are lost; where it is not made, "
		"there is no audio. What the name stood for cannot be told from the SDP, so this capture's audio is not "
		"matched to it."),
	.refs = "RFC 8866 5.7",
	.next = N_("Have the sender write the IP address of its media port."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  host=media.example.com\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  host=10.0.0.2\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
