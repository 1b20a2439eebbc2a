/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* What the caller's side said of stream before the end of the early phase, where it said that packets came; NULL: nothing. */
static const struct receipt *confirmed(const struct attempt *attempt, const struct stream *stream)
{
	for (const struct receipt *receipt = stream->receipts; receipt; receipt = receipt->next)
		if (receipt->some.count && receipt->some.first >= attempt->start && receipt->some.first <= attempt->end)
			return receipt;
	return NULL;
}

static void tell_reports(const struct moments *reports, struct finding *out)
{
	finding_printf(out, "%u report%s (frame %llu", reports->count, reports->count == 1 ? "" : "s",
	               (unsigned long long)frame_number(reports->first_frame));
	finding_frame(out, reports->first_frame, reports->first);
	if (reports->count > 1) {
		finding_printf(out, " to frame %llu", (unsigned long long)frame_number(reports->last_frame));
		finding_frame(out, reports->last_frame, reports->last);
	}
	finding_printf(out, ")");
}

static void tell(const struct stream *stream, const struct receipt *receipt, struct finding *out)
{
	int32_t lost = receipt->lost > 0 ? receipt->lost : 0;

	finding_printf(out, "early audio did reach the caller's side: RTCP from ");
	finding_endpoint(out, &stream->destination);
	finding_printf(out, " says so in ");
	tell_reports(&receipt->some, out);
	finding_printf(out, " about the stream from ");
	finding_endpoint(out, &stream->source);
	finding_printf(out, lost == 1 ? ", with %d packet lost" : ", with %d packets lost", (int)lost);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];
		const struct receipt *receipt = confirmed(attempt, stream);

		if (!receipt)
			continue;
		tell(stream, receipt, out);
		return true;
	}
	return false;
}

const struct rule rule_em_rtcp_confirms = {
	.id = "em-rtcp-confirms",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The caller's side confirmed the early audio"),
	.explain = N_("Whoever receives RTP reports by RTCP what arrived: the highest sequence number and how many "
                      "packets are missing. In the early phase of this call the caller's side reported packets of the "
                      "audio that was sent to it. If the caller heard nothing all the same, there was silence in the "
                      "packets, or the phone did not play them."),
	.refs = "RFC 3550 6.4.1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "5.000  A > B  rtcp    received=200  lost=2\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "5.000  A > B  rtcp    empty\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
