/* SPDX-License-Identifier: BSD-2-Clause */
#include "analyzer.h"

#include "base/memory.h"
#include "call/pairs.h"
#include "media/hosts.h"
#include "rules/general.h"
#include "rules/told.h"

#include <limits.h>

/* What became of a frame whose payloads were looked at; the other fates are net's verdicts. */
enum fate {
	FATE_SIP = NET_VERDICTS,
	FATE_RTP,
	FATE_RTCP,
	FATE_STUN,
	FATE_DTLS,
	FATE_OTHER_UDP,
	FATE_OTHER_TCP,
	FATE_OTHER_TLS,
	FATE_OTHER_WEBSOCKET,
	FATE_OTHER_SCTP,
	FATE_ICMP,
	FATES
};

enum {
	PORT_NAT_ESP = 4500,
	LOST_HARDLY = 10000, /* one frame of so many: a call's early phase has a dozen */
	/* Calls judged or looked at with one frame, or while none comes: when thousands end in the same second, frames must not wait for all. */
	JUDGED_AT_ONCE = 2,
	JUDGED_IDLE = 256,
	PEEKS_A_JUDGEMENT = 32, /* calls that are not worth a look cost about as much as one that is judged */
};

struct analyzer {
	struct analyzer_settings settings;
	struct hash_key key;
	struct net *net;
	struct framing *framing;
	struct media *media;
	struct hosts *speakers; /* of SIP */
	struct store *store;
	struct bursts *bursts;
	struct footage *footage; /* NULL: no frame is kept */
	struct arena scratch;    /* of one judgement */
	struct findings found;   /* of one judgement */
	struct general general;  /* what belongs to no call */
	uint64_t lost;           /* frames, before they reached us, by analyzer_lost */
	ns lost_asked;           /* when that was told last */
	ns first;                /* of the first frame */
	uint64_t last_frame;
	ns now;          /* of the latest frame, or later when time passed without one */
	ns last;         /* of the latest frame */
	ns tick;         /* when to look for calls that are over: they are found by the second */
	unsigned judged; /* or looked at with this frame, because their time was up */
	bool behind;     /* there may be more such */
	uint64_t fates[FATES];
	struct totals totals;
};

/* Frames are kept at the cost of all else: a quarter. */
static struct budget keep_footage(struct analyzer *a, struct budget budget)
{
	a->footage = footage_new(&a->key, budget);
	media_keep(a->media);
	return (struct budget){(budget.share ? budget.share : BUDGET_WHOLE) / 4 * 3};
}

/* The one place where what may be used is divided among those who keep something. */
static void divide(struct analyzer *a, struct budget budget)
{
	net_limit(a->net, budget);
	framing_limit(a->framing, budget);
	media_limit(a->media, budget);
	hosts_limit(a->speakers, budget);
	store_limit(a->store, budget);
	bursts_limit(a->bursts, budget);
}

struct analyzer *analyzer_new(const struct analyzer_settings *settings)
{
	struct analyzer *a = memory_new(sizeof(*a));
	struct budget budget = budget_for(settings->memory);

	message_init();
	a->settings = *settings;
	if (!settings->leg_headers.count)
		a->settings.leg_headers = (struct header_names){{STR("X-CID"), STR("X-Call-ID")}, 2};
	a->key = hash_key_random();
	a->net = net_new(&a->key);
	a->framing = framing_new(&a->key);
	a->media = media_new(&a->key);
	media_set_plan(a->media, settings->plan);
	if (settings->record)
		media_record(a->media);
	if (settings->footage)
		budget = keep_footage(a, budget);
	a->speakers = hosts_new(&a->key);
	a->store = store_new(&a->key, a->media,
	                     settings->max_calls ? settings->max_calls : (unsigned)budget_of(budget, STORE_MAX_CALLS),
	                     settings->max_bytes ? settings->max_bytes : budget_of(budget, STORE_MAX_BYTES));
	if (settings->finding)
		store_want_looks(a->store);
	a->general.settings = settings->rules;
	a->bursts = bursts_new(&a->key);
	divide(a, budget);
	return a;
}

void analyzer_free(struct analyzer *a)
{
	if (!a)
		return;
	store_free(a->store);
	bursts_free(a->bursts);
	footage_free(a->footage);
	hosts_free(a->speakers);
	media_free(a->media);
	framing_free(a->framing);
	net_free(a->net);
	findings_done(&a->general.found);
	arena_done(&a->scratch);
	memory_free(a);
}

/* Of a capture without any RTP this is worth saying once, not only call by call. */
static void note_withheld(struct analyzer *a, const struct finding *finding)
{
	if (finding)
		instances_note(&a->general.withheld, finding->frames[0], finding->time);
}

static void judge(struct analyzer *a, struct call *call, ns until)
{
	struct attempt attempt;
	struct verdict verdict;

	if (net_counters(a->net)->fragments_behind)
		store_note_tails(a->store);
	attempt_of(call, a->store, a->media, until, &a->scratch, &attempt);
	rules_run(&attempt, a->settings.rules, &a->found);
	verdict_of(&attempt, &a->found, &verdict);
	call->number = ++a->totals.calls;
	a->totals.outcomes[attempt.outcome]++;
	a->totals.verdicts[verdict.label]++;
	note_withheld(a, findings_find(&a->found, "cap-no-rtp"));
	effectiveness_count(&a->totals.effectiveness, &attempt);
	bursts_count(a->bursts, &attempt);
	if (a->settings.call)
		a->settings.call(a->settings.arg, &attempt, &a->found, &verdict);
	verdict_done(&verdict);
	findings_done(&a->found);
	arena_reset(&a->scratch);
	store_release(a->store, call);
}

/* Those that must make room do so at once. */
static struct call *next_due(struct analyzer *a, unsigned most)
{
	struct call *call = store_leaving(a->store);

	if (call)
		return call;
	a->behind = a->judged >= most;
	call = a->behind ? NULL : store_due(a->store, a->now);
	a->judged += call != NULL;
	return call;
}

/* Calls that go on */

static void look_at(struct analyzer *a, struct call *call, ns until)
{
	struct attempt attempt;

	attempt_alone(call, a->store, a->media, until, &a->scratch, &attempt);
	attempt.goes_on = !attempt.final && !attempt.cancel;
	rules_run_early(&attempt, a->settings.rules, &a->found);
	for (unsigned i = 0; i < a->found.count; i++) {
		const struct finding *finding = &a->found.found[i];

		if (!told_has(call, finding->rule) && a->settings.finding(a->settings.arg, &attempt, finding))
			told_note(call, finding, until);
	}
	findings_done(&a->found);
	arena_reset(&a->scratch);
}

static void look_at_some(struct analyzer *a, unsigned most, ns until)
{
	struct call *call;

	for (unsigned peeks = 1; !a->behind && (call = store_look(a->store, a->now)); peeks++) {
		bool worth = look_is_worth(call, a->media);

		if (worth)
			look_at(a, call, until);
		a->judged += worth || peeks % PEEKS_A_JUDGEMENT == 0;
		a->behind = a->judged >= most;
	}
}

/* until: up to when all frames are in. */
static void judge_some(struct analyzer *a, unsigned most, ns until)
{
	struct call *call;

	while ((call = next_due(a, most)))
		judge(a, call, a->now);
	look_at_some(a, most, until);
}

static void judge_due(struct analyzer *a)
{
	judge_some(a, JUDGED_AT_ONCE, a->now);
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

/* False: it is of no call. */
static bool take_message(struct analyzer *a, const struct framed *framed, const struct payload *payload)
{
	struct message_place place = {
		.datagram = framed->datagram,
		.cut = framed->cut,
		.fragment_lost = framed->fragment_lost,
		.hole = framed->hole,
		.shortened = framed->length > framed->text.n,
		.overrun = framed->overrun,
		.correlation = &a->settings.leg_headers,
	};
	struct sighting at = {
		.time = framed->time,
		.frame = framed->frame,
		.flow = &framed->flow,
		.gap_before = framed->gap_before || framed->hole,
		.skew = payload->skew,
		.layers = payload->layers,
		.fragment_lost = framed->fragment_lost,
		.fragment_late = payload->fragment_late,
		.length = framed->length,
	};
	struct message message;
	bool taken;

	if (!message_scan(framed->text, place, &message))
		return false;
	a->totals.sip_messages += !framed->fragment_lost;
	a->totals.messages_cut += framed->cut && !framed->fragment_lost;
	taken = store_take(a->store, &message, &at);
	if (a->footage && store_taken(a->store))
		footage_message(a->footage, store_taken(a->store), framed, payload);
	/* Cut before its Call-ID it may be any call's. */
	if (!taken && framed->cut && !framed->fragment_lost && !message.call_id.n)
		store_note_lost(a->store, payload);
	hosts_note(a->speakers, &framed->flow);
	a->totals.messages_malformed += (message.deviations & DEVIATION_REFUSED) != 0;
	judge_due(a);
	return taken;
}

/* HEP tells of hosts whose own packets may pass quite elsewhere. */
static void note_hosts(struct analyzer *a, const struct payload *payload)
{
	if (!(payload->layers >> LAYER_HEP & 1))
		media_note_hosts(a->media, &payload->flow);
}

/* The beginning of a datagram is worth nothing to its receiver, nor to us unless it is SIP. */
static void take_lost(struct analyzer *a, const struct payload *payload)
{
	bool taken = false;
	struct framed framed;

	if (framing_may_take(payload) && is_wanted_port(a, &payload->flow) && framing_take(a->framing, payload)) {
		note_hosts(a, payload);
		while (framing_next(a->framing, &framed))
			taken = take_message(a, &framed, payload);
	} else if (payload->size) {
		return;
	}
	if (!taken && store_note_lost(a->store, payload))
		instances_note(&a->general.unattributed, payload->frame, payload->time);
}

static bool refuse_message(struct analyzer *a, const struct payload *payload, const struct message *message)
{
	bool known = store_refuse(a->store, payload, message);

	if (a->footage && store_taken(a->store))
		footage_error(a->footage, store_taken(a->store));
	return known;
}

/* A quote may end anywhere, even before the first byte of SIP or RTP. */
static bool is_refusal(struct analyzer *a, const struct payload *payload)
{
	struct str bytes = str_skip_lines((struct str){(const char *)payload->bytes, payload->size});
	struct message_place place = {.datagram = true, .cut = true, .shortened = true};
	struct message message;

	if (bytes.n == 0)
		return media_refuse(a->media, payload) || refuse_message(a, payload, NULL);
	if (framing_is_sip(bytes) && message_scan(bytes, place, &message)) {
		refuse_message(a, payload, &message);
		return true;
	}
	if (payload->bytes[0] >> 6 != 2)
		return false;
	/* RTCP is refused by many who take the audio. */
	return rtcp_looks(payload->bytes, payload->size) || media_refuse(a->media, payload);
}

static const enum fate media_fates[] = {
	[MEDIA_RTP] = FATE_RTP,
	[MEDIA_RTCP] = FATE_RTCP,
	[MEDIA_STUN] = FATE_STUN,
	[MEDIA_DTLS] = FATE_DTLS,
};

/* Of a payload that is neither SIP nor media. */
static const enum fate other_fates[TRANSPORTS] = {
	[TRANSPORT_UDP] = FATE_OTHER_UDP,      [TRANSPORT_TCP] = FATE_OTHER_TCP,
	[TRANSPORT_TLS] = FATE_OTHER_TLS,      [TRANSPORT_SCTP] = FATE_OTHER_SCTP,
	[TRANSPORT_WS] = FATE_OTHER_WEBSOCKET, [TRANSPORT_WSS] = FATE_OTHER_WEBSOCKET,
};

/* RFC 3948: ESP in UDP, between two that are behind NAT. */
static bool is_sealed(const struct payload *payload)
{
	return payload->flow.transport == TRANSPORT_UDP &&
	       (payload->flow.source.port == PORT_NAT_ESP || payload->flow.destination.port == PORT_NAT_ESP);
}

static void keep_media(struct analyzer *a, enum media_kind kind, const struct payload *payload)
{
	if (kind == MEDIA_RTP && media_trail(a->media))
		footage_audio(a->footage, media_trail(a->media));
	else if (kind != MEDIA_RTP && kind != MEDIA_NONE)
		footage_beside(a->footage, &payload->flow);
}

static enum fate take_refusal(struct analyzer *a, const struct payload *payload)
{
	if (!is_refusal(a, payload))
		return (enum fate)NET_OTHER_IP;
	if (a->footage)
		footage_beside(a->footage, &payload->flow);
	return FATE_ICMP;
}

static enum fate take_payload(struct analyzer *a, const struct payload *payload)
{
	struct framed framed;
	enum media_kind kind;

	if (payload->unreachable)
		return take_refusal(a, payload);
	if (framing_may_take(payload) && is_wanted_port(a, &payload->flow) && framing_take(a->framing, payload)) {
		note_hosts(a, payload);
		while (framing_next(a->framing, &framed))
			take_message(a, &framed, payload);
		return FATE_SIP;
	}
	kind = payload->flow.transport == TRANSPORT_UDP ? media_take(a->media, payload) : MEDIA_NONE;
	if (a->footage)
		keep_media(a, kind, payload);
	if (kind == MEDIA_NONE && is_sealed(payload))
		media_note_hidden(a->media, payload);
	if (kind != MEDIA_RTP && kind != MEDIA_RTCP)
		note_hosts(a, payload);
	return kind == MEDIA_NONE ? other_fates[payload->flow.transport] : media_fates[kind];
}

/* What waited for a secret. */
static void take_waiting(struct analyzer *a)
{
	struct payload payload;

	while (net_next(a->net, &payload))
		take_payload(a, &payload);
}

/*
 * With the first sign of each second of packet time, be it a frame or our own clock: so calls are looked at with the same packets
 * live and in a file.
 */
static void tick(struct analyzer *a)
{
	ns second = a->now / SECOND * SECOND;

	if (a->tick == 0)
		a->first = a->lost_asked = a->now;
	judge_some(a, JUDGED_AT_ONCE, second);
	net_tick(a->net, a->now);
	take_waiting(a);
	a->tick = second + SECOND;
}

/* The shortest way through, for the packets that make up most of a capture: how many of these frames need no other. */
static unsigned follow_rtp(struct analyzer *a, const struct frame *frames, unsigned count)
{
	unsigned followed = media_follow(a->media, frames, count, a->last, a->tick);

	if (followed)
		a->now = a->last = frames[followed - 1].time;
	a->fates[FATE_RTP] += followed;
	return followed;
}

/* What is no message yet may become one with the frames that follow. */
static void keep_pieces(struct analyzer *a, enum net_verdict verdict, bool segment)
{
	if (verdict == NET_FRAGMENT_HELD)
		footage_fragment(a->footage);
	else if (segment || verdict == NET_TCP_AHEAD || verdict == NET_SCTP_HELD)
		footage_segment(a->footage);
	footage_end(a->footage);
}

/* Part of a stream that carries SIP as it is. */
static bool is_segment(const struct payload *payload, enum fate fate)
{
	return fate == FATE_SIP && payload->stream && payload->flow.transport == TRANSPORT_TCP;
}

static unsigned take_frame(struct analyzer *a, const struct frame *frame)
{
	enum net_verdict verdict = net_decode(a->net, frame);
	struct payload payload;
	unsigned fate = verdict;
	bool segment = false;

	if (a->footage)
		footage_begin(a->footage, frame, net_flow(a->net), net_datagram(a->net));

	while (net_next(a->net, &payload)) {
		enum fate became;

		if (payload.fragment_lost) { /* of an earlier frame, that has been counted */
			take_lost(a, &payload);
			continue;
		}
		if (payload.hidden)
			media_note_hidden(a->media, &payload);
		if (payload.hidden && !payload.size)
			continue;
		became = take_payload(a, &payload);
		segment |= is_segment(&payload, became);
		/* A frame that released several payloads is of the kind that matters most. */
		if (verdict == NET_PAYLOAD && (fate == NET_PAYLOAD || became < (enum fate)fate))
			fate = became;
	}
	if (a->footage)
		keep_pieces(a, verdict, segment);
	return fate;
}

static void note_backwards(struct totals *totals, ns step)
{
	totals->time_backwards++;
	if (step > totals->time_back_most)
		totals->time_back_most = step;
}

static void feed_one(struct analyzer *a, const struct frame *frame)
{
	if (frame->time < a->last)
		note_backwards(&a->totals, a->last - frame->time);
	a->now = a->last = frame->time;
	/* One wild time stamp must not keep the clock from ticking until it comes true. */
	if (a->now >= a->tick || a->now < a->tick - 2 * SECOND)
		tick(a);
	if (!follow_rtp(a, frame, 1))
		a->fates[take_frame(a, frame)]++;
}

void analyzer_feed_all(struct analyzer *a, const struct frame *frames, unsigned count)
{
	a->totals.frames += count;
	for (unsigned i = 0; i < count; i++)
		a->totals.bytes += frames[i].length;
	for (unsigned i = 0; i < count; i++) {
		a->judged = 0;
		if (a->behind)
			judge_due(a);
		i += follow_rtp(a, frames + i, count - i);
		if (i < count)
			feed_one(a, &frames[i]);
	}
	if (count)
		a->last_frame = frames[count - 1].number;
}

void analyzer_feed(struct analyzer *a, const struct frame *frame)
{
	analyzer_feed_all(a, frame, 1);
}

unsigned analyzer_secrets(struct analyzer *a, struct str text)
{
	unsigned count = net_add_secrets(a->net, text);

	take_waiting(a);
	return count;
}

void analyzer_pass_time(struct analyzer *a, ns now)
{
	a->judged = 0;
	if (now >= a->tick && a->totals.frames) {
		a->now = now;
		tick(a);
	}
	if (a->behind)
		judge_some(a, JUDGED_IDLE, a->now);
}

static void tell_general(struct analyzer *a)
{
	const struct general_facts facts = {
		.net = a->net,
		.media = a->media,
		.speakers = a->speakers,
		.bursts = a->bursts,
		.calls = a->totals.calls,
		.last_frame = a->last_frame,
		.last = a->last,
	};

	general_tell(&a->general, &facts);
}

void analyzer_flush(struct analyzer *a)
{
	struct payload payload = {0};
	struct framed framed;
	struct call *call;

	net_flush(a->net, a->now);
	while (net_next(a->net, &payload))
		if (payload.fragment_lost)
			take_lost(a, &payload);
		else
			take_payload(a, &payload);
	framing_flush(a->framing);
	payload = (struct payload){0};
	while (framing_next(a->framing, &framed))
		take_message(a, &framed, &payload);
	a->judged = 0;
	judge_some(a, UINT_MAX, a->now);
	while ((call = store_flush(a->store)))
		judge(a, call, a->now);
	tell_general(a);
}

void analyzer_lost(struct analyzer *a, uint64_t lost, const struct frame *before)
{
	const struct loss loss = {a->lost_asked, before->time, before->number, lost - a->lost, 0};

	if (lost > a->lost && loss.from <= loss.until)
		media_note_loss(a->media, &loss);
	a->lost = lost;
	a->lost_asked = before->time;
}

void analyzer_down(struct analyzer *a, ns since)
{
	media_note_down(a->media, since);
}

void analyzer_up(struct analyzer *a, ns since, ns until)
{
	media_note_up(a->media, since, until);
}

/* Of what was lost nobody knows when, any call may lack something, unless it is next to nothing. */
static void note_untimely(struct analyzer *a, uint64_t lost)
{
	const struct loss loss = {a->first, a->last, a->last_frame, lost, 0};

	if (lost > a->totals.frames / LOST_HARDLY && loss.frame)
		media_note_loss_within(a->media, &loss);
}

void analyzer_drops(struct analyzer *a, uint64_t kernel, uint64_t interface)
{
	if (kernel + interface > a->lost)
		note_untimely(a, kernel + interface - a->lost);
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
	{FATE_STUN, "stun", "STUN", true},
	{FATE_DTLS, "dtls", "DTLS", true},
	{FATE_OTHER_UDP, "udp-other", N_("other UDP"), true},
	{FATE_OTHER_TCP, "tcp-other", N_("other TCP"), true},
	{FATE_OTHER_TLS, "tls-other", N_("TLS that shows no SIP"), true},
	{FATE_OTHER_WEBSOCKET, "websocket-other", N_("WebSocket that completes no SIP"), true},
	{FATE_OTHER_SCTP, "sctp-other", N_("other SCTP"), true},
	{NET_TCP_EMPTY, "tcp-empty", N_("TCP without data"), true},
	{NET_TCP_REPEATED, "tcp-repeated", N_("TCP data seen before"), true},
	{NET_TCP_AHEAD, "tcp-ahead", N_("TCP data ahead of a gap"), true},
	{NET_SCTP_EMPTY, "sctp-empty", N_("SCTP without data"), true},
	{NET_SCTP_HELD, "sctp-held", N_("SCTP chunks before the last one of a message"), true},
	{NET_FRAGMENT_HELD, "fragments", N_("IP fragments before the last one"), true},
	{FATE_ICMP, "icmp", N_("ICMP errors quoting SIP or RTP"), true},
	{NET_OTHER_IP, "ip-other", N_("other IP"), true},
	{NET_NOT_IP, "not-ip", N_("not IP"), true},
	{NET_CUT, "cut", N_("cut by the snap length within the headers"), false},
	{NET_MALFORMED, "malformed", N_("malformed headers"), false},
	{NET_UNKNOWN_LINK, "unknown-link", N_("of a link type that is not read"), false},
	{NET_PAYLOAD, "no-payload", N_("empty"), true},
};

void analyzer_sounds(const struct analyzer *a, media_sound_fn *fn, void *arg)
{
	media_sounds(a->media, a->now - 2 * SECOND, fn, arg);
}

void analyzer_footage(const struct analyzer *a, const struct attempt *attempt, struct reel *out)
{
	if (a->footage)
		footage_of(a->footage, attempt, a->media, out);
}

void analyzer_totals(const struct analyzer *a, struct totals *out)
{
	*out = a->totals;
	out->net = net_counters(a->net);
	out->framing = framing_counters(a->framing);
	out->media = media_counters(a->media);
	out->hearings = media_hearings(a->media);
	out->evicted = store_counters(a->store)->evicted;
	out->legs_dropped = store_counters(a->store)->legs_dropped;
	out->looks = store_looks_counters(a->store).taken;
	out->looks_left_out = store_looks_counters(a->store).left_out;
	out->refusals_forgotten = store_refusals_forgotten(a->store);
	out->pairs_forgotten = pairs_forgotten(store_pairs(a->store));
	out->bursts_forgotten = bursts_forgotten(a->bursts);
	out->tcp_gaps = out->net->tcp_gaps;
	out->fragments_lost = out->net->fragments_lost;
	out->findings = &a->general.found;
	out->open = store_open(a->store);
	out->reach = a->footage ? footage_reach(a->footage, a->now) : (struct reach){NEVER, NEVER};
	store_usage(a->store, &out->usages);
	bursts_usage(a->bursts, &out->usages);
	framing_usage(a->framing, &out->usages);
	media_usage(a->media, &out->usages);
	net_usage(a->net, &out->usages);
	for (size_t i = 0; i < sizeof(fate_rows) / sizeof(fate_rows[0]); i++)
		out->counters[out->counter_count++] = (struct counter){
			fate_rows[i].name, fate_rows[i].meaning, a->fates[fate_rows[i].fate], fate_rows[i].understood};
}
