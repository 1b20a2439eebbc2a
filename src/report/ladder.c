/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/ladder.h"

#include "base/language.h"
#include "base/memory.h"
#include "net/icmp.h"
#include "report/escape.h"
#include "report/notation.h"
#include "report/parties.h"
#include "report/rungs.h"

enum {
	LADDER_HEAD = 40, /* lines of a long call shown before */
	LADDER_TAIL = 12, /* and after what is left out */
	LADDER_MAX_SOURCES = 64,
	COLUMN_FRAME = 60,
	FILE_COLUMNS = 80,
};

/* An early or confirmed dialog under the name the ladder gives it: "b1". */
struct alias {
	struct str tag;
	char letter; /* of its owner, in lower case */
	unsigned number;
};

struct source {
	char letter;
	unsigned call;
	uint32_t ssrc;
	unsigned number;
};

struct ladder {
	const struct attempt *attempt;
	struct ladder_settings settings;
	struct buf *out;
	struct parties parties;
	struct rungs rungs;
	struct alias *aliases;
	unsigned alias_count;
	struct source sources[LADDER_MAX_SOURCES];
	unsigned source_count;
	int time_columns;
};

/* Dialogs */

static const struct alias *find_alias(const struct ladder *ladder, struct str tag)
{
	for (unsigned i = 0; i < ladder->alias_count; i++)
		if (str_eq(ladder->aliases[i].tag, tag))
			return &ladder->aliases[i];
	return NULL;
}

static void add_alias(struct ladder *ladder, struct str tag, char letter)
{
	unsigned number = 1;

	if (tag.n == 0 || find_alias(ladder, tag))
		return;
	for (unsigned i = 0; i < ladder->alias_count; i++)
		number += ladder->aliases[i].letter == (letter | 0x20);
	ladder->aliases[ladder->alias_count++] = (struct alias){tag, (char)(letter | 0x20), number};
}

/* A To-tag belongs to who sent it first: responses travel towards the caller. */
static void name_dialogs(struct ladder *ladder)
{
	add_alias(ladder, ladder->attempt->from_tag, 'A');
	for (unsigned i = 0; i < ladder->rungs.count; i++) {
		const struct event *event = ladder->rungs.at[i].event;

		if (!event)
			continue;
		add_alias(ladder, event->to_tag,
		          parties_letter(&ladder->parties,
		                         event->request ? &event->flow->destination : &event->flow->source));
	}
}

/* Messages */

static void print_tag(struct ladder *ladder, struct buf *line, const struct event *event)
{
	const struct alias *alias = event->to_tag.n ? find_alias(ladder, event->to_tag) : NULL;

	if (alias)
		buf_printf(line, "  tag=%c%u", alias->letter, alias->number);
}

/* CSeq numbers are counted from the first INVITE's; those of other requests count up by themselves. */
static void print_cseq(const struct attempt *attempt, struct buf *line, const struct event *event)
{
	const struct event *first = attempt->first_invite;
	bool counts = event->method == METHOD_INVITE || event->method == METHOD_ACK || event->method == METHOD_CANCEL;

	if (counts && first && event->cseq > first->cseq)
		buf_printf(line, "  cseq=%u", (unsigned)(event->cseq - first->cseq + 1));
}

/* What makes the legs one call need not be in any ladder: a word says that it is so. */
static void print_call(const struct ladder *ladder, struct buf *line, const struct rung *rung)
{
	const struct event *event = rung->event;

	if (rung->call > 1)
		buf_printf(line, "  call=%u", rung->call);
	if (ladder->rungs.calls > 1 && event && event->request && event->method == METHOD_INVITE && !event->to_tag.n)
		buf_printf(line, "  leg");
}

static void print_message(struct ladder *ladder, struct buf *line, const struct rung *rung)
{
	const struct event *event = rung->event;

	buf_printf(line, "%c > %c  ", parties_letter(&ladder->parties, &event->flow->source),
	           parties_letter(&ladder->parties, &event->flow->destination));
	notation_what(line, event);
	print_tag(ladder, line, event);
	notation_reliability(line, event);
	print_cseq(rung->attempt, line, event);
	print_call(ladder, line, rung);
	notation_rest(line, event);
}

/* Audio */

static const struct sdp_media *audio_of(const struct event *event)
{
	return event ? sdp_audio(event->sdp) : NULL;
}

/* The callee's SDP that names this endpoint, or at least its host; NULL: none does. */
static const struct event *sdp_naming(const struct attempt *attempt, const struct endpoint *endpoint)
{
	const struct event *host = NULL;

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		const struct sdp_media *audio =
			event->request || event->method != METHOD_INVITE ? NULL : audio_of(event);

		if (!audio || !audio->has_address || !address_same(&audio->address, &endpoint->address))
			continue;
		if (audio->port == endpoint->port)
			return event;
		host = event;
	}
	return host;
}

/* Who stands behind an endpoint of the callee's side. */
static char callee_at(struct ladder *ladder, const struct rung *rung, const struct endpoint *endpoint)
{
	const struct event *event = sdp_naming(rung->attempt, endpoint);
	const struct alias *alias = event && event->to_tag.n ? find_alias(ladder, event->to_tag) : NULL;

	if (alias && alias->letter != 'a')
		return (char)(alias->letter & ~0x20);
	return parties_host(&ladder->parties, &endpoint->address,
	                    parties_letter(&ladder->parties, &rung->attempt->callee));
}

/* Of a leg the caller is who stands between. */
static char caller_of(struct ladder *ladder, const struct rung *rung)
{
	return rung->call > 1 ? parties_letter(&ladder->parties, &rung->attempt->caller) : 'A';
}

static unsigned source_number(struct ladder *ladder, unsigned call, char letter, uint32_t ssrc)
{
	unsigned number = 1;

	for (unsigned i = 0; i < ladder->source_count; i++) {
		const struct source *source = &ladder->sources[i];

		if (source->letter != letter || source->call != call)
			continue;
		if (source->ssrc == ssrc)
			return source->number;
		number++;
	}
	if (ladder->source_count < LADDER_MAX_SOURCES)
		ladder->sources[ladder->source_count++] = (struct source){letter, call, ssrc, number};
	return number;
}

static bool is_promised(const struct audio *audio, const struct endpoint *endpoint)
{
	for (unsigned i = 0; i < audio->endpoint_count; i++)
		if (audio->endpoints[i].port == endpoint->port)
			return true;
	return false;
}

/* Tenths of a second, hundredths where tenths hide something. */
static void print_duration(struct buf *line, ns played)
{
	buf_printf(line, "  for ");
	clock_seconds(line, played, played < SECOND && played / (10 * MILLISECOND) % 10 ? 2 : 1);
	buf_byte(line, 's');
}

static void print_audio(struct ladder *ladder, struct buf *line, const struct rung *rung)
{
	const struct attempt *attempt = rung->attempt;
	const struct endpoint *source = &rung->stream->source, *destination = &rung->stream->destination;
	const struct audio *to = rung->backward ? &attempt->backward : &attempt->forward;
	const struct audio *of = rung->backward ? &attempt->forward : &attempt->backward;
	char caller = caller_of(ladder, rung), from = rung->backward ? callee_at(ladder, rung, source) : caller;
	unsigned number = source_number(ladder, rung->call, from, rung->stream->ssrc);

	buf_printf(line, "%c > %c  %-6s", from, rung->backward ? caller : callee_at(ladder, rung, destination), "rtp");
	print_duration(line, rung_played(rung));
	if (rung->pace) {
		buf_printf(line, "  every=");
		clock_seconds(line, rung->pace, 3);
		buf_byte(line, 's');
	}
	if (rung->payload_type)
		buf_printf(line, "  pt=%u", rung->payload_type);
	if (of->endpoint_count && !is_promised(of, source))
		buf_printf(line, "  from=%u", source->port);
	if (!is_promised(to, destination))
		buf_printf(line, "  to=%u", destination->port);
	if (number > 1)
		buf_printf(line, "  ssrc=%u", number);
	print_call(ladder, line, rung);
}

/* ICMP */

static void print_icmp(struct buf *line, bool v6, uint8_t type, uint8_t code, struct str what, uint64_t count)
{
	buf_printf(line, "icmp \"%s\"  of=" STR_FMT, icmp_name(v6, type, code), STR_ARG(what));
	if (count > 1)
		buf_printf(line, "  x%llu", (unsigned long long)count);
}

/* By whom, where that is not the host the packet was sent to. */
static void print_reporter(struct buf *line, const struct address *reporter, const struct endpoint *at)
{
	if (address_same(reporter, &at->address))
		return;
	buf_printf(line, "  by=");
	address_format(line, reporter);
}

static void print_refused(struct ladder *ladder, struct buf *line, const struct refused *refused)
{
	const struct flow *flow = &refused->flow;

	buf_printf(line, "%c > %c  ", parties_letter(&ladder->parties, &flow->destination),
	           parties_letter(&ladder->parties, &flow->source));
	print_icmp(line, !address_is_ipv4(&flow->source.address), refused->type, refused->code,
	           refused->what.n ? refused->what : STR("SIP"), refused->count);
	print_reporter(line, &refused->reporter, &flow->destination);
}

static void print_refusal(struct ladder *ladder, struct buf *line, const struct rung *rung)
{
	const struct refusal *refusal = rung->audio->refusal;
	char caller = caller_of(ladder, rung),
	     callee = callee_at(ladder, rung, rung->backward ? &refusal->source : rung->audio->refusal_at);

	buf_printf(line, "%c > %c  ", rung->backward ? caller : callee, rung->backward ? callee : caller);
	print_icmp(line, !address_is_ipv4(&refusal->source.address), refusal->type, refusal->code, STR("rtp"),
	           refusal->count);
	print_reporter(line, &refusal->reporter, rung->audio->refusal_at);
}

/* Lines */

static void indent(const struct ladder *ladder)
{
	buf_printf(ladder->out, "%*s", (int)ladder->settings.indent, "");
}

static void print_time(struct buf *line, ns time, int columns)
{
	struct buf text = {.ceiling = 64};

	clock_seconds(&text, time, 3);
	buf_printf(line, "%*s  ", columns, buf_text(&text));
	buf_done(&text);
}

static void print_rung(struct ladder *ladder, const struct rung *rung)
{
	struct buf line = {.ceiling = 16 * 1024};
	size_t columns;

	print_time(&line, rung->time - ladder->rungs.at[0].time, ladder->time_columns);
	if (rung->event)
		print_message(ladder, &line, rung);
	else if (rung->refused)
		print_refused(ladder, &line, rung->refused);
	else if (rung->audio)
		print_refusal(ladder, &line, rung);
	else
		print_audio(ladder, &line, rung);
	columns = text_columns(buf_str(&line));
	indent(ladder);
	buf_add(ladder->out, buf_str(&line));
	buf_printf(ladder->out, "%*s  frame %llu\n", columns < COLUMN_FRAME ? (int)(COLUMN_FRAME - columns) : 0, "",
	           (unsigned long long)frame_number(rung->frame));
	buf_done(&line);
}

/* The call is set up, or has failed: the last ACK, or the final response, of its initial INVITEs. */
static ns settled(const struct ladder *ladder)
{
	const struct attempt *attempt = ladder->attempt;
	ns time = attempt->final ? attempt->final->time : NEVER;

	for (unsigned i = 0; attempt->final && i < ladder->rungs.count; i++) {
		const struct event *event = ladder->rungs.at[i].event;
		const struct transaction *transaction = event ? event->transaction : NULL;

		if (transaction && transaction->initial && event->time > time && event->time - time < SECOND)
			time = event->time;
	}
	return time;
}

/* How many lines to print when not everything is wanted; audio that goes on after the answer comes with it. */
static unsigned wanted(const struct ladder *ladder)
{
	ns until = settled(ladder);
	unsigned n = 0;

	if (ladder->settings.whole || until == NEVER)
		return ladder->rungs.count;
	for (unsigned i = 0; i < ladder->rungs.count; i++)
		if (ladder->rungs.at[i].time <= until)
			n = i + 1;
	while (n < ladder->rungs.count && !ladder->rungs.at[n].event)
		n++;
	return n;
}

/* The notation passes it over. */
static void begin_comment(const struct ladder *ladder)
{
	indent(ladder);
	buf_printf(ladder->out, "# ");
}

/* Lines in the middle. */
static void print_left_out(const struct ladder *ladder, unsigned lines)
{
	if (lines == 0)
		return;
	begin_comment(ladder);
	buf_printf(ladder->out, language_plural("… %u more line; -l shows all", "… %u more lines; -l shows all", lines),
	           lines);
	buf_byte(ladder->out, '\n');
}

/* Lines at the end. */
static void print_rest(const struct ladder *ladder, unsigned lines)
{
	if (lines == 0)
		return;
	begin_comment(ladder);
	if (ladder->attempt->outcome == OUTCOME_ANSWERED)
		buf_printf(ladder->out,
		           language_plural("… %u more line after the answer; -l shows all",
		                           "… %u more lines after the answer; -l shows all", lines),
		           lines);
	else
		buf_printf(ladder->out,
		           language_plural("… %u more line after the end; -l shows all",
		                           "… %u more lines after the end; -l shows all", lines),
		           lines);
	buf_byte(ladder->out, '\n');
}

static void print_dropped(const struct ladder *ladder)
{
	uint64_t dropped = ladder->attempt->call->events_dropped;

	if (!dropped)
		return;
	begin_comment(ladder);
	buf_printf(ladder->out,
	           language_plural("… %llu more message was counted, not kept",
	                           "… %llu more messages were counted, not kept", dropped),
	           (unsigned long long)dropped);
	buf_byte(ladder->out, '\n');
}

/* Where there are several files, before the first line and where another one follows. */
static void print_file(const struct ladder *ladder, const struct rung *before, const struct rung *rung)
{
	struct str name = inputs_name(ladder->settings.inputs, rung->frame);
	struct buf shown = {0};

	if (name.n == 0 || (before && frame_file(before->frame) == frame_file(rung->frame)))
		return;
	escape_terminal(&shown, name, FILE_COLUMNS);
	begin_comment(ladder);
	/* TRANSLATORS: the name of the file in which the messages below stand */
	buf_printf(ladder->out, _("in %s"), buf_text(&shown));
	buf_byte(ladder->out, '\n');
	buf_done(&shown);
}

static void print_rungs(struct ladder *ladder)
{
	const struct rung *before = NULL;
	unsigned n = wanted(ladder);
	bool long_one = !ladder->settings.whole && n > LADDER_HEAD + LADDER_TAIL + 1;

	for (unsigned i = 0; i < n; i++) {
		if (long_one && i == LADDER_HEAD) {
			i = n - LADDER_TAIL;
			print_left_out(ladder, i - LADDER_HEAD);
		}
		print_file(ladder, before, &ladder->rungs.at[i]);
		before = &ladder->rungs.at[i];
		print_rung(ladder, before);
	}
	print_rest(ladder, ladder->rungs.count - n);
	print_dropped(ladder);
}

static void print_legend(struct ladder *ladder)
{
	if (parties_letters(&ladder->parties) <= 2)
		return;
	begin_comment(ladder);
	parties_legend(ladder->out, &ladder->parties);
	buf_byte(ladder->out, '\n');
}

static int time_columns(const struct ladder *ladder)
{
	struct buf text = {.ceiling = 64};
	int columns;

	clock_seconds(&text, ladder->rungs.at[ladder->rungs.count - 1].time - ladder->rungs.at[0].time, 3);
	columns = (int)text.n;
	buf_done(&text);
	return columns;
}

void ladder_print(struct buf *out, const struct attempt *attempt, struct ladder_settings settings)
{
	struct ladder *ladder = memory_new(sizeof(*ladder));

	ladder->attempt = attempt;
	ladder->settings = settings;
	ladder->out = out;
	parties_of(attempt, &ladder->parties);
	rungs_of(attempt, &ladder->rungs);
	ladder->aliases = memory_new((ladder->rungs.count + 1) * sizeof(*ladder->aliases));
	if (ladder->rungs.count) {
		ladder->time_columns = time_columns(ladder);
		name_dialogs(ladder);
		print_legend(ladder);
		print_rungs(ladder);
	}
	memory_free(ladder->aliases);
	rungs_done(&ladder->rungs);
	memory_free(ladder);
}
