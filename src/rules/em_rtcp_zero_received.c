/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct moments *arrived_later(const struct receipt *receipt)
{
	for (receipt = receipt->next; receipt; receipt = receipt->next)
		if (receipt->some.count)
			return &receipt->some;
	return NULL;
}

static void tell(const struct attempt *attempt, const struct moments *none, bool unnamed, struct finding *out)
{
	const struct stream *stream = attempt->path.denied;
	const char *first = word_frame(out, none->first_frame, none->first);
	const char *last = word_frame(out, none->last_frame, none->last);

	finding_printf(
		out,
		/* TRANSLATORS: 3 RTCP reports from 10.0.0.1:30001 (frame 6 to frame 400, 8.0 s) */
		unnamed ? _("by its own account the caller's side received none of the early audio: %u RTCP reports "
	                    "from %s (%s to %s, %s) do not name the stream from %s, which was sent all that time "
	                    "(%llu early packets in this capture)")
			: _("by its own account the caller's side received none of the early audio: %u RTCP reports "
	                    "from %s (%s to %s, %s) show no packet of the stream from %s, which was sent all that "
	                    "time (%llu early packets in this capture)"),
		none->count, word_endpoint(out, &stream->destination), first, last,
		word_seconds(out, none->last - none->first), word_endpoint(out, &stream->source),
		(unsigned long long)attempt->backward.early_packets);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct receipt *receipt = attempt->path.denial;
	const struct moments *later;

	if (!receipt)
		return false;
	if (!attempt->path.is_denied) {
		out->severity = SEVERITY_WARNING;
		out->confidence = CONFIDENCE_MEDIUM;
	}
	tell(attempt, &receipt->none, receipt->unnamed == receipt->none.count, out);
	later = arrived_later(receipt);
	if (later)
		finding_printf(out, _("; later it did report packets of it (%s)"),
		               word_frame(out, later->first_frame, later->first));
	return true;
}

const struct rule rule_em_rtcp_zero_received = {
	.id = "em-rtcp-zero-received",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_PATH,
	.title = N_("The caller's side received no early audio"),
	.explain = N_(
		"Early audio was sent, and the capture shows it, but the RTCP reports of the side that should have received it count no "
		"packet of it: they do not name the stream, or its highest sequence number never moves. So the packets were lost "
		"behind the capture point, in a firewall, a NAT or on the way, or the receiver does not take them from that "
		"source. The caller heard nothing of them."),
	.refs = "RFC 3550 6.4.1, RFC 3550 6.4.2",
	.next = N_(
		"Capture at the caller's side: do the packets arrive at its host? If they do, compare source address, payload type and "
		"encryption with what its SDP asked for; if not, look for the firewall or NAT between."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 16.0s\n"
		 "4.000  A > B  rtcp    received=0\n"
		 "9.000  A > B  rtcp    received=0\n"
		 "14.00  A > B  rtcp    received=0\n"
		 "17.00  B > A  200     sdp  tag=b1\n"
		 "17.02  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 16.0s\n"
		  "4.000  A > B  rtcp\n"
		  "9.000  A > B  rtcp\n"
		  "14.00  A > B  rtcp\n"
		  "17.00  B > A  200     sdp  tag=b1\n"
		  "17.02  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
