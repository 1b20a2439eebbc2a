/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/notation.h"

#include "report/escape.h"
#include "sip/status.h"

enum {
	PHRASE_COLUMNS = 40,
	REASON_COLUMNS = 160,
};

static void word(struct buf *line, const char *text)
{
	buf_printf(line, "  %s", text);
}

/* A method, or a code with its phrase where that is another than the RFC's. */
static void print_start(struct buf *line, const struct event *event)
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

void notation_what(struct buf *line, const struct event *event)
{
	print_start(line, event);
	if (!event->request && event->method != METHOD_INVITE) {
		buf_printf(line, "  of=");
		escape_terminal(line, event_method(event), PHRASE_COLUMNS);
	}
	print_sdp(line, event);
}

void notation_reliability(struct buf *line, const struct event *event)
{
	if (event->rseq == 1)
		word(line, "rel");
	else if (event->rseq)
		buf_printf(line, "  rel=%u", (unsigned)event->rseq);
	if (event->request && event->rack_rseq > 1)
		buf_printf(line, "  rack=%u", (unsigned)event->rack_rseq);
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

void notation_rest(struct buf *line, const struct event *event)
{
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
