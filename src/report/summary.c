/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/summary.h"

#include "base/language.h"
#include "report/escape.h"

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

/* A word in colour, and blanks behind it up to the column wanted, two at least; gives the column that is reached. */
static size_t print_word(const struct lines *lines, enum paint paint, const char *word, size_t column, size_t wanted)
{
	size_t columns = text_columns(str_of(word));

	lines_paint(lines, paint, word);
	return column + columns +
	       lines_label(lines->out, "", wanted > column + columns ? wanted - column - columns : 0);
}

void finding_print(const struct lines *lines, const struct finding *finding)
{
	size_t column;

	lines_indent(lines, 2);
	column = print_word(lines, paint_of(finding->severity), severity_name(finding->severity), 2, COLUMN_RULE);
	column += lines_label(lines->out, finding->rule->id, COLUMN_TEXT - column);
	lines_wrap(lines, column, COLUMN_TEXT, buf_str(&finding->text));
}

void withdrawn_print(const struct lines *lines, const struct told *told, const struct attempt *attempt)
{
	const struct audio *audio = &attempt->backward;
	struct buf after = {0}, text = {0};
	size_t column;

	lines_indent(lines, 2);
	/* TRANSLATORS: in the place of a severity, of what was found and is no longer so */
	column = print_word(lines, PAINT_NONE, _("was"), 2, COLUMN_RULE);
	column += lines_label(lines->out, told->rule->id, COLUMN_TEXT - column);
	clock_seconds(&after, told->time - attempt->start, 1);
	if (told->rule->step >= STEP_PATH && audio->early_packets && audio->early_first >= told->time)
		buf_printf(&text,
		           _("told when the call was %s s old, and no longer so: audio came after all (frame %llu)"),
		           buf_text(&after), (unsigned long long)frame_number(audio->early_first_frame));
	else
		buf_printf(&text,
		           _("told when the call was %s s old, and no longer so: what came since then shows otherwise"),
		           buf_text(&after));
	lines_wrap(lines, column, COLUMN_TEXT, buf_str(&text));
	buf_done(&after);
	buf_done(&text);
}

void advice_print(const struct lines *lines, const struct rule *rule)
{
	size_t column = COLUMN_RULE;

	lines_indent(lines, COLUMN_RULE);
	column += lines_label(lines->out, _("next"), COLUMN_TEXT - COLUMN_RULE);
	lines_wrap(lines, column, COLUMN_TEXT, str_of(_(rule->next)));
}

unsigned rule_place(const struct rule *rule)
{
	unsigned place = 0;

	while (rule_catalogue[place] != rule)
		place++;
	return place;
}

static void separate(struct buf *list)
{
	if (list->n)
		buf_add(list, str_of(_(", ")));
}

/* "8 answered, 2 declined" */
static void list(struct buf *out, uint64_t count, const char *name)
{
	if (!count)
		return;
	separate(out);
	/* TRANSLATORS: how many there are of what: "8 answered", "3 em-sdp-no-rtp", "12 malformed headers" */
	buf_printf(out, _("%llu %s"), (unsigned long long)count, name);
}

/* "1 gap in TCP", "2 gaps in TCP"; nothing where there is none. */
__attribute__((format(printf, 3, 4))) static void item(struct buf *out, unsigned long long count, const char *format,
                                                       ...)
{
	va_list args;

	if (!count)
		return;
	separate(out);
	va_start(args, format);
	buf_vprintf(out, format, args);
	va_end(args);
}

/* A line of the summary; nothing when there is no text. Consumes text. */
static void row(const struct lines *lines, const char *name, struct buf *text)
{
	size_t column = 2;

	if (text->n) {
		lines_indent(lines, column);
		column += lines_label(lines->out, name, COLUMN_VALUE - column);
		lines_wrap(lines, column, COLUMN_VALUE, buf_str(text));
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
	/* TRANSLATORS: how many in all, and what they are: "10: 8 answered, 2 declined" */
	buf_printf(&text, _("%llu: %s"), (unsigned long long)totals->calls, buf_text(&outcomes));
	row(lines, _("calls"), &text);
	buf_done(&outcomes);
	for (enum label label = 0; label < LABELS; label++)
		list(&verdicts, totals->verdicts[label], label_name(label));
	row(lines, _("verdicts"), &verdicts);
}

static void print_open(const struct lines *lines, const struct closing *closing)
{
	const struct store_open *open = &closing->totals->open;
	unsigned long long under_way = (unsigned long long)open->unanswered + open->up;
	struct buf text = {0};

	if (!closing->so_far)
		return;
	item(&text, under_way, language_plural("%llu call goes on", "%llu calls go on", under_way), under_way);
	item(&text, open->over,
	     language_plural("%u call is over and not judged yet", "%u calls are over and not judged yet", open->over),
	     open->over);
	/* TRANSLATORS: calls that are not counted among those above, for they are not judged yet */
	row(lines, _("open"), &text);
}

static void print_chosen(const struct lines *lines, const struct report_settings *settings,
                         const struct closing *closing)
{
	struct buf text = {0};

	if (!settings->chosen)
		return;
	/* TRANSLATORS: how many of the calls are reported, and the condition: "3 of these by -c code=603" */
	buf_printf(&text, _("%llu of these by -c %s"), (unsigned long long)closing->chosen, settings->chosen);
	row(lines, _("chosen"), &text);
}

static void print_findings(const struct lines *lines, const struct summary *summary)
{
	struct buf text = {0};

	for (unsigned i = 0; rule_catalogue[i]; i++)
		list(&text, summary->calls_of_rule[i], rule_catalogue[i]->id);
	if (summary->unshown)
		buf_printf(&text,
		           language_plural("; %llu call with nothing but notices is not shown, -a prints it",
		                           "; %llu calls with nothing but notices are not shown, -a prints them",
		                           summary->unshown),
		           (unsigned long long)summary->unshown);
	row(lines, _("findings"), &text);
}

/* What stood around IP, or between IP and the rest, that somebody may want to know of. */
static void print_layers(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0}, layers = {0};

	for (enum layer layer = 0; layer < LAYERS; layer++)
		if (layer_title(layer))
			list(&layers, totals->net->layers[layer], layer_title(layer));
	/* TRANSLATORS: "12 VLAN, 3 MPLS headers" */
	if (layers.n)
		buf_printf(&text, _("%s headers"), buf_text(&layers));
	row(lines, _("taken off"), &text);
	buf_done(&layers);
}

static void print_tls(const struct lines *lines, const struct totals *totals)
{
	unsigned long long decrypted = totals->net->tls_decrypted, closed = totals->net->tls_without_keys,
			   damaged = totals->net->tls_damaged;
	struct buf text = {0};

	item(&text, decrypted, language_plural("%llu record decrypted", "%llu records decrypted", decrypted),
	     decrypted);
	item(&text, closed,
	     language_plural("%llu record that no known secret opens", "%llu records that no known secret opens",
	                     closed),
	     closed);
	item(&text, damaged, language_plural("%llu record damaged", "%llu records damaged", damaged), damaged);
	row(lines, "TLS", &text);
}

static void print_turn(const struct lines *lines, const struct totals *totals)
{
	uint64_t count = totals->net->turn_unknown;
	struct buf text = {0};

	if (count == 0)
		return;
	buf_printf(
		&text,
		language_plural("%llu packet is relayed between ends that the capture does not show: whose audio it is "
	                        "cannot be told",
	                        "%llu packets are relayed between ends that the capture does not show: whose audio "
	                        "they are cannot be told",
	                        count),
		(unsigned long long)count);
	row(lines, "TURN", &text);
}

/* RFC 7692 7: whoever speaks it was asked whether it wants to. */
static void print_compressed(const struct lines *lines, const struct totals *totals)
{
	uint64_t count = totals->net->websocket_compressed;
	struct buf text = {0};

	if (count == 0)
		return;
	buf_printf(
		&text,
		language_plural("%llu message is compressed (permessage-deflate) and could not be read: SIP in it is "
	                        "missing here. Turn this extension off at the server or the client, and capture again",
	                        "%llu messages are compressed (permessage-deflate) and could not be read: SIP in them "
	                        "is missing here. Turn this extension off at the server or the client, and capture "
	                        "again",
	                        count),
		(unsigned long long)count);
	row(lines, "WebSocket", &text);
}

static void print_filtered(const struct lines *lines, const struct report_settings *settings,
                           const struct closing *closing)
{
	struct buf text = {0};

	if (!settings->filter || closing->filtered == 0)
		return;
	/* TRANSLATORS: %s is a filter as tcpdump's */
	buf_printf(&text,
	           language_plural("%llu frame left out by -f %s", "%llu frames left out by -f %s", closing->filtered),
	           (unsigned long long)closing->filtered, settings->filter);
	row(lines, _("filtered"), &text);
}

static void print_frames(const struct lines *lines, const struct totals *totals)
{
	unsigned long long hep = totals->net->hep_malformed, websocket = totals->net->websocket_refused;
	struct buf text = {0}, strange = {0}, known = {0};

	for (unsigned i = 0; i < totals->counter_count; i++)
		list(totals->counters[i].understood ? &known : &strange, totals->counters[i].value,
		     _(totals->counters[i].meaning));
	item(&strange, hep, language_plural("%llu malformed HEP packet", "%llu malformed HEP packets", hep), hep);
	item(&strange, websocket,
	     language_plural("%llu malformed WebSocket message", "%llu malformed WebSocket messages", websocket),
	     websocket);
	if (known.n)
		buf_printf(&text, _("%llu: %s"), (unsigned long long)totals->frames, buf_text(&known));
	else
		buf_number(&text, totals->frames, 1);
	row(lines, _("frames"), &text);
	row(lines, _("not read"), &strange);
	buf_done(&known);
}

static void print_messages(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0};

	if (totals->sip_messages == 0)
		return;
	buf_number(&text, totals->sip_messages, 1);
	if (totals->messages_malformed)
		buf_printf(&text, _(", %llu of them malformed"), (unsigned long long)totals->messages_malformed);
	if (totals->messages_cut)
		buf_printf(&text, _(", %llu cut by the capture"), (unsigned long long)totals->messages_cut);
	row(lines, _("messages"), &text);
}

/* " (eth0: 12, eth1: 3)": by whom, when the capture says so. */
static void list_interfaces(struct buf *out, const struct tally *tally)
{
	struct buf names = {0};

	for (unsigned i = 0; tally && i < tally->count; i++) {
		const struct source_interface *interface = &tally->named[i];
		uint64_t lost = interface->drops.kernel + interface->drops.interface;

		if (lost == 0)
			continue;
		separate(&names);
		buf_printf(&names, STR_FMT ": %llu", STR_ARG(interface->name), (unsigned long long)lost);
	}
	/* TRANSLATORS: interfaces and the frames each lost: " (eth0: 12, eth1: 3)" */
	if (names.n)
		buf_printf(out, _(" (%s)"), buf_text(&names));
	buf_done(&names);
}

/* Lost on the way here. */
static void list_frames(struct buf *out, const struct totals *totals)
{
	unsigned long long kernel = totals->kernel_drops, interface = totals->interface_drops;

	item(out, kernel, language_plural("%llu frame by the kernel", "%llu frames by the kernel", kernel), kernel);
	item(out, interface, language_plural("%llu frame by the interface", "%llu frames by the interface", interface),
	     interface);
}

/* What cannot be put together for want of frames. */
static void list_pieces(struct buf *out, const struct totals *totals)
{
	unsigned long long gaps = totals->tcp_gaps, datagrams = totals->fragments_lost,
			   messages = totals->net->sctp_lost;

	item(out, gaps, language_plural("%llu gap in TCP", "%llu gaps in TCP", gaps), gaps);
	item(out, datagrams,
	     language_plural("%llu datagram with fragments missing", "%llu datagrams with fragments missing",
	                     datagrams),
	     datagrams);
	item(out, messages,
	     language_plural("%llu SCTP message with chunks missing", "%llu SCTP messages with chunks missing",
	                     messages),
	     messages);
}

static void print_drops(const struct lines *lines, const struct totals *totals, const struct tally *tally)
{
	unsigned long long evicted = totals->evicted;
	struct buf text = {0};

	list_frames(&text, totals);
	list_interfaces(&text, tally);
	item(&text, evicted,
	     language_plural("%llu call judged early to stay within --memory",
	                     "%llu calls judged early to stay within --memory", evicted),
	     evicted);
	list_pieces(&text, totals);
	if (text.n == 0)
		/* TRANSLATORS: nothing was lost */
		buf_add(&text, str_of(_("none")));
	/* TRANSLATORS: what was lost before it could be read */
	row(lines, _("drops"), &text);
}

/* Small steps are usual where several queues or interfaces are captured. A large one makes durations doubtful. */
static void print_time(const struct lines *lines, const struct totals *totals)
{
	struct buf text = {0}, most = {0};

	if (totals->time_back_most <= SECOND)
		return;
	clock_seconds(&most, totals->time_back_most, 1);
	buf_printf(&text,
	           language_plural(
			   "%llu frame is earlier than the frame before, by up to %s s: a clock was set, or clocks "
			   "differ; what is said of times may be wrong by that",
			   "%llu frames are earlier than the frame before, by up to %s s: a clock was set, or "
			   "clocks differ; what is said of times may be wrong by that",
			   totals->time_backwards),
	           (unsigned long long)totals->time_backwards, buf_text(&most));
	row(lines, _("time"), &text);
	buf_done(&most);
}

static void print_ratio(struct buf *out, const char *name, uint64_t part, uint64_t whole)
{
	uint64_t tenths = whole ? part * 1000 / whole : 0;

	if (!whole)
		return;
	separate(out);
	/* TRANSLATORS: a ratio: "SER 80.0 %" */
	buf_printf(out, _("%s %llu.%llu %%"), name, (unsigned long long)(tenths / 10),
	           (unsigned long long)(tenths % 10));
}

/* RFC 6076 4.6 to 4.8; an INVITE that was only redirected does not count against SER and SEER. */
static void print_ratios(const struct lines *lines, const struct totals *totals)
{
	const struct effectiveness *of = &totals->effectiveness;
	uint64_t sessions = of->attempts - of->redirected;
	struct buf text = {0}, ratios = {0};

	if (of->attempts < RATIOS_NEED)
		return;
	print_ratio(&ratios, "SER", of->answered, sessions);
	print_ratio(&ratios, "SEER", of->effective, sessions);
	print_ratio(&ratios, "SEER-net", of->effective - of->blocked, sessions);
	print_ratio(&ratios, "ISA", of->ineffective, of->attempts);
	/* TRANSLATORS: the first %s is a list of ratios: "SER 80.0 %, SEER 91.0 %, ISA 4.0 %" */
	buf_printf(&text, _("%s, of %llu attempts"), buf_text(&ratios), (unsigned long long)of->attempts);
	row(lines, "RFC 6076", &text);
	buf_done(&ratios);
}

/* Of few calls a percentage would say more than is known. */
static void print_share(struct buf *out, const char *name, uint64_t part, uint64_t whole)
{
	if (whole >= RATIOS_NEED) {
		print_ratio(out, name, part, whole);
	} else if (whole) {
		separate(out);
		/* TRANSLATORS: a ratio of few calls: "SER 3 of 4" */
		buf_printf(out, _("%s %llu of %llu"), name, (unsigned long long)part, (unsigned long long)whole);
	}
}

/* "10.0.0.1 > 10.0.0.2: 8 calls (8 answered)" */
static void print_host(struct buf *out, const struct breakdown_row *host, bool trunk)
{
	struct buf outcomes = {0}, name = {0};

	if (trunk) {
		address_format(&name, &host->from);
		buf_printf(&name, " > ");
	}
	address_format(&name, &host->to);
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		list(&outcomes, host->outcomes[outcome], outcome_name(outcome));
	/* TRANSLATORS: a host or two, its calls, and what became of them: "10.0.0.1 > 10.0.0.2: 8 calls (8 answered)" */
	buf_printf(out, language_plural("%s: %llu call (%s)", "%s: %llu calls (%s)", host->calls), buf_text(&name),
	           (unsigned long long)host->calls, buf_text(&outcomes));
	buf_done(&outcomes);
	buf_done(&name);
}

/* ", PDD median 0.90 s, 95 % within 1.20 s" */
static void print_delays(struct buf *out, const struct delays *delays)
{
	struct buf median = {0}, most = {0};

	if (!delays->count)
		return;
	clock_seconds(&median, delays_percentile(delays, 50), 2);
	clock_seconds(&most, delays_percentile(delays, 95), 2);
	/* TRANSLATORS: post-dial delay, in seconds */
	buf_printf(out, _(", PDD median %s s, 95 %% within %s s"), buf_text(&median), buf_text(&most));
	buf_done(&median);
	buf_done(&most);
}

/* "10.0.0.1 > 10.0.0.2: 8 calls (8 answered), SER 8 of 8, SEER 8 of 8, PDD median 0.90 s, 95 % within 1.20 s" */
static void print_performance(struct buf *out, const struct breakdown_row *host, bool trunk)
{
	const struct effectiveness *of = &host->effectiveness;

	print_host(out, host, trunk);
	print_share(out, "SER", of->answered, of->attempts - of->redirected);
	print_share(out, "SEER", of->effective, of->attempts - of->redirected);
	if (of->blocked)
		print_share(out, "SEER-net", of->effective - of->blocked, of->attempts - of->redirected);
	print_delays(out, &host->delays);
}

static void print_breakdown(const struct lines *lines, struct breakdown *by)
{
	unsigned count = by ? breakdown_sort(by) : 0, shown = count < HOSTS_SHOWN ? count : HOSTS_SHOWN;
	bool trunk = by && breakdown_by(by) == BREAKDOWN_TRUNK;
	struct buf text = {0};

	for (unsigned i = 0; i < shown; i++) {
		print_performance(&text, breakdown_at(by, i), trunk);
		row(lines, i ? "" : trunk ? _("by trunk") : _("by callee"), &text);
	}
	if (count > shown)
		buf_printf(&text, _("and %u more, which JSON has"), count - shown);
	row(lines, "", &text);
	if (by && breakdown_unlisted(by))
		buf_printf(&text, _("%llu calls of further hosts, beyond the %d that can be told apart"),
		           (unsigned long long)breakdown_unlisted(by), BREAKDOWN_MAX);
	row(lines, "", &text);
}

/* "a.pcap frames 1 to 12" */
static void print_input(struct buf *out, const struct input *input)
{
	struct buf name = {0};

	buf_add(&name, input->name);
	/* TRANSLATORS: %s is the name of a file */
	if (input->frames == 0)
		buf_printf(out, _("%s no frames"), buf_text(&name));
	else if (input->frames == 1)
		buf_printf(out, _("%s frame %llu"), buf_text(&name), (unsigned long long)input->first_frame);
	else
		buf_printf(out, _("%s frames %llu to %llu"), buf_text(&name), (unsigned long long)input->first_frame,
		           (unsigned long long)input->last_frame);
	buf_done(&name);
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
			row(lines, shown++ ? "" : _("inputs"), &text);
		} else {
			more++;
		}
	}
	if (more)
		buf_printf(&text, _("and %u more"), more);
	row(lines, "", &text);
}

static const char *no_sip(const struct totals *totals)
{
	if (totals->findings && findings_find(totals->findings, "cap-encrypted-sip"))
		return _("No SIP message could be read: what looks like SIP is encrypted.");
	return _(
		"No SIP message was found; the counts below say what was there instead. Look whether the capture filter "
		"lets SIP through (port 5060 is only its usual place), whether -p leaves out its port, whether it was "
		"captured where the signalling passes, and whether it is encrypted (SIP over TLS needs --keylog).");
}

/* Why no call is told; NULL: some are. */
static const char *why_nothing(const struct summary *summary, const struct report_settings *settings,
                               const struct closing *closing)
{
	const struct totals *totals = closing->totals;

	if (closing->so_far && totals->calls == 0)
		return totals->sip_messages ? NULL : _("No SIP message was found so far.");
	if (totals->frames == 0)
		return closing->filtered ? _("No frame passes the filter.") : _("The capture holds no frames.");
	if (totals->sip_messages == 0)
		return no_sip(totals);
	if (totals->calls == 0)
		return _("There is SIP, but no call: no message belongs to an INVITE.");
	if (settings->chosen && closing->chosen == 0)
		return _("No call was chosen by -c.");
	if (summary->printed)
		return NULL;
	if (summary->joined_midway == summary->seen)
		return _("Nothing can be said of how the calls began: their INVITEs were not captured.");
	if (closing->so_far)
		return _(
			"Nothing wrong was found so far: no call that was judged has a problem in its early phase, and none "
			"was declined.");
	return _("Nothing wrong was found: no call has a problem in its early phase, and none was declined.");
}

static void print_nothing(const struct lines *lines, const struct summary *summary,
                          const struct report_settings *settings, const struct closing *closing)
{
	const char *why = why_nothing(summary, settings, closing);
	struct buf text = {0};

	if (why)
		lines_wrap(lines, 0, 0, str_of(why));
	if (summary->hidden) {
		buf_printf(&text,
		           language_plural(
				   "%llu more call was promised audio that this capture cannot show; -a prints it too.",
				   "%llu more calls were promised audio that this capture cannot show; -a prints them too.",
				   summary->hidden),
		           (unsigned long long)summary->hidden);
		lines_wrap(lines, 0, 0, buf_str(&text));
		buf_clear(&text);
	}
	if (summary->printed == 0 && summary->joined_midway && summary->joined_midway < summary->seen) {
		buf_printf(&text, _("(%llu of them began before the capture and could not be judged.)"),
		           (unsigned long long)summary->joined_midway);
		lines_wrap(lines, 0, 0, buf_str(&text));
	}
	buf_done(&text);
}

static void print_filed(const struct lines *lines, const struct filed *filed)
{
	struct buf text = {0};

	if (!filed)
		return;
	buf_printf(&text, language_plural("%llu file", "%llu files", filed->files), (unsigned long long)filed->files);
	if (filed->lacking)
		buf_printf(&text,
		           language_plural("; %llu of them lacks frames that had to make room for others",
		                           "; %llu of them lack frames that had to make room for others", filed->lacking),
		           (unsigned long long)filed->lacking);
	if (filed->failed)
		buf_printf(&text, _("; %llu more could not be written"), (unsigned long long)filed->failed);
	if (filed->removed)
		buf_printf(&text,
		           language_plural("; %llu older file was removed to make room for them",
		                           "; %llu older files were removed to make room for them", filed->removed),
		           (unsigned long long)filed->removed);
	/* TRANSLATORS: files with the frames of calls in trouble */
	row(lines, _("evidence"), &text);
}

static void print_heading(const struct lines *lines, ns so_far)
{
	lines_paint(lines, PAINT_BOLD, so_far ? _("summary so far") : _("summary"));
	if (so_far) {
		buf_add(lines->out, str_of("   "));
		clock_utc(lines->out, so_far);
	}
	buf_byte(lines->out, '\n');
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
	print_heading(lines, closing->so_far);
	print_calls(lines, closing->totals);
	print_open(lines, closing);
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
	print_filed(lines, closing->filed);
	buf_add(&damage, closing->damage);
	row(lines, _("damage"), &damage);
}
