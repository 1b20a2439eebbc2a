/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/statistics.h"

#include "report/terminal.h"

#include <stdio.h>
#include <unistd.h>

static void print_stat(const char *name, uint64_t value)
{
	fprintf(stderr, "%s %llu\n", name, (unsigned long long)value);
}

static void print_net_stats(const struct net_counters *net)
{
	print_stat("tcp-gaps", net->tcp_gaps);
	print_stat("tcp-evicted", net->tcp_evicted);
	print_stat("tcp-conflicts", net->tcp_conflicts);
	print_stat("sessions-evicted", net->sessions_evicted);
	print_stat("tls-secrets", net->tls_secrets);
	print_stat("tls-secrets-forgotten", net->tls_forgotten);
	print_stat("tls-records", net->tls_decrypted);
	print_stat("tls-records-without-keys", net->tls_without_keys);
	print_stat("tls-records-damaged", net->tls_damaged);
	print_stat("websocket-compressed", net->websocket_compressed);
	print_stat("websocket-refused", net->websocket_refused);
	print_stat("sctp-lost", net->sctp_lost);
	print_stat("hep-malformed", net->hep_malformed);
	print_stat("turn-unknown", net->turn_unknown);
	print_stat("turn-evicted", net->turn_evicted);
	print_stat("fragments-lost", net->fragments_lost);
	print_stat("fragments-overlapping", net->fragments_overlapping);
	print_stat("fragments-behind", net->fragments_behind);
	for (enum layer layer = 0; layer < LAYERS; layer++)
		if (net->layers[layer])
			fprintf(stderr, "layer-%s %llu\n", layer_name(layer), (unsigned long long)net->layers[layer]);
}

void statistics_print(const struct totals *totals, uint64_t filtered, uint64_t unlisted, struct str rights)
{
	bool above = terminal_begin(STDERR_FILENO);

	for (unsigned i = 0; i < totals->counter_count; i++)
		print_stat(totals->counters[i].name, totals->counters[i].value);
	print_stat("frames", totals->frames);
	print_stat("bytes", totals->bytes);
	print_stat("sip-messages", totals->sip_messages);
	print_stat("sip-messages-cut", totals->messages_cut);
	print_stat("sip-messages-malformed", totals->messages_malformed);
	print_stat("calls", totals->calls);
	print_stat("calls-evicted", totals->evicted);
	print_stat("calls-unanswered", totals->open.unanswered);
	print_stat("calls-up", totals->open.up);
	print_stat("calls-over", totals->open.over);
	print_stat("legs-dropped", totals->legs_dropped);
	print_stat("looks", totals->looks);
	print_stat("looks-left-out", totals->looks_left_out);
	print_stat("refusals-forgotten", totals->refusals_forgotten);
	print_stat("host-pairs-forgotten", totals->pairs_forgotten);
	print_stat("bursts-forgotten", totals->bursts_forgotten);
	print_net_stats(totals->net);
	print_stat("sip-keepalives", totals->framing->keepalives);
	print_stat("sip-resyncs", totals->framing->resyncs);
	print_stat("sip-too-long", totals->framing->too_long);
	print_stat("sip-overruns", totals->framing->overruns);
	print_stat("sip-abandoned", totals->framing->abandoned);
	print_stat("rtp-evicted", totals->media->evicted);
	print_stat("rtp-unheard", totals->hearings->unheard);
	print_stat("passages-forgotten", totals->hearings->forgotten);
	print_stat("recordings-cut", totals->hearings->recordings.cut);
	print_stat("rtp-unkept", totals->media->unkept);
	print_stat("rtcp-unread", totals->media->unread);
	print_stat("ice-checks-forgotten", totals->media->checks_forgotten);
	print_stat("dtls-handshakes-forgotten", totals->media->handshakes_forgotten);
	print_stat("time-backwards", totals->time_backwards);
	print_stat("filtered", filtered);
	print_stat("by-unlisted", unlisted);
	print_stat("kernel-drops", totals->kernel_drops);
	print_stat("interface-drops", totals->interface_drops);
	fprintf(stderr, STR_FMT, STR_ARG(rights));
	if (above)
		terminal_end();
}
