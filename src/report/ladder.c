/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/ladder.h"

#include "base/language.h"
#include "base/memory.h"
#include "net/icmp.h"
#include "report/escape.h"
#include "report/parties.h"
#include "report/share.h"
#include "sip/status.h"

#include <stdlib.h>

enum {
	LADDER_MAX_AUDIO = 64, /* lines of rtp */
	LADDER_HEAD = 40,      /* lines of a long call shown before */
	LADDER_TAIL = 12,      /* and after what is left out */
	LADDER_MAX_SOURCES = 64,
	COLUMN_FRAME = 60,
	FILE_COLUMNS = 80,
	PHRASE_COLUMNS = 40,
	REASON_COLUMNS = 160,
};

/* A line to be printed: a message, an ICMP error, or a stretch of audio. */
struct entry {
	ns time;
	uint64_t frame;
	const struct event *event;     /* NULL: another line */
	const struct refused *refused; /* an ICMP error about a message; NULL: another line */
	const struct audio *audio;     /* ICMP errors about audio; NULL: another line */
	const struct stream *stream;
	bool backward;
	ns last; /* of audio */
	ns pace; /* of its packets; 0: the usual one */
	uint8_t payload_type;
	const struct attempt *attempt; /* of which it is: the one told, or a leg of it */
	unsigned call;                 /* 1: the one told */
	unsigned order;                /* as gathered: one frame over TCP may hold several messages */
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
	struct entry *entries;
	unsigned count, audio;
	const struct attempt *gathered; /* the attempt told, or a leg of it */
	unsigned calls;                 /* told here so far */
	struct alias *aliases;
	unsigned alias_count;
	struct source sources[LADDER_MAX_SOURCES];
	unsigned source_count;
	int time_columns;
};

/* Gathering */

enum {
	COMFORT_NOISE = 13 /* RFC 3551 table 4 */
};

#define USUAL_PACKET (20 * MILLISECOND)
#define USUAL_NOISE (200 * MILLISECOND)

static void add_entry(struct ladder *ladder, const struct entry *entry)
{
	ladder->entries[ladder->count] = *entry;
	ladder->entries[ladder->count].order = ladder->count;
	ladder->entries[ladder->count].attempt = ladder->gathered;
	ladder->entries[ladder->count].call = ladder->calls;
	ladder->count++;
}

static bool has_stream(const struct ladder *ladder, const struct entry *entry)
{
	for (unsigned i = 0; i < ladder->count; i++)
		if (ladder->entries[i].stream == entry->stream && ladder->entries[i].call != ladder->calls)
			return true;
	return false;
}

/* Audio that does not pass through what stands between two legs is of both: once is enough. */
static void add_audio(struct ladder *ladder, const struct entry *entry)
{
	if (ladder->audio >= LADDER_MAX_AUDIO || has_stream(ladder, entry))
		return;
	ladder->audio++;
	add_entry(ladder, entry);
}

/* From one packet to the next, where that is not the usual 20 ms of audio, or a fifth of a second of comfort noise; else 0. */
static ns pace_of(const struct run *run)
{
	ns usual = run->payload_type == COMFORT_NOISE ? USUAL_NOISE : USUAL_PACKET;
	ns pace = run->packets > 1 ? (run->last - run->first) / (run->packets - 1) : usual;

	pace = (pace + MILLISECOND / 2) / MILLISECOND * MILLISECOND;
	return pace >= usual / 4 * 3 && pace <= usual / 2 * 3 ? 0 : pace;
}

static void gather_early(struct ladder *ladder, const struct stream *stream, bool backward)
{
	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct run *run = &stream->runs[i];

		if (attempt_has_run(ladder->gathered, run) && share_is_early(ladder->gathered, run))
			add_audio(ladder, &(struct entry){.time = run->first,
			                                  .frame = run->first_frame,
			                                  .stream = stream,
			                                  .backward = backward,
			                                  .last = run->last,
			                                  .pace = pace_of(run),
			                                  .payload_type = run->payload_type});
	}
}

/* What plays after the final response is one line a direction: it is there, and until when. */
static void gather_late(struct ladder *ladder, const struct audio *audio, bool backward)
{
	struct entry late = {.time = NEVER, .backward = backward};
	ns last = 0;

	for (unsigned i = 0; i < audio->stream_count; i++) {
		struct share share = share_of(ladder->gathered, audio->streams[i]);

		if (share.late_first == NEVER)
			continue;
		if (late.time == NEVER || share.late_last > last)
			last = share.late_last;
		if (share.late_first < late.time) {
			late.time = share.late_first;
			late.frame = share.late_frame;
			late.stream = audio->streams[i];
			late.payload_type = share.first_run->payload_type;
		}
	}
	late.last = last;
	if (late.time != NEVER)
		add_audio(ladder, &late);
}

static void gather_refusals(struct ladder *ladder)
{
	const struct attempt *attempt = ladder->gathered;
	const struct audio *audio[] = {&attempt->backward, &attempt->forward};

	for (const struct refused *refused = attempt->call->refused; refused; refused = refused->next)
		add_entry(ladder, &(struct entry){.time = refused->time, .frame = refused->frame, .refused = refused});
	for (size_t i = 0; i < sizeof(audio) / sizeof(audio[0]); i++)
		if (audio[i]->refusal)
			add_entry(ladder, &(struct entry){.time = audio[i]->refusal->first,
			                                  .frame = audio[i]->refusal->first_frame,
			                                  .backward = i == 0,
			                                  .audio = audio[i]});
}

static void gather_call(struct ladder *ladder, const struct attempt *attempt)
{
	ladder->gathered = attempt;
	ladder->calls++;
	for (const struct event *event = attempt->call->first; event; event = event->next)
		add_entry(ladder, &(struct entry){.time = event->time, .frame = event->frame, .event = event});
	for (unsigned i = 0; i < attempt->backward.stream_count; i++)
		gather_early(ladder, attempt->backward.streams[i], true);
	if (attempt->elsewhere)
		gather_early(ladder, attempt->elsewhere, true);
	for (unsigned i = 0; i < attempt->forward.stream_count; i++)
		gather_early(ladder, attempt->forward.streams[i], false);
	gather_late(ladder, &attempt->backward, true);
	gather_late(ladder, &attempt->forward, false);
	gather_refusals(ladder);
}

static void gather(struct ladder *ladder)
{
	const struct attempt *attempt = ladder->attempt;

	gather_call(ladder, attempt);
	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (leg_is_told(&attempt->legs[i]))
			gather_call(ladder, attempt->legs[i].attempt);
}

static int by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->frame != y->frame)
		return x->frame < y->frame ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

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
	for (unsigned i = 0; i < ladder->count; i++) {
		const struct event *event = ladder->entries[i].event;

		if (!event)
			continue;
		add_alias(ladder, event->to_tag,
		          parties_letter(&ladder->parties,
		                         event->request ? &event->flow->destination : &event->flow->source));
	}
}

/* Words */

static void word(struct buf *line, const char *text)
{
	buf_printf(line, "  %s", text);
}

static void print_sdp(struct buf *line, const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	if (!event->sdp)
		return;
	if (event->deviations & DEVIATION_CONTENT_TYPE_MISSING)
		word(line, "sdp=untyped");
	else if (audio && audio->port == 0)
		word(line, "sdp=zero");
	else if (audio && audio->precondition_unmet)
		word(line, "sdp=qos");
	else if (audio && audio->direction != SDP_SENDRECV)
		buf_printf(line, "  sdp=%s", sdp_direction_name(audio->direction));
	else
		word(line, "sdp");
}

static void print_tag(struct ladder *ladder, struct buf *line, const struct event *event)
{
	const struct alias *alias = event->to_tag.n ? find_alias(ladder, event->to_tag) : NULL;

	if (alias)
		buf_printf(line, "  tag=%c%u", alias->letter, alias->number);
}

static void print_reliability(struct buf *line, const struct event *event)
{
	if (event->rseq == 1)
		word(line, "rel");
	else if (event->rseq)
		buf_printf(line, "  rel=%u", (unsigned)event->rseq);
	if (event->request && event->rack_rseq > 1)
		buf_printf(line, "  rack=%u", (unsigned)event->rack_rseq);
}

/* CSeq numbers are counted from the first INVITE's; those of other requests count up by themselves. */
static void print_cseq(const struct attempt *attempt, struct buf *line, const struct event *event)
{
	const struct event *first = attempt->first_invite;
	bool counts = event->method == METHOD_INVITE || event->method == METHOD_ACK || event->method == METHOD_CANCEL;

	if (counts && first && event->cseq > first->cseq)
		buf_printf(line, "  cseq=%u", (unsigned)(event->cseq - first->cseq + 1));
}

static void print_quoted(struct buf *line, struct str text)
{
	struct buf quoted = {.ceiling = 1024};

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_byte(&quoted, '\\');
		buf_byte(&quoted, text.p[i]);
	}
	buf_byte(line, '"');
	escape_terminal(line, buf_str(&quoted), REASON_COLUMNS);
	buf_byte(line, '"');
	buf_done(&quoted);
}

static void print_reason(struct buf *line, const struct reason *reason)
{
	escape_terminal(line, reason->protocol, PHRASE_COLUMNS);
	if (reason->has_cause)
		buf_printf(line, ";cause=%u", (unsigned)reason->cause);
	if (reason->text.n) {
		buf_printf(line, ";text=");
		print_quoted(line, reason->text);
	}
	if (reason->location.n) {
		buf_printf(line, ";location=");
		escape_terminal(line, reason->location, PHRASE_COLUMNS);
	}
}

/* Two blanks in a row would end the field. */
static void add_with_single_blanks(struct buf *line, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != ' ' || i == 0 || text.p[i - 1] != ' ')
			buf_byte(line, text.p[i]);
}

static void print_reasons(struct buf *line, const struct reason *reason)
{
	struct buf field = {.ceiling = 16 * 1024};

	if (reason)
		word(line, "Reason: ");
	for (; reason; reason = reason->next) {
		print_reason(&field, reason);
		if (reason->next)
			buf_printf(&field, ", ");
	}
	add_with_single_blanks(line, buf_str(&field));
	buf_done(&field);
}

static void print_field(struct buf *line, struct str name, struct str value)
{
	struct buf field = {.ceiling = 1024};

	buf_printf(line, "  ");
	escape_terminal(line, name, PHRASE_COLUMNS);
	buf_printf(line, ": ");
	escape_terminal(&field, value, REASON_COLUMNS);
	add_with_single_blanks(line, buf_str(&field));
	buf_done(&field);
}

/* What else a refusal says. */
static void print_hints(struct buf *line, const struct event *event)
{
	for (const struct vendor *vendor = event->details->vendors; vendor; vendor = vendor->next)
		print_field(line, vendor->name, vendor->value);
	/* !value says that it is none. */
	if (event->details->retry_after.n && !(event->deviations & DEVIATION_VALUE))
		print_field(line, STR("Retry-After"), event->details->retry_after);
	for (const struct warning *warning = event->details->warnings; warning; warning = warning->next) {
		buf_printf(line, "  Warning: %03u ", warning->code);
		escape_terminal(line, warning->server.n ? warning->server : STR("-"), PHRASE_COLUMNS);
		buf_byte(line, ' ');
		print_quoted(line, warning->text);
	}
}

/* A method, or a code with its phrase where that is another than the RFC's. */
static void print_what(struct buf *line, const struct event *event)
{
	const char *standard = status_phrase(event->code);
	struct buf what = {.ceiling = 1024};

	if (event->request)
		escape_terminal(&what, event_method(event), PHRASE_COLUMNS);
	else
		buf_printf(&what, "%u", event->code);
	if (!event->request && event->phrase.n && !(standard && str_ieq(event->phrase, str_of(standard)))) {
		buf_printf(&what, " \"");
		escape_terminal(&what, event->phrase, PHRASE_COLUMNS);
		buf_byte(&what, '"');
	}
	buf_printf(line, "%-6s", buf_text(&what));
	buf_done(&what);
}

/* What the line does not say otherwise of a message that is not as the standards have it. */
static void print_notes(struct buf *line, unsigned deviations)
{
	const struct deviation_row *row;

	deviations &=
		~(unsigned)(DEVIATION_CUT | DEVIATION_GAP | DEVIATION_FRAGMENT_LOST | DEVIATION_CONTENT_TYPE_MISSING);
	while ((row = deviation_next(&deviations)))
		buf_printf(line, "  !%s", row->name);
}

/* What makes the legs one call need not be in any ladder: a word says that it is so. */
static void print_call(const struct ladder *ladder, struct buf *line, const struct entry *entry)
{
	const struct event *event = entry->event;

	if (entry->call > 1)
		buf_printf(line, "  call=%u", entry->call);
	if (ladder->calls > 1 && event && event->request && event->method == METHOD_INVITE && !event->to_tag.n)
		word(line, "leg");
}

static void print_message(struct ladder *ladder, struct buf *line, const struct entry *entry)
{
	const struct event *event = entry->event;

	buf_printf(line, "%c > %c  ", parties_letter(&ladder->parties, &event->flow->source),
	           parties_letter(&ladder->parties, &event->flow->destination));
	print_what(line, event);
	if (!event->request && event->method != METHOD_INVITE) {
		buf_printf(line, "  of=");
		escape_terminal(line, event_method(event), PHRASE_COLUMNS);
	}
	print_sdp(line, event);
	print_tag(ladder, line, event);
	print_reliability(line, event);
	print_cseq(entry->attempt, line, event);
	print_call(ladder, line, entry);
	if (event->retransmissions)
		buf_printf(line, "  x%u", event->retransmissions + 1);
	if (event->flow->transport != TRANSPORT_UDP)
		word(line, transport_name(event->flow->transport));
	if (event->deviations & DEVIATION_CUT)
		word(line, "cut");
	if (event->deviations & DEVIATION_GAP)
		word(line, "gap");
	if (event->deviations & DEVIATION_FRAGMENT_LOST)
		word(line, "frag-lost");
	print_notes(line, event->deviations);
	print_reasons(line, event->reasons);
	if (event->code >= 300)
		print_hints(line, event);
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
static char callee_at(struct ladder *ladder, const struct entry *entry, const struct endpoint *endpoint)
{
	const struct event *event = sdp_naming(entry->attempt, endpoint);
	const struct alias *alias = event && event->to_tag.n ? find_alias(ladder, event->to_tag) : NULL;

	if (alias && alias->letter != 'a')
		return (char)(alias->letter & ~0x20);
	return parties_host(&ladder->parties, &endpoint->address,
	                    parties_letter(&ladder->parties, &entry->attempt->callee));
}

/* Of a leg the caller is who stands between. */
static char caller_of(struct ladder *ladder, const struct entry *entry)
{
	return entry->call > 1 ? parties_letter(&ladder->parties, &entry->attempt->caller) : 'A';
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

/* The last packet plays, too. Tenths of a second, hundredths where tenths hide something. */
static void print_duration(struct buf *line, const struct entry *entry)
{
	ns usual = entry->payload_type == COMFORT_NOISE ? USUAL_NOISE : USUAL_PACKET;
	ns played = entry->last - entry->time + (entry->pace ? entry->pace : usual);

	buf_printf(line, "  for ");
	clock_seconds(line, played, played < SECOND && played / (10 * MILLISECOND) % 10 ? 2 : 1);
	buf_byte(line, 's');
}

static void print_audio(struct ladder *ladder, struct buf *line, const struct entry *entry)
{
	const struct attempt *attempt = entry->attempt;
	const struct endpoint *source = &entry->stream->source, *destination = &entry->stream->destination;
	const struct audio *to = entry->backward ? &attempt->backward : &attempt->forward;
	const struct audio *of = entry->backward ? &attempt->forward : &attempt->backward;
	char caller = caller_of(ladder, entry), from = entry->backward ? callee_at(ladder, entry, source) : caller;
	unsigned number = source_number(ladder, entry->call, from, entry->stream->ssrc);

	buf_printf(line, "%c > %c  %-6s", from, entry->backward ? caller : callee_at(ladder, entry, destination),
	           "rtp");
	print_duration(line, entry);
	if (entry->pace) {
		buf_printf(line, "  every=");
		clock_seconds(line, entry->pace, 3);
		buf_byte(line, 's');
	}
	if (entry->payload_type)
		buf_printf(line, "  pt=%u", entry->payload_type);
	if (of->endpoint_count && !is_promised(of, source))
		buf_printf(line, "  from=%u", source->port);
	if (!is_promised(to, destination))
		buf_printf(line, "  to=%u", destination->port);
	if (number > 1)
		buf_printf(line, "  ssrc=%u", number);
	print_call(ladder, line, entry);
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

static void print_refusal(struct ladder *ladder, struct buf *line, const struct entry *entry)
{
	const struct refusal *refusal = entry->audio->refusal;
	char caller = caller_of(ladder, entry),
	     callee = callee_at(ladder, entry, entry->backward ? &refusal->source : entry->audio->refusal_at);

	buf_printf(line, "%c > %c  ", entry->backward ? caller : callee, entry->backward ? callee : caller);
	print_icmp(line, !address_is_ipv4(&refusal->source.address), refusal->type, refusal->code, STR("rtp"),
	           refusal->count);
	print_reporter(line, &refusal->reporter, entry->audio->refusal_at);
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

static void print_entry(struct ladder *ladder, const struct entry *entry)
{
	struct buf line = {.ceiling = 16 * 1024};
	size_t columns;

	print_time(&line, entry->time - ladder->entries[0].time, ladder->time_columns);
	if (entry->event)
		print_message(ladder, &line, entry);
	else if (entry->refused)
		print_refused(ladder, &line, entry->refused);
	else if (entry->audio)
		print_refusal(ladder, &line, entry);
	else
		print_audio(ladder, &line, entry);
	columns = text_columns(buf_str(&line));
	indent(ladder);
	buf_add(ladder->out, buf_str(&line));
	buf_printf(ladder->out, "%*s  frame %llu\n", columns < COLUMN_FRAME ? (int)(COLUMN_FRAME - columns) : 0, "",
	           (unsigned long long)frame_number(entry->frame));
	buf_done(&line);
}

/* The call is set up, or has failed: the last ACK, or the final response, of its initial INVITEs. */
static ns settled(const struct ladder *ladder)
{
	const struct attempt *attempt = ladder->attempt;
	ns time = attempt->final ? attempt->final->time : NEVER;

	for (unsigned i = 0; attempt->final && i < ladder->count; i++) {
		const struct event *event = ladder->entries[i].event;
		const struct transaction *transaction = event ? event->transaction : NULL;

		if (transaction && transaction->initial && event->time > time && event->time - time < SECOND)
			time = event->time;
	}
	return time;
}

/* How many entries to print when not everything is wanted; audio that goes on after the answer comes with it. */
static unsigned wanted(const struct ladder *ladder)
{
	ns until = settled(ladder);
	unsigned n = 0;

	if (ladder->settings.whole || until == NEVER)
		return ladder->count;
	for (unsigned i = 0; i < ladder->count; i++)
		if (ladder->entries[i].time <= until)
			n = i + 1;
	while (n < ladder->count && !ladder->entries[n].event)
		n++;
	return n;
}

/* The notation passes it over. */
static void begin_comment(const struct ladder *ladder)
{
	indent(ladder);
	buf_printf(ladder->out, "# ");
}

/* Entries in the middle. */
static void print_left_out(const struct ladder *ladder, unsigned lines)
{
	if (lines == 0)
		return;
	begin_comment(ladder);
	buf_printf(ladder->out,
	           language_plural("… %u more line; -l shows all", "… %u more lines; -l shows all", lines), lines);
	buf_byte(ladder->out, '\n');
}

/* Entries at the end. */
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

/* Where there are several files, before the first entry and where another one follows. */
static void print_file(const struct ladder *ladder, const struct entry *before, const struct entry *entry)
{
	struct str name = inputs_name(ladder->settings.inputs, entry->frame);
	struct buf shown = {0};

	if (name.n == 0 || (before && frame_file(before->frame) == frame_file(entry->frame)))
		return;
	escape_terminal(&shown, name, FILE_COLUMNS);
	begin_comment(ladder);
	/* TRANSLATORS: the name of the file in which the messages below stand */
	buf_printf(ladder->out, _("in %s"), buf_text(&shown));
	buf_byte(ladder->out, '\n');
	buf_done(&shown);
}

static void print_entries(struct ladder *ladder)
{
	const struct entry *before = NULL;
	unsigned n = wanted(ladder);
	bool long_one = !ladder->settings.whole && n > LADDER_HEAD + LADDER_TAIL + 1;

	for (unsigned i = 0; i < n; i++) {
		if (long_one && i == LADDER_HEAD) {
			i = n - LADDER_TAIL;
			print_left_out(ladder, i - LADDER_HEAD);
		}
		print_file(ladder, before, &ladder->entries[i]);
		before = &ladder->entries[i];
		print_entry(ladder, before);
	}
	print_rest(ladder, ladder->count - n);
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

	clock_seconds(&text, ladder->entries[ladder->count - 1].time - ladder->entries[0].time, 3);
	columns = (int)text.n;
	buf_done(&text);
	return columns;
}

/* Messages that may have to be told. */
static unsigned count_events(const struct attempt *attempt)
{
	unsigned count = attempt->call->event_count;

	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (leg_is_told(&attempt->legs[i]))
			count += attempt->legs[i].attempt->call->event_count;
	return count;
}

void ladder_print(struct buf *out, const struct attempt *attempt, struct ladder_settings settings)
{
	struct ladder *ladder = memory_new(sizeof(*ladder));

	ladder->attempt = attempt;
	ladder->settings = settings;
	ladder->out = out;
	ladder->entries =
		memory_new((count_events(attempt) + LADDER_MAX_AUDIO + (LEGS_MAX + 1) * (CALL_MAX_REFUSED + 2)) *
	                   sizeof(*ladder->entries));
	ladder->aliases = memory_new((count_events(attempt) + 1) * sizeof(*ladder->aliases));
	parties_of(attempt, &ladder->parties);
	gather(ladder);
	qsort(ladder->entries, ladder->count, sizeof(*ladder->entries), by_time);
	if (ladder->count) {
		ladder->time_columns = time_columns(ladder);
		name_dialogs(ladder);
		print_legend(ladder);
		print_entries(ladder);
	}
	memory_free(ladder->aliases);
	memory_free(ladder->entries);
	memory_free(ladder);
}
