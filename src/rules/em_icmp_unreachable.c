/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include "net/icmp.h"

static const char *word_error(struct finding *out, const struct refusal *refusal)
{
	bool v6 = !address_is_ipv4(&refusal->source.address);
	const char *name = icmp_name(v6, refusal->type, refusal->code);
	const char *reporter = word_address(out, &refusal->reporter);
	const char *first = word_frame(out, refusal->first_frame, refusal->first);

	if (refusal->count <= 1)
		/* TRANSLATORS: an error, who sent it, and its frame: "ICMP port unreachable from 10.0.0.2 (frame 15)" */
		return word_printf(out, _("ICMP %s from %s (%s)"), name, reporter, first);
	/* TRANSLATORS: "ICMP port unreachable from 10.0.0.2 (frame 15, 4 times until frame 19)" */
	return word_printf(out, _("ICMP %s from %s (%s, %llu times until %s)"), name, reporter, first,
	                   (unsigned long long)refusal->count, word_frame(out, refusal->last_frame, refusal->last));
}

static const char *meaning(const struct refusal *refusal)
{
	switch (icmp_meaning(!address_is_ipv4(&refusal->source.address), refusal->type, refusal->code)) {
	case ICMP_NOBODY:
		return _("nothing listens there");
	case ICMP_NO_WAY:
		return _("there is no way to that host");
	case ICMP_BARRED:
		return _("a firewall forbids it");
	case ICMP_TOO_BIG:
		return _("the packets are too large for the path");
	case ICMP_EXPIRED:
		return _("the packets went in circles or too far");
	default:
		return _("they were not delivered");
	}
}

/* What the caller sent is refused by the callee's side. */
static void tell_forward(const struct audio *audio, struct finding *out)
{
	const char *destination = word_endpoint(out, audio->refusal_at);

	/* TRANSLATORS: an address, "ICMP port unreachable from 10.0.0.2 (frame 15)", "nothing listens there" */
	finding_printf(out,
	               _("the callee's side did not take the caller's audio: what was sent to %s was refused: %s: %s"),
	               destination, word_error(out, audio->refusal), meaning(audio->refusal));
	finding_printf(out,
	               _("; the caller hears it only where the far end waits for that audio before it sends its own"));
	out->severity = SEVERITY_WARNING;
}

static void tell_backward(const struct audio *audio, struct finding *out)
{
	const char *destination = word_endpoint(out, audio->refusal_at);

	/* TRANSLATORS: an address, "ICMP port unreachable from 10.0.0.2 (frame 15)", "nothing listens there" */
	finding_printf(out,
	               audio->refused
	                       ? _("the caller heard none of the early audio: what was sent to %s was refused: %s: %s")
	                       : _("the caller did not hear all of the early audio: what was sent to %s was refused: "
	                           "%s: %s"),
	               destination, word_error(out, audio->refusal), meaning(audio->refusal));
}

/* Of a call whose answer may be what this capture lacks nobody knows what was early. */
static bool is_end_unknown(const struct attempt *attempt)
{
	return attempt->half || attempt->mid_call || (!attempt->final && attempt->cut);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct audio *backward = &attempt->backward, *forward = &attempt->forward;

	if (is_end_unknown(attempt))
		out->confidence = CONFIDENCE_LOW;
	if (backward->refusal)
		tell_backward(backward, out);
	else if (forward->refusal)
		tell_forward(forward, out);
	return backward->refusal || forward->refusal;
}

const struct rule rule_em_icmp_unreachable = {
	.id = "em-icmp-unreachable",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_PATH,
	.title = N_("Early audio was refused"),
	.explain =
		N_("An ICMP error answered RTP packets of the early phase and quotes them: they did not arrive. Port "
                   "unreachable comes from the host itself, where no program has that port open, either because the "
                   "phone opens its audio only when the call is answered, or because the SDP names a port that is not "
                   "its own. The other errors come from a router or firewall on the way. RTP that is in the capture "
                   "was then sent, and not heard."),
	.refs = "RFC 792, RFC 4443 3.1, RFC 1122 3.2.2.1",
	.next = N_(
		"Compare the port in the SDP of who refused with the one it really opens, and when. For errors by a firewall or "
		"router open the media port range, or mend the route."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "0.951  A > B  icmp \"port unreachable\"  of=rtp  x15\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.010  A > B  icmp \"port unreachable\"  of=rtp\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
