/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include "net/icmp.h"

static void tell_error(const struct refusal *refusal, struct finding *out)
{
	bool v6 = !address_is_ipv4(&refusal->source.address);
	struct buf reporter = {.ceiling = 64};

	address_format(&reporter, &refusal->reporter);
	finding_printf(out, "ICMP %s from %s (frame %llu", icmp_name(v6, refusal->type, refusal->code),
	               buf_text(&reporter), (unsigned long long)frame_number(refusal->first_frame));
	buf_done(&reporter);
	finding_frame(out, refusal->first_frame, refusal->first);
	if (refusal->count > 1) {
		finding_printf(out, ", %llu times until frame %llu", (unsigned long long)refusal->count,
		               (unsigned long long)frame_number(refusal->last_frame));
		finding_frame(out, refusal->last_frame, refusal->last);
	}
	finding_printf(out, ")");
}

static const char *meaning(const struct refusal *refusal)
{
	switch (icmp_meaning(!address_is_ipv4(&refusal->source.address), refusal->type, refusal->code)) {
	case ICMP_NOBODY:
		return "nothing listens there";
	case ICMP_NO_WAY:
		return "there is no way to that host";
	case ICMP_BARRED:
		return "a firewall forbids it";
	case ICMP_TOO_BIG:
		return "the packets are too large for the path";
	case ICMP_EXPIRED:
		return "the packets went in circles or too far";
	default:
		return "they were not delivered";
	}
}

static void tell(const struct audio *audio, struct finding *out)
{
	finding_printf(out, " to ");
	finding_endpoint(out, audio->refusal_at);
	finding_printf(out, " was refused: ");
	tell_error(audio->refusal, out);
	finding_printf(out, ": %s", meaning(audio->refusal));
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
	if (backward->refusal) {
		finding_printf(out, backward->refused
		                            ? "the caller heard none of the early audio: what was sent"
		                            : "the caller did not hear all of the early audio: what was sent");
		tell(backward, out);
		return true;
	}
	if (!forward->refusal)
		return false;
	finding_printf(out, "the callee's side did not take the caller's audio: what was sent");
	tell(forward, out);
	finding_printf(out,
	               "; the caller hears it only where the far end waits for that audio before it sends its own");
	out->severity = SEVERITY_WARNING;
	return true;
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
	.check = check,
};
