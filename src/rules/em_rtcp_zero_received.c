/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct moments *arrived_later(const struct receipt *receipt)
{
	for (receipt = receipt->next; receipt; receipt = receipt->next)
		if (receipt->some.count)
			return &receipt->some;
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct receipt *receipt = attempt->path.denial;
	const struct stream *stream = attempt->path.denied;
	const struct moments *later;

	if (!receipt)
		return false;
	if (!attempt->path.is_denied) {
		out->severity = SEVERITY_WARNING;
		out->confidence = CONFIDENCE_MEDIUM;
	}
	finding_printf(out,
	               "by its own account the caller's side received none of the early audio: %u RTCP reports from ",
	               receipt->none.count);
	finding_endpoint(out, &stream->destination);
	finding_printf(out, " (frame %llu to frame %llu, ", (unsigned long long)frame_number(receipt->none.first_frame),
	               (unsigned long long)frame_number(receipt->none.last_frame));
	finding_seconds(out, receipt->none.last - receipt->none.first);
	finding_frame(out, receipt->none.first_frame, receipt->none.first);
	finding_frame(out, receipt->none.last_frame, receipt->none.last);
	finding_printf(out, receipt->unnamed == receipt->none.count ? ") do not name" : ") show no packet of");
	finding_printf(out, " the stream from ");
	finding_endpoint(out, &stream->source);
	finding_printf(out, ", which was sent all that time (%llu early packets in this capture)",
	               (unsigned long long)attempt->backward.early_packets);
	later = arrived_later(receipt);
	if (later) {
		finding_printf(out, "; later it did report packets of it (frame %llu)",
		               (unsigned long long)frame_number(later->first_frame));
		finding_frame(out, later->first_frame, later->first);
	}
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
	.check = check,
};
