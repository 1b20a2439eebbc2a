/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Some phones do send a 180 or a BYE twice within milliseconds, and networks repeat a packet or two: no capture sees them so. */
enum {
	FEW_PACKETS = 5,
	FEW_MESSAGES = 2,
	SHARE = 2, /* one in so many between two hosts */
};

static bool same_hosts(const struct flow *a, const struct flow *b)
{
	return (address_same(&a->source.address, &b->source.address) &&
	        address_same(&a->destination.address, &b->destination.address)) ||
	       (address_same(&a->source.address, &b->destination.address) &&
	        address_same(&a->destination.address, &b->source.address));
}

/* A capture that shows one message between two hosts twice shows the others twice, too. */
static bool is_shown_twice(const struct attempt *attempt, const struct flow *flow)
{
	unsigned all = 0, twice = 0;

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		bool here = same_hosts(event->flow, flow);

		all += here;
		twice += here && event->duplicates;
	}
	return twice >= FEW_MESSAGES && twice * SHARE >= all;
}

static const struct event *find_shown_twice(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->duplicates && is_shown_twice(attempt, event->flow))
			return event;
	return NULL;
}

static uint64_t count_messages(const struct attempt *attempt, const struct event *first)
{
	uint64_t count = 0;

	for (const struct event *event = first; event; event = event->next)
		count += event->duplicates;
	return count;
}

static uint64_t count_packets(const struct attempt *attempt, const struct audio *audio, const struct run **first)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < audio->stream_count; i++) {
		const struct stream *stream = audio->streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];

			if (!attempt_has_run(attempt, run) || run->duplicates * SHARE < run->packets)
				continue;
			if (!run->duplicates)
				continue;
			if (!*first || run->first < (*first)->first)
				*first = run;
			count += run->duplicates;
		}
	}
	return count;
}

static void tell_messages(const struct event *first, unsigned long long count, struct finding *out)
{
	finding_printf(out,
	               language_plural("this capture shows packets of this call twice: %llu SIP message, first the %s",
	                               "this capture shows packets of this call twice: %llu SIP messages, first the %s",
	                               count),
	               count, word_event(out, first));
}

static void tell_packets(const struct run *first, unsigned long long count, bool also, struct finding *out)
{
	const char *frame = word_frame(out, first->first_frame, first->first);

	if (also)
		finding_printf(
			out, language_plural("; %llu RTP packet, from %s on", "; %llu RTP packets, from %s on", count),
			count, frame);
	else
		finding_printf(
			out,
			language_plural("this capture shows packets of this call twice: %llu RTP packet, from %s on",
		                        "this capture shows packets of this call twice: %llu RTP packets, from %s on",
		                        count),
			count, frame);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_shown_twice(attempt);
	const struct run *run = NULL;
	uint64_t messages = count_messages(attempt, event);
	uint64_t packets = count_packets(attempt, &attempt->backward, &run);

	packets += count_packets(attempt, &attempt->forward, &run);
	if (packets < FEW_PACKETS)
		run = NULL;
	if (!event && !run)
		return false;
	if (event)
		tell_messages(event, messages, out);
	if (run)
		tell_packets(run, packets, event, out);
	finding_printf(out, _("; the copies are counted nowhere else"));
	return true;
}

const struct rule rule_cap_dup = {
	.id = "cap-dup",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The capture shows packets twice"),
	.explain = N_(
		"The same bytes between the same endpoints came again within 60 ms, sooner than RFC 3261 lets anybody send a message "
		"again, and not once but for at least half of what these hosts exchanged. A mirror "
		"port that copies a packet where it enters and where it leaves, the \"any\" interface of a router, or two capture points "
		"in one file do this, and so does a proxy that reports by HEP what the capture sees as well. Copies are no "
		"retransmissions and no second packets, and are not counted as such."),
	.refs = "RFC 3261 17.1.1.2, RFC 3550 A.1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp  dup\n"
		 "0.900  B > A  180     tag=b1  dup\n"
		 "9.000  B > A  200     sdp  tag=b1  dup\n"
		 "9.020  A > B  ACK     tag=b1  dup\n",
	.silent = "0.000  A > B  INVITE  sdp  x2\n"
		  "0.900  B > A  180     tag=b1  dup\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
