/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/json_summary.h"

#include "report/json_value.h"

static void put_counts(struct buf *out, const struct totals *totals)
{
	key(out, "outcomes");
	buf_byte(out, '{');
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		put_number(out, outcome_name(outcome), totals->outcomes[outcome]);
	buf_byte(out, '}');
	key(out, "verdicts");
	buf_byte(out, '{');
	for (enum label label = 0; label < LABELS; label++)
		put_number(out, label_name(label), totals->verdicts[label]);
	buf_byte(out, '}');
}

/* Those that lost something, by their names. */
static void put_interfaces(struct buf *out, const struct tally *tally)
{
	key(out, "interfaces");
	buf_byte(out, '[');
	for (unsigned i = 0; tally && i < tally->count; i++) {
		const struct source_interface *interface = &tally->named[i];

		if (interface->drops.kernel == 0 && interface->drops.interface == 0)
			continue;
		comma(out);
		buf_byte(out, '{');
		put_text(out, "name", interface->name);
		put_number(out, "kernel", interface->drops.kernel);
		put_number(out, "interface", interface->drops.interface);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

static void put_drops(struct buf *out, const struct totals *totals, const struct tally *tally)
{
	key(out, "drops");
	buf_byte(out, '{');
	put_number(out, "kernel", totals->kernel_drops);
	put_number(out, "interface", totals->interface_drops);
	put_interfaces(out, tally);
	put_number(out, "evicted", totals->evicted);
	put_number(out, "tcp_gaps", totals->tcp_gaps);
	put_number(out, "fragments_lost", totals->fragments_lost);
	put_number(out, "sctp_lost", totals->net->sctp_lost);
	put_number(out, "hep_malformed", totals->net->hep_malformed);
	put_number(out, "turn_unknown", totals->net->turn_unknown);
	put_number(out, "websocket_compressed", totals->net->websocket_compressed);
	put_number(out, "websocket_malformed", totals->net->websocket_refused);
	put_number(out, "tls_closed", totals->net->tls_without_keys);
	put_number(out, "tls_damaged", totals->net->tls_damaged);
	buf_byte(out, '}');
}

static void put_layers(struct buf *out, const struct totals *totals)
{
	key(out, "layers");
	buf_byte(out, '{');
	for (enum layer layer = 0; layer < LAYERS; layer++)
		if (layer_title(layer) && totals->net->layers[layer])
			put_number(out, layer_name(layer), totals->net->layers[layer]);
	buf_byte(out, '}');
}

static void put_ratio(struct buf *out, const char *name, uint64_t part, uint64_t whole)
{
	uint64_t millionths = whole ? part * 1000000 / whole : 0;

	key(out, name);
	if (whole)
		buf_printf(out, "%llu.%06llu", (unsigned long long)(millionths / 1000000),
		           (unsigned long long)(millionths % 1000000));
	else
		null(out);
}

static void put_ratios(struct buf *out, const struct effectiveness *of)
{
	uint64_t sessions = of->attempts - of->redirected;

	put_number(out, "attempts", of->attempts);
	put_ratio(out, "ser", of->answered, sessions);
	put_ratio(out, "seer", of->effective, sessions);
	put_ratio(out, "seer_net", of->effective - of->blocked, sessions);
	put_ratio(out, "isa", of->ineffective, of->attempts);
}

static void put_address(struct buf *out, const char *name, const struct address *address)
{
	key(out, name);
	buf_byte(out, '"');
	address_format(out, address);
	buf_byte(out, '"');
}

static void put_host(struct buf *out, const struct breakdown_row *host, bool trunk)
{
	const struct effectiveness *of = &host->effectiveness;

	comma(out);
	buf_byte(out, '{');
	if (trunk)
		put_address(out, "from", &host->from);
	put_address(out, "host", &host->to);
	put_number(out, "calls", host->calls);
	key(out, "outcomes");
	buf_byte(out, '{');
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		put_number(out, outcome_name(outcome), host->outcomes[outcome]);
	buf_byte(out, '}');
	put_ratio(out, "ser", of->answered, of->attempts - of->redirected);
	put_ratio(out, "seer", of->effective, of->attempts - of->redirected);
	put_ratio(out, "seer_net", of->effective - of->blocked, of->attempts - of->redirected);
	put_metric(out, "pdd_median_s", delays_percentile(&host->delays, 50));
	put_metric(out, "pdd_p95_s", delays_percentile(&host->delays, 95));
	buf_byte(out, '}');
}

static void put_breakdown(struct buf *out, struct breakdown *by)
{
	unsigned count = by ? breakdown_sort(by) : 0;

	if (!by)
		return;
	key(out, "by");
	buf_byte(out, '[');
	for (unsigned i = 0; i < count; i++)
		put_host(out, breakdown_at(by, i), breakdown_by(by) == BREAKDOWN_TRUNK);
	buf_byte(out, ']');
	put_number(out, "by_unlisted", breakdown_unlisted(by));
}

static void put_filed(struct buf *out, const struct filed *filed)
{
	if (!filed)
		return;
	key(out, "evidence");
	buf_byte(out, '{');
	put_number(out, "files", filed->files);
	put_number(out, "lacking", filed->lacking);
	put_number(out, "failed", filed->failed);
	put_number(out, "removed", filed->removed);
	buf_byte(out, '}');
}

static void put_counters(struct buf *out, const struct totals *totals)
{
	key(out, "counters");
	buf_byte(out, '{');
	for (unsigned i = 0; i < totals->counter_count; i++)
		put_number(out, totals->counters[i].name, totals->counters[i].value);
	buf_byte(out, '}');
}

void json_summary(struct buf *out, const struct closing *closing)
{
	const struct totals *totals = closing->totals;

	put_number(out, "frames", totals->frames);
	put_number(out, "bytes", totals->bytes);
	put_number(out, "sip_messages", totals->sip_messages);
	put_number(out, "calls", totals->calls);
	put_counts(out, totals);
	put_ratios(out, &totals->effectiveness);
	put_drops(out, totals, closing->tally);
	put_number(out, "filtered", closing->filtered);
	put_layers(out, totals);
	put_counters(out, totals);
	put_number(out, "time_backwards", totals->time_backwards);
	put_breakdown(out, closing->by);
	put_filed(out, closing->filed);
}
