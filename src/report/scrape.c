/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/scrape.h"

#include "base/memory.h"
#include "report/exposition.h"
#include "report/peers.h"

struct scrape {
	struct peers peers;
	uint64_t origins[ORIGIN_USER + 1];
	uint64_t findings[FINDINGS_MAX]; /* as the rules stand in the catalogue */
	struct histogram post_dial, early_rtp, cut_in, silence;
};

struct scrape *scrape_new(enum breakdown_key by)
{
	struct scrape *scrape = memory_new(sizeof(*scrape));

	scrape->peers.key = by;
	return scrape;
}

void scrape_free(struct scrape *scrape)
{
	memory_free(scrape);
}

/* Counting */

static void count_finding(struct scrape *scrape, const struct rule *rule)
{
	unsigned i = 0;

	while (rule_catalogue[i] != rule)
		i++;
	scrape->findings[i]++;
}

static void count_delay(struct histogram *histogram, ns delay)
{
	if (delay != NEVER)
		histogram_add(histogram, delay);
}

void scrape_count(struct scrape *scrape, const struct attempt *attempt, const struct findings *findings,
                  const struct verdict *verdict)
{
	const struct finding *decline = verdict_decline(attempt, findings);
	ns silence = attempt_silence(attempt, attempt->policy);

	peers_count(&scrape->peers, attempt, verdict->label);
	if (attempt->outcome == OUTCOME_DECLINED)
		scrape->origins[decline && decline->origin ? decline->origin : ORIGIN_UNKNOWN]++;
	for (unsigned i = 0; i < findings->count; i++)
		count_finding(scrape, findings->found[i].rule);
	count_delay(&scrape->post_dial, attempt->metrics.post_dial);
	count_delay(&scrape->early_rtp, attempt->metrics.early_rtp);
	count_delay(&scrape->cut_in, attempt->metrics.cut_in);
	if (silence >= 0)
		histogram_add(&scrape->silence, silence);
}

/* Calls */

static void print_outcomes(struct exposition *to, const struct totals *totals)
{
	exposition_counter(to, "sipwhy_calls_total", "Calls that are over, by how they ended.");
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		exposition_named(to, "outcome", outcome_name(outcome), totals->outcomes[outcome]);
	exposition_counter(to, "sipwhy_call_verdicts_total",
	                   "Calls that are over, by what their caller heard before the end.");
	for (enum label label = 0; label < LABELS; label++)
		exposition_named(to, "verdict", label_name(label), totals->verdicts[label]);
}

static void print_origins(struct exposition *to, const struct scrape *scrape)
{
	exposition_counter(to, "sipwhy_declined_calls_total",
	                   "Calls declined (603, 607, 608), by who most likely did it.");
	for (enum origin origin = ORIGIN_UNKNOWN; origin <= ORIGIN_USER; origin++)
		exposition_named(to, "origin", origin_name(origin), scrape->origins[origin]);
}

/* Those without a check are of the capture as a whole, and told when it ends. */
static void print_findings(struct exposition *to, const struct scrape *scrape)
{
	exposition_counter(to, "sipwhy_findings_total", "Findings in calls that are over, by rule.");
	for (unsigned i = 0; rule_catalogue[i]; i++)
		if (rule_catalogue[i]->check)
			exposition_named(to, "rule", rule_catalogue[i]->id, scrape->findings[i]);
}

static void print_delays(struct exposition *to, const struct scrape *scrape)
{
	exposition_histogram(to, "sipwhy_post_dial_delay_seconds", "From the INVITE to the first 180, 182, 183 or 2xx.",
	                     &scrape->post_dial);
	exposition_histogram(to, "sipwhy_early_media_delay_seconds",
	                     "From the INVITE to the first RTP packet to the caller before the final response.",
	                     &scrape->early_rtp);
	exposition_histogram(to, "sipwhy_early_media_cut_in_seconds",
	                     "From the first early SDP of the callee to the first early RTP packet; 0: RTP was first.",
	                     &scrape->cut_in);
	exposition_histogram(to, "sipwhy_caller_silence_seconds",
	                     "Time in which the caller most likely heard nothing between INVITE and final response.",
	                     &scrape->silence);
}

static void print_open(struct exposition *to, const struct store_open *open)
{
	exposition_gauge(to, "sipwhy_open_calls",
	                 "Calls not judged yet: INVITEs without a response, calls ringing or talking, calls over that "
	                 "wait for late messages.");
	exposition_named(to, "state", "unanswered", open->unanswered);
	exposition_named(to, "state", "up", open->up);
	exposition_named(to, "state", "over", open->over);
}

/* Peers: only what there was, or few peers would take many lines. */

static void print_peer(struct exposition *to, const char *from, const char *peer, const char *label, const char *value,
                       uint64_t calls)
{
	const struct label_pair pairs[] = {
		{from ? "from" : "peer", str_of(from ? from : peer)},
		{from ? "peer" : label, str_of(from ? peer : value)},
		{from ? label : NULL, str_of(value)},
		{NULL},
	};

	if (calls)
		exposition_number(to, pairs, calls);
}

static void print_peer_outcomes(struct exposition *to, const char *from, const char *name, const struct peer *peer)
{
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		print_peer(to, from, name, "outcome", outcome_name(outcome), peer->outcomes[outcome]);
}

static void print_peer_verdicts(struct exposition *to, const char *from, const char *name, const struct peer *peer)
{
	for (enum label label = 0; label < LABELS; label++)
		print_peer(to, from, name, "verdict", label_name(label), peer->verdicts[label]);
}

typedef void print_peer_fn(struct exposition *to, const char *from, const char *name, const struct peer *peer);

static void print_each_peer(struct exposition *to, const struct peers *peers, print_peer_fn *print)
{
	bool trunk = peers->key == BREAKDOWN_TRUNK;
	struct buf from = {0}, name = {0};

	for (unsigned i = 0; i < peers->count; i++) {
		buf_clear(&from);
		buf_clear(&name);
		address_format(&from, &peers->at[i].from);
		address_format(&name, &peers->at[i].to);
		print(to, trunk ? buf_text(&from) : NULL, buf_text(&name), &peers->at[i]);
	}
	print(to, trunk ? "other" : NULL, "other", &peers->others);
	buf_done(&from);
	buf_done(&name);
}

static void print_peers(struct exposition *to, const struct peers *peers)
{
	exposition_counter(to, "sipwhy_peer_calls_total",
	                   "Calls that are over, by the host they went to and how they ended.");
	print_each_peer(to, peers, print_peer_outcomes);
	exposition_counter(to, "sipwhy_peer_verdicts_total",
	                   "Calls that are over, by the host they went to and what their caller heard before the end.");
	print_each_peer(to, peers, print_peer_verdicts);
}

/* What was read */

static void print_read(struct exposition *to, const struct scrape_state *state)
{
	const struct totals *totals = state->totals;

	exposition_counter(to, "sipwhy_frames_total", "Frames read, by what they were; each is counted once.");
	for (unsigned i = 0; i < totals->counter_count; i++)
		exposition_named(to, "kind", totals->counters[i].name, totals->counters[i].value);
	exposition_counter(to, "sipwhy_frame_bytes_total", "Bytes of the frames read, as they were on the wire.");
	exposition_number(to, NULL, totals->bytes);
	exposition_counter(to, "sipwhy_filtered_frames_total", "Frames left out by the filter of this program.");
	exposition_number(to, NULL, state->filtered);
	exposition_counter(to, "sipwhy_sip_messages_total", "SIP messages read.");
	exposition_number(to, NULL, totals->sip_messages);
	exposition_counter(to, "sipwhy_time_backwards_total", "Frames with an earlier time than the frame before.");
	exposition_number(to, NULL, totals->time_backwards);
}

/* What of it could not be understood whole. */
static void print_unread(struct exposition *to, const struct totals *totals)
{
	const struct net_counters *net = totals->net;
	const struct framing_counters *framing = totals->framing;

	exposition_counter(to, "sipwhy_unread_total", "What could not be read, or not all of it, by what it was.");
	exposition_named(to, "what", "sip-cut", totals->messages_cut);
	exposition_named(to, "what", "sip-malformed", totals->messages_malformed);
	exposition_named(to, "what", "sip-too-long", framing->too_long);
	exposition_named(to, "what", "sip-overruns", framing->overruns);
	exposition_named(to, "what", "sip-resyncs", framing->resyncs);
	exposition_named(to, "what", "sip-abandoned", framing->abandoned);
	exposition_named(to, "what", "tcp-gaps", net->tcp_gaps);
	exposition_named(to, "what", "tcp-conflicts", net->tcp_conflicts);
	exposition_named(to, "what", "fragments-lost", net->fragments_lost);
	exposition_named(to, "what", "fragments-overlapping", net->fragments_overlapping);
	exposition_named(to, "what", "sctp-lost", net->sctp_lost);
	exposition_named(to, "what", "tls-records-without-keys", net->tls_without_keys);
	exposition_named(to, "what", "tls-records-damaged", net->tls_damaged);
	exposition_named(to, "what", "websocket-compressed", net->websocket_compressed);
	exposition_named(to, "what", "websocket-refused", net->websocket_refused);
	exposition_named(to, "what", "hep-malformed", net->hep_malformed);
	exposition_named(to, "what", "turn-unknown", net->turn_unknown);
}

/* Drops */

static void print_drop(struct exposition *to, struct str interface, const char *by, uint64_t frames)
{
	exposition_number(to, (struct label_pair[]){{"interface", interface}, {"by", str_of(by)}, {NULL}}, frames);
}

static uint64_t less(uint64_t sum, uint64_t part)
{
	return part < sum ? sum - part : 0;
}

/* A capture file may name its interfaces as it likes. What is lost on those without a proper name stands under none. */
static void print_drops(struct exposition *to, const struct scrape_state *state)
{
	const struct tally *tally = state->tally;
	struct source_drops rest = tally->drops;

	exposition_counter(
		to, "sipwhy_dropped_frames_total",
		"Frames lost before they could be read, by where: the kernel's buffer was full, or the interface's.");
	for (unsigned i = 0; i < tally->count; i++) {
		const struct source_interface *named = &tally->named[i];

		if (!named->name.n || !exposition_is_plain(named->name))
			continue;
		print_drop(to, named->name, "kernel", named->drops.kernel);
		print_drop(to, named->name, "interface", named->drops.interface);
		rest.kernel = less(rest.kernel, named->drops.kernel);
		rest.interface = less(rest.interface, named->drops.interface);
	}
	print_drop(to, STR(""), "kernel", rest.kernel);
	print_drop(to, STR(""), "interface", rest.interface);
}

/* Budgets */

static void print_evictions(struct exposition *to, const struct totals *totals)
{
	const struct net_counters *net = totals->net;

	exposition_counter(to, "sipwhy_evictions_total", "What was let go, or not taken, to keep within a budget.");
	exposition_named(to, "of", "calls", totals->evicted);
	exposition_named(to, "of", "legs", totals->legs_dropped);
	exposition_named(to, "of", "refusals", totals->refusals_forgotten);
	exposition_named(to, "of", "bursts", totals->bursts_forgotten);
	exposition_named(to, "of", "host-pairs", totals->pairs_forgotten);
	exposition_named(to, "of", "looks", totals->looks_left_out);
	exposition_named(to, "of", "tcp-directions", net->tcp_evicted);
	exposition_named(to, "of", "tcp-sessions", net->sessions_evicted);
	exposition_named(to, "of", "tls-secrets", net->tls_forgotten);
	exposition_named(to, "of", "turn", net->turn_evicted);
	exposition_named(to, "of", "rtp-destinations", totals->media->evicted);
	exposition_named(to, "of", "rtp-packets", totals->media->unkept);
	exposition_named(to, "of", "rtcp-reports", totals->media->unread);
	exposition_named(to, "of", "ice-checks", totals->media->checks_forgotten);
	exposition_named(to, "of", "dtls-handshakes", totals->media->handshakes_forgotten);
	exposition_named(to, "of", "listeners", totals->hearings->unheard);
	exposition_named(to, "of", "passages", totals->hearings->forgotten);
	exposition_named(to, "of", "recordings", totals->hearings->recordings.cut);
}

static void print_usage(struct exposition *to, const struct usages *usages, bool bytes, bool limit)
{
	for (unsigned i = 0; i < usages->count; i++)
		if (usages->at[i].bytes == bytes)
			exposition_named(to, "of", usages->at[i].of, limit ? usages->at[i].limit : usages->at[i].used);
}

static void print_reach(struct exposition *to, const char *of, ns reach)
{
	const struct label_pair labels[] = {{"of", str_of(of)}, {NULL}};

	if (reach != NEVER)
		exposition_seconds(to, labels, reach);
}

static void print_budgets(struct exposition *to, const struct scrape_state *state)
{
	const struct usages *usages = &state->totals->usages;

	if (state->memory) {
		exposition_gauge(to, "sipwhy_memory_used_bytes",
		                 "Memory in use, without the kernel's buffers for frames.");
		exposition_number(to, NULL, state->memory);
	}
	exposition_gauge(to, "sipwhy_memory_limit_bytes", "Memory that may be used (--memory).");
	exposition_number(to, NULL, state->memory_limit);
	exposition_gauge(to, "sipwhy_budget_used", "How many are kept, by budget.");
	print_usage(to, usages, false, false);
	exposition_gauge(to, "sipwhy_budget_limit", "How many may be kept, by budget.");
	print_usage(to, usages, false, true);
	exposition_gauge(to, "sipwhy_budget_used_bytes", "Bytes that are kept, by budget.");
	print_usage(to, usages, true, false);
	exposition_gauge(to, "sipwhy_budget_limit_bytes", "Bytes that may be kept, by budget.");
	print_usage(to, usages, true, true);
	exposition_gauge(to, "sipwhy_evidence_reach_seconds",
	                 "How long frames stay that may become evidence, since some had to make room for others.");
	print_reach(to, "signalling", state->totals->reach.signalling);
	print_reach(to, "audio", state->totals->reach.audio);
}

/* The names that Prometheus has for every process. */
static void print_process(struct exposition *to, const struct scrape_state *state)
{
	exposition_gauge(to, "sipwhy_build_info", "Always 1; the labels tell what runs.");
	exposition_named(to, "version", SIPWHY_VERSION, 1);
	exposition_gauge(to, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.");
	exposition_seconds(to, NULL, state->started);
	exposition_counter(to, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");
	exposition_seconds(to, NULL, state->processor_time);
}

void scrape_print(const struct scrape *scrape, const struct scrape_state *state, struct buf *out)
{
	struct exposition to = {.out = out};

	print_outcomes(&to, state->totals);
	print_origins(&to, scrape);
	print_peers(&to, &scrape->peers);
	print_findings(&to, scrape);
	print_delays(&to, scrape);
	print_open(&to, &state->totals->open);
	print_read(&to, state);
	print_unread(&to, state->totals);
	print_drops(&to, state);
	print_evictions(&to, state->totals);
	print_budgets(&to, state);
	print_process(&to, state);
}
