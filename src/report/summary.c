/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/summary.h"

#include <string.h>

enum {
	COLUMN_VALUE = 13, /* of the summary */
	COLUMN_RULE = 11,  /* of a finding */
	COLUMN_TEXT = 31,
	INPUTS_SHOWN = 20,
	HOSTS_SHOWN = 20,
	RATIOS_NEED = 20, /* calls, before a percentage means anything */
};

static enum paint paint_of(enum severity severity)
{
	static const enum paint paints[] = {
		[SEVERITY_INFO] = PAINT_NONE,
		[SEVERITY_NOTICE] = PAINT_CYAN,
		[SEVERITY_WARNING] = PAINT_YELLOW,
		[SEVERITY_ERROR] = PAINT_RED,
	};

	return paints[severity];
}

static size_t pad(const struct lines *lines, size_t column, size_t wanted)
{
	size_t n = column + 1 < wanted ? wanted - column : 2;

	lines_indent(lines, n);
	return column + n;
}

void finding_print(const struct lines *lines, const struct finding *finding)
{
	const char *severity = severity_name(finding->severity), *id = finding->rule->id;
	size_t column;

	lines_indent(lines, 2);
	lines_paint(lines, paint_of(finding->severity), severity);
	column = pad(lines, 2 + strlen(severity), COLUMN_RULE);
	buf_add(lines->out, str_of(id));
	column = pad(lines, column + strlen(id), COLUMN_TEXT);
	lines_wrap(lines, column, COLUMN_TEXT, buf_str(&finding->text));
}

void advice_print(const struct lines *lines, const struct rule *rule)
{
	lines_indent(lines, COLUMN_RULE);
	buf_add(lines->out, STR("next"));
	pad(lines, COLUMN_RULE + 4, COLUMN_TEXT);
	lines_wrap(lines, COLUMN_TEXT, COLUMN_TEXT, str_of(rule->next));
}

unsigned rule_place(const struct rule *rule)
{
	unsigned place = 0;

	while (rule_catalogue[place] != rule)
		place++;
	return place;
}

/* "8 answered, 2 declined" */
static void list(struct buf *out, uint64_t count, const char *name)
{
	if (count)
		buf_printf(out, "%s%llu %s", out->n ? ", " : "", (unsigned long long)count, name);
}

/* "1 gap in TCP", "2 gaps in TCP" */
static void list_nouns(struct buf *out, uint64_t count, const char *noun, const char *rest)
{
	list(out, count, noun);
	if (count)
		buf_printf(out, "%s%s", count == 1 ? "" : "s", rest);
}

/* A line of the summary; nothing when there is no text. Consumes text. */
static void row(const struct lines *lines, const char *name, struct buf *text)
{
	if (text->n) {
		buf_printf(lines->out, "  %-*s", COLUMN_VALUE - 2, name);
		lines_wrap(lines, COLUMN_VALUE, COLUMN_VALUE, buf_str(text));
	}
	buf_done(text);
}

static void print_calls(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0}, outcomes = {0}, verdicts = {0};

	if (totals->calls == 0)
		return;
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		list(&outcomes, totals->outcomes[outcome], outcome_name(outcome));
	buf_printf(&text, "%llu: %s", (unsigned long long)totals->calls, buf_text(&outcomes));
	row(lines, "calls", &text);
	buf_done(&outcomes);
	for (enum label label = 0; label < LABELS; label++)
		list(&verdicts, totals->verdicts[label], label_name(label));
	row(lines, "verdicts", &verdicts);
}

static void print_chosen(const struct lines *lines, const struct report_settings *settings,
                         const struct closing *closing)
{
	struct buf text = {0};

	if (!settings->chosen)
		return;
	buf_printf(&text, "%llu of these by -c %s", (unsigned long long)closing->chosen, settings->chosen);
	row(lines, "chosen", &text);
}

static void print_findings(const struct lines *lines, const struct summary *summary)
{
	struct buf text = {0};

	for (unsigned i = 0; rule_catalogue[i]; i++)
		list(&text, summary->calls_of_rule[i], rule_catalogue[i]->id);
	if (summary->unshown)
		buf_printf(&text, "; %llu call%s with nothing but notices %s not shown, -a prints %s",
		           (unsigned long long)summary->unshown, summary->unshown == 1 ? "" : "s",
		           summary->unshown == 1 ? "is" : "are", summary->unshown == 1 ? "it" : "them");
	row(lines, "findings", &text);
}

/* What stood around IP, or between IP and the rest, that somebody may want to know of. */
static void print_layers(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0};

	for (enum layer layer = 0; layer < LAYERS; layer++)
		if (layer_title(layer))
			list(&text, totals->net->layers[layer], layer_title(layer));
	if (text.n)
		buf_printf(&text, " headers");
	row(lines, "taken off", &text);
}

static void print_tls(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0};

	list_nouns(&text, totals->net->tls_decrypted, "record", " decrypted");
	list_nouns(&text, totals->net->tls_without_keys, "record", " that no known secret opens");
	list_nouns(&text, totals->net->tls_damaged, "record", " damaged");
	row(lines, "TLS", &text);
}

static void print_turn(const struct lines *lines, const struct totals *totals)
{
	uint64_t count = totals->net->turn_unknown;
	struct buf text = {0};

	if (count == 0)
		return;
	buf_printf(&text,
	           "%llu packet%s relayed between ends that the capture does not show: whose audio %s cannot be told",
	           (unsigned long long)count, count == 1 ? " is" : "s are", count == 1 ? "it is" : "they are");
	row(lines, "TURN", &text);
}

/* RFC 7692 7: whoever speaks it was asked whether it wants to. */
static void print_compressed(const struct lines *lines, const struct totals *totals)
{
	uint64_t count = totals->net->websocket_compressed;
	struct buf text = {0};

	if (count == 0)
		return;
	buf_printf(&text,
	           "%llu message%s compressed (permessage-deflate) and could not be read: SIP in %s is missing here. "
	           "Turn this extension off at the server or the client, and capture again",
	           (unsigned long long)count, count == 1 ? " is" : "s are", count == 1 ? "it" : "them");
	row(lines, "WebSocket", &text);
}

static void print_filtered(const struct lines *lines, const struct report_settings *settings,
                           const struct closing *closing)
{
	struct buf text = {0};

	if (!settings->filter || closing->filtered == 0)
		return;
	buf_printf(&text, "%llu frame%s left out by -f %s", (unsigned long long)closing->filtered,
	           closing->filtered == 1 ? "" : "s", settings->filter);
	row(lines, "filtered", &text);
}

static void print_frames(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0}, strange = {0}, known = {0};

	for (unsigned i = 0; i < totals->counter_count; i++)
		list(totals->counters[i].understood ? &known : &strange, totals->counters[i].value,
		     totals->counters[i].meaning);
	list_nouns(&strange, totals->net->hep_malformed, "malformed HEP packet", "");
	list_nouns(&strange, totals->net->websocket_refused, "malformed WebSocket message", "");
	buf_printf(&text, "%llu", (unsigned long long)totals->frames);
	if (known.n)
		buf_printf(&text, ": %s", buf_text(&known));
	row(lines, "frames", &text);
	row(lines, "not read", &strange);
	buf_done(&known);
}

static void print_messages(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0};

	if (totals->sip_messages == 0)
		return;
	buf_printf(&text, "%llu", (unsigned long long)totals->sip_messages);
	if (totals->messages_malformed)
		buf_printf(&text, ", %llu of them malformed", (unsigned long long)totals->messages_malformed);
	if (totals->messages_cut)
		buf_printf(&text, ", %llu cut by the capture", (unsigned long long)totals->messages_cut);
	row(lines, "messages", &text);
}

/* " (eth0: 12, eth1: 3)": by whom, when the capture says so. */
static void list_interfaces(struct buf *out, const struct tally *tally)
{
	const char *before = " (";

	for (unsigned i = 0; tally && i < tally->count; i++) {
		const struct source_interface *interface = &tally->named[i];
		uint64_t lost = interface->drops.kernel + interface->drops.interface;

		if (lost == 0)
			continue;
		buf_printf(out, "%s" STR_FMT ": %llu", before, STR_ARG(interface->name), (unsigned long long)lost);
		before = ", ";
	}
	if (before[0] == ',')
		buf_byte(out, ')');
}

static void print_drops(const struct lines *lines, const struct totals *totals, const struct tally *tally)
{
	struct buf text = {0};

	list_nouns(&text, totals->kernel_drops, "frame", " by the kernel");
	list_nouns(&text, totals->interface_drops, "frame", " by the interface");
	list_interfaces(&text, tally);
	list_nouns(&text, totals->evicted, "call", " judged early to stay within --memory");
	list_nouns(&text, totals->tcp_gaps, "gap", " in TCP");
	list_nouns(&text, totals->fragments_lost, "datagram", " with fragments missing");
	list_nouns(&text, totals->net->sctp_lost, "SCTP message", " with chunks missing");
	if (text.n == 0)
		buf_printf(&text, "none");
	row(lines, "drops", &text);
}

/* Small steps are usual where several queues or interfaces are captured. A large one makes durations doubtful. */
static void print_time(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0};

	if (totals->time_back_most <= SECOND)
		return;
	buf_printf(&text, "%llu frame%s earlier than the frame before, by up to ",
	           (unsigned long long)totals->time_backwards, totals->time_backwards == 1 ? " is" : "s are");
	clock_seconds(&text, totals->time_back_most, 1);
	buf_printf(&text, " s: a clock was set, or clocks differ; what is said of times may be wrong by that");
	row(lines, "time", &text);
}

static void print_ratio(struct buf *out, const char *name, uint64_t part, uint64_t whole)
{
	uint64_t tenths = whole ? part * 1000 / whole : 0;

	if (whole)
		buf_printf(out, "%s %llu.%llu %%, ", name, (unsigned long long)(tenths / 10),
		           (unsigned long long)(tenths % 10));
}

/* RFC 6076 4.6 to 4.8; an INVITE that was only redirected does not count against SER and SEER. */
static void print_ratios(const struct lines *lines, const struct totals *totals)
{
	const struct effectiveness *of = &totals->effectiveness;
	uint64_t sessions = of->attempts - of->redirected;
	struct buf text = {0};

	if (of->attempts < RATIOS_NEED)
		return;
	print_ratio(&text, "SER", of->answered, sessions);
	print_ratio(&text, "SEER", of->effective, sessions);
	print_ratio(&text, "ISA", of->ineffective, of->attempts);
	buf_printf(&text, "of %llu attempts", (unsigned long long)of->attempts);
	row(lines, "RFC 6076", &text);
}

/* Of few calls a percentage would say more than is known. */
static void print_share(struct buf *out, const char *name, uint64_t part, uint64_t whole)
{
	uint64_t tenths = whole ? part * 1000 / whole : 0;

	if (whole >= RATIOS_NEED)
		buf_printf(out, ", %s %llu.%llu %%", name, (unsigned long long)(tenths / 10),
		           (unsigned long long)(tenths % 10));
	else if (whole)
		buf_printf(out, ", %s %llu of %llu", name, (unsigned long long)part, (unsigned long long)whole);
}

/* "10.0.0.1 > 10.0.0.2: 8 calls (8 answered), SER 8 of 8, SEER 8 of 8, PDD median 0.90 s, 95 % within 1.20 s" */
static void print_host(struct buf *out, const struct breakdown_row *host, bool trunk)
{
	const struct effectiveness *of = &host->effectiveness;
	struct buf outcomes = {0};

	if (trunk) {
		address_format(out, &host->from);
		buf_printf(out, " > ");
	}
	address_format(out, &host->to);
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		list(&outcomes, host->outcomes[outcome], outcome_name(outcome));
	buf_printf(out, ": %llu call%s (%s)", (unsigned long long)host->calls, host->calls == 1 ? "" : "s",
	           buf_text(&outcomes));
	print_share(out, "SER", of->answered, of->attempts - of->redirected);
	print_share(out, "SEER", of->effective, of->attempts - of->redirected);
	if (host->delays.count) {
		buf_printf(out, ", PDD median ");
		clock_seconds(out, delays_percentile(&host->delays, 50), 2);
		buf_printf(out, " s, 95 %% within ");
		clock_seconds(out, delays_percentile(&host->delays, 95), 2);
		buf_printf(out, " s");
	}
	buf_done(&outcomes);
}

static void print_breakdown(const struct lines *lines, struct breakdown *by)
{
	unsigned count = by ? breakdown_sort(by) : 0, shown = count < HOSTS_SHOWN ? count : HOSTS_SHOWN;
	bool trunk = by && breakdown_by(by) == BREAKDOWN_TRUNK;
	struct buf text = {0};

	for (unsigned i = 0; i < shown; i++) {
		print_host(&text, breakdown_at(by, i), trunk);
		row(lines, i ? "" : trunk ? "by trunk" : "by callee", &text);
	}
	if (count > shown)
		buf_printf(&text, "and %u more, which JSON has", count - shown);
	row(lines, "", &text);
	if (by && breakdown_unlisted(by))
		buf_printf(&text, "%llu calls of further hosts, beyond the %d that can be told apart",
		           (unsigned long long)breakdown_unlisted(by), BREAKDOWN_MAX);
	row(lines, "", &text);
}

/* "a.pcap frames 1 to 12" */
static void print_input(struct buf *out, const struct input *input)
{
	buf_add(out, input->name);
	if (input->frames == 0)
		buf_printf(out, " no frames");
	else if (input->frames == 1)
		buf_printf(out, " frame %llu", (unsigned long long)input->first_frame);
	else
		buf_printf(out, " frames %llu to %llu", (unsigned long long)input->first_frame,
		           (unsigned long long)input->last_frame);
}

static void print_inputs(const struct lines *lines, const struct inputs *inputs)
{
	struct buf text = {0};
	unsigned shown = 0, more = 0;

	if (!inputs || !inputs->several)
		return;
	for (unsigned i = 0; i < inputs->count; i++) {
		if (inputs->file[i].refused)
			continue;
		if (shown < INPUTS_SHOWN) {
			print_input(&text, &inputs->file[i]);
			row(lines, shown++ ? "" : "inputs", &text);
		} else {
			more++;
		}
	}
	if (more)
		buf_printf(&text, "and %u more", more);
	row(lines, "", &text);
}

static void print_no_sip(const struct lines *lines, const struct totals *totals)
{
	if (totals->findings && findings_find(totals->findings, "cap-encrypted-sip"))
		lines_wrap(lines, 0, 0, STR("No SIP message could be read: what looks like SIP is encrypted."));
	else
		lines_wrap(
			lines, 0, 0,
			STR("No SIP message was found; the counts below say what was there instead. Look whether the capture filter lets SIP "
		            "through (port 5060 is only its usual place), whether -p leaves out its port, whether it was captured where the "
		            "signalling passes, and whether it is encrypted (SIP over TLS needs --keylog)."));
}

/* Nothing to say, in one line, or why there was nothing to look at. */
static void print_nothing(const struct lines *lines, const struct summary *summary,
                          const struct report_settings *settings, const struct closing *closing)
{
	const struct totals *totals = closing->totals;

	if (totals->frames == 0 && closing->filtered)
		buf_printf(lines->out, "No frame passes the filter.\n");
	else if (totals->frames == 0)
		buf_printf(lines->out, "The capture holds no frames.\n");
	else if (totals->sip_messages == 0)
		print_no_sip(lines, totals);
	else if (totals->calls == 0)
		buf_printf(lines->out, "There is SIP, but no call: no message belongs to an INVITE.\n");
	else if (settings->chosen && closing->chosen == 0)
		buf_printf(lines->out, "No call was chosen by -c.\n");
	else if (summary->printed == 0 && summary->joined_midway == summary->seen)
		buf_printf(lines->out,
		           "Nothing can be said of how the calls began: their INVITEs were not captured.\n");
	else if (summary->printed == 0)
		buf_printf(
			lines->out,
			"Nothing wrong was found: no call has a problem in its early phase, and none was declined.\n");
	if (summary->hidden)
		buf_printf(lines->out,
		           "%llu more calls were promised audio that this capture cannot show; -a prints them too.\n",
		           (unsigned long long)summary->hidden);
	if (summary->printed == 0 && summary->joined_midway && summary->joined_midway < summary->seen)
		buf_printf(lines->out, "(%llu of them began before the capture and could not be judged.)\n",
		           (unsigned long long)summary->joined_midway);
}

void summary_print(const struct lines *lines, const struct summary *summary, const struct report_settings *settings,
                   const struct closing *closing)
{
	const struct findings *general = closing->totals->findings;
	struct buf damage = {0};

	print_nothing(lines, summary, settings, closing);
	for (unsigned i = 0; general && i < general->count; i++) {
		const struct rule *rule = general->found[i].rule;

		finding_print(lines, &general->found[i]);
		if (rule->next[0] && !summary->advised[rule_place(rule)])
			advice_print(lines, rule);
	}
	lines_paint(lines, PAINT_BOLD, "summary");
	buf_byte(lines->out, '\n');
	print_calls(lines, closing->totals);
	print_chosen(lines, settings, closing);
	print_findings(lines, summary);
	print_messages(lines, closing->totals);
	print_frames(lines, closing->totals);
	print_filtered(lines, settings, closing);
	print_layers(lines, closing->totals);
	print_tls(lines, closing->totals);
	print_compressed(lines, closing->totals);
	print_turn(lines, closing->totals);
	print_drops(lines, closing->totals, closing->tally);
	print_time(lines, closing->totals);
	print_ratios(lines, closing->totals);
	print_breakdown(lines, closing->by);
	print_inputs(lines, settings->inputs);
	buf_add(&damage, closing->damage);
	row(lines, "damage", &damage);
}
