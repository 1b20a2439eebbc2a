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

static void tell_reports(const struct stream *stream, const struct moments *reports, struct finding *out)
{
	const char *from = word_endpoint(out, &stream->destination), *about = word_endpoint(out, &stream->source);
	const char *first = word_frame(out, reports->first_frame, reports->first), *last;

	if (reports->count == 1) {
		finding_printf(
			out,
			_("early audio did reach the caller's side: RTCP from %s says so in 1 report (%s) about the "
		          "stream from %s"),
			from, first, about);
		return;
	}
	last = word_frame(out, reports->last_frame, reports->last);
	finding_printf(
		out,
		_("early audio did reach the caller's side: RTCP from %s says so in %u reports (%s to %s) about the "
	          "stream from %s"),
		from, reports->count, first, last, about);
}

static void tell(const struct stream *stream, const struct receipt *receipt, struct finding *out)
{
	unsigned lost = receipt->lost > 0 ? (unsigned)receipt->lost : 0;

	tell_reports(stream, &receipt->some, out);
	finding_printf(out, language_plural(", with %u packet lost", ", with %u packets lost", lost), lost);
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
