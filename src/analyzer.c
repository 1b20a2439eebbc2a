/* SPDX-License-Identifier: BSD-2-Clause */
#include "analyzer.h"

#include "base/memory.h"

/* What became of a frame whose payloads were looked at; the other fates are net's verdicts. */
enum fate {
	FATE_SIP = NET_VERDICTS,
	FATE_RTP,
	FATE_RTCP,
	FATE_OTHER_UDP,
	FATE_OTHER_TCP,
	FATES
};

struct analyzer {
	struct analyzer_settings settings;
	struct hash_key key;
	struct net *net;
	struct framing *framing;
	struct media *media;
	struct store *store;
	struct arena scratch;    /* of one judgement */
	struct findings found;   /* of one judgement */
	struct findings general; /* what belongs to no call */
	uint64_t withheld;       /* calls with cap-no-rtp */
	struct finding first_withheld;
	ns now;  /* of the latest frame */
	ns tick; /* when to look for calls that are over: they are found by the second */
	uint64_t fates[FATES];
	struct totals totals;
};

struct analyzer *analyzer_new(const struct analyzer_settings *settings)
{
	struct analyzer *a = memory_new(sizeof(*a));

	message_init();
	a->settings = *settings;
	a->key = hash_key_random();
	a->net = net_new(&a->key);
	a->framing = framing_new(&a->key);
	a->media = media_new(&a->key);
	a->store = store_new(&a->key, a->media, settings->max_calls, settings->max_bytes);
	return a;
}

void analyzer_free(struct analyzer *a)
{
	if (!a)
		return;
	store_free(a->store);
	media_free(a->media);
	framing_free(a->framing);
	net_free(a->net);
	findings_done(&a->general);
	arena_done(&a->scratch);
	memory_free(a);
}

static void count_final(struct totals *totals, unsigned code)
{
	totals->attempts++;
	totals->answered += code < 300;
	totals->redirected += code >= 300 && code < 400;
	totals->effective += code == 200 || code == 480 || code == 486 || code == 600 || code == 603;
	totals->ineffective += code == 408 || code == 500 || code == 503 || code == 504;
}

/* Of a capture without any RTP this is worth saying once, not only call by call. */
static void note_withheld(struct analyzer *a, const struct finding *finding)
{
	if (!finding)
		return;
	if (a->withheld++ == 0)
		a->first_withheld = (struct finding){.frames = {finding->frames[0]}, .time = finding->time};
}

static void judge(struct analyzer *a, struct call *call, ns until)
{
	struct attempt attempt;
	struct verdict verdict;

	attempt_of(call, a->store, a->media, until, &a->scratch, &attempt);
	rules_run(&attempt, a->settings.rules, &a->found);
	verdict_of(&attempt, &a->found, &verdict);
	a->totals.calls++;
	a->totals.outcomes[attempt.outcome]++;
	a->totals.verdicts[verdict.label]++;
	note_withheld(a, findings_find(&a->found, "cap-no-rtp"));
	if (attempt.final && !attempt.mid_call)
		count_final(&a->totals, attempt.final->code);
	if (a->settings.call)
		a->settings.call(a->settings.arg, &attempt, &a->found, &verdict);
	verdict_done(&verdict);
	findings_done(&a->found);
	arena_reset(&a->scratch);
	call_free(call, a->media);
}

static void tell_withheld(struct analyzer *a)
{
	struct finding *out = &a->general.found[0];

	if (a->withheld == 0 || media_rtp_seen(a->media))
		return;
	*out = (struct finding){
		.rule = rule_find(STR("cap-no-rtp")),
		.severity = SEVERITY_INFO,
		.confidence = CONFIDENCE_CERTAIN,
	};
	finding_frame(out, a->first_withheld.frames[0], a->first_withheld.time);
	finding_printf(
		out, "this capture holds no RTP at all: whether promised audio was heard cannot be told in %llu call%s",
		(unsigned long long)a->withheld, a->withheld == 1 ? "" : "s");
	a->general.count = 1;
}

static void judge_due(struct analyzer *a)
{
	struct call *call;

	while ((call = store_due(a->store, a->now)))
		judge(a, call, a->now);
}

static bool is_wanted_port(const struct analyzer *a, const struct flow *flow)
{
	if (a->settings.port_count == 0)
		return true;
	for (unsigned i = 0; i < a->settings.port_count; i++)
		if (flow->source.port == a->settings.ports[i] || flow->destination.port == a->settings.ports[i])
			return true;
	return false;
}

static void take_message(struct analyzer *a, const struct framed *framed)
{
	struct message_place place = {.datagram = framed->datagram, .cut = framed->cut};
	struct sighting at = {
		.time = framed->time,
		.frame = framed->frame,
		.flow = &framed->flow,
		.gap_before = framed->gap_before,
	};
	struct message message;

	if (!message_scan(framed->text, place, &message))
		return;
	a->totals.sip_messages++;
	a->totals.messages_cut += framed->cut;
	store_take(a->store, &message, &at);
	a->totals.messages_malformed += (message.deviations & DEVIATION_REFUSED) != 0;
	judge_due(a);
}

static enum fate take_payload(struct analyzer *a, const struct payload *payload)
{
	struct framed framed;
	enum media_kind kind;

	if (framing_may_take(payload) && is_wanted_port(a, &payload->flow) && framing_take(a->framing, payload)) {
		media_note_hosts(a->media, &payload->flow);
		while (framing_next(a->framing, &framed))
			take_message(a, &framed);
		return FATE_SIP;
	}
	kind = payload->flow.transport == TRANSPORT_UDP ? media_take(a->media, payload) : MEDIA_NONE;
	if (kind == MEDIA_NONE)
		media_note_hosts(a->media, &payload->flow);
	if (kind == MEDIA_RTP)
		return FATE_RTP;
	if (kind == MEDIA_RTCP)
		return FATE_RTCP;
	return payload->flow.transport == TRANSPORT_UDP ? FATE_OTHER_UDP : FATE_OTHER_TCP;
}

/* Once a second of packet time. */
static void tick(struct analyzer *a)
{
	judge_due(a);
	net_tick(a->net, a->now);
	a->tick = a->now + SECOND;
}

/* The shortest way through, for the packets that make up most of a capture. */
static bool follow_rtp(struct analyzer *a, const struct frame *frame)
{
	struct payload payload;

	return net_plain(frame, &payload) && media_follow(a->media, &payload);
}

static unsigned take_frame(struct analyzer *a, const struct frame *frame)
{
	enum net_verdict verdict = net_decode(a->net, frame);
	struct payload payload;
	unsigned fate = verdict;

	while (net_next(a->net, &payload)) {
		enum fate became = take_payload(a, &payload);

		/* A frame that released several payloads is of the kind that matters most. */
		if (verdict == NET_PAYLOAD && (fate == NET_PAYLOAD || became < (enum fate)fate))
			fate = became;
	}
	return fate;
}

void analyzer_feed(struct analyzer *a, const struct frame *frame)
{
	a->now = frame->time;
	/* One wild time stamp must not keep the clock from ticking until it comes true. */
	if (a->now >= a->tick || a->now < a->tick - 2 * SECOND)
		tick(a);
	a->fates[follow_rtp(a, frame) ? FATE_RTP : take_frame(a, frame)]++;
	a->totals.frames++;
	a->totals.bytes += frame->captured;
}

void analyzer_pass_time(struct analyzer *a, ns now)
{
	if (now < a->tick || a->totals.frames == 0)
		return;
	a->now = now;
	tick(a);
}

void analyzer_flush(struct analyzer *a)
{
	struct payload payload;
	struct framed framed;
	struct call *call;

	net_flush(a->net, a->now);
	while (net_next(a->net, &payload))
		take_payload(a, &payload);
	framing_flush(a->framing);
	while (framing_next(a->framing, &framed))
		take_message(a, &framed);
	judge_due(a);
	while ((call = store_flush(a->store)))
		judge(a, call, a->now);
	tell_withheld(a);
}

void analyzer_drops(struct analyzer *a, uint64_t kernel, uint64_t interface)
{
	a->totals.kernel_drops = kernel;
	a->totals.interface_drops = interface;
}

static const struct {
	unsigned fate;
	const char *name, *meaning;
	bool understood;
} fate_rows[] = {
	{FATE_SIP, "sip", "SIP", true},
	{FATE_RTP, "rtp", "RTP", true},
	{FATE_RTCP, "rtcp", "RTCP", true},
	{FATE_OTHER_UDP, "udp-other", "other UDP", true},
	{FATE_OTHER_TCP, "tcp-other", "other TCP", true},
	{NET_TCP_EMPTY, "tcp-empty", "TCP without data", true},
	{NET_TCP_REPEATED, "tcp-repeated", "TCP data seen before", true},
	{NET_TCP_AHEAD, "tcp-ahead", "TCP data ahead of a gap", true},
	{NET_FRAGMENT_HELD, "fragments", "IP fragments before the last one", true},
	{NET_OTHER_IP, "ip-other", "other IP", true},
	{NET_NOT_IP, "not-ip", "not IP", true},
	{NET_CUT, "cut", "cut by the snap length within the headers", false},
	{NET_MALFORMED, "malformed", "malformed headers", false},
	{NET_UNKNOWN_LINK, "unknown-link", "of a link type that is not read", false},
	{NET_PAYLOAD, "no-payload", "empty", true},
};

void analyzer_totals(const struct analyzer *a, struct totals *out)
{
	*out = a->totals;
	out->net = net_counters(a->net);
	out->framing = framing_counters(a->framing);
	out->media = media_counters(a->media);
	out->evicted = store_counters(a->store)->evicted;
	out->tcp_gaps = out->net->tcp_gaps;
	out->fragments_lost = out->net->fragments_lost;
	out->findings = &a->general;
	for (size_t i = 0; i < sizeof(fate_rows) / sizeof(fate_rows[0]); i++)
		out->counters[out->counter_count++] = (struct counter){
			fate_rows[i].name, fate_rows[i].meaning, a->fates[fate_rows[i].fate], fate_rows[i].understood};
}
