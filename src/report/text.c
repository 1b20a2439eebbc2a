/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/text.h"

#include "base/language.h"
#include "base/memory.h"
#include "report/escape.h"
#include "report/ladder.h"
#include "report/strip.h"
#include "report/summary.h"
#include "rules/ending.h"

#include <string.h>

enum {
	NAME_COLUMNS = 40,
	CALL_ID_COLUMNS = 80,
	WITHHELD_SHOWN = 20, /* calls */
	LEG_COLUMNS = 7,
};

static bool is_troubled(const struct reported *reported)
{
	for (unsigned i = 0; i < reported->findings->count; i++)
		if (reported->findings->found[i].severity >= SEVERITY_WARNING)
			return true;
	return false;
}

/* Of calls that go on only trouble is printed. */
static bool is_told_ahead(const struct report *report, enum severity severity)
{
	return report->settings.all || severity >= SEVERITY_WARNING;
}

/* The one printed before told that is not so after all; NULL: none. */
static const struct told *next_withdrawn(const struct report *report, const struct reported *reported,
                                         const struct told *told)
{
	do {
		told = told_withdrawn(reported->attempt->call, reported->findings, told);
	} while (told && !is_told_ahead(report, told->severity));
	return told;
}

/* A capture of signalling alone withholds its judgement in call after call: after some of them that is known. */
static bool is_known_by_now(const struct reported *reported, struct summary *summary)
{
	if (reported->verdict->label != LABEL_UNVERIFIABLE || summary->withheld++ < WITHHELD_SHOWN)
		return false;
	summary->hidden++;
	return true;
}

static bool has_something_to_say(const struct report *report, const struct reported *reported)
{
	if (is_troubled(reported) || next_withdrawn(report, reported, NULL) ||
	    reported->attempt->outcome == OUTCOME_DECLINED)
		return true;
	return !label_is_healthy(reported->verdict->label) && !is_known_by_now(reported, report->state);
}

/* Who */

/* The user of a SIP URI, the number of a tel URI; without either, what there is. */
static struct str name_of(struct str uri)
{
	struct str rest = uri, name;
	const char *colon = uri.n ? memchr(uri.p, ':', uri.n) : NULL, *at;

	if (colon)
		rest = str_from(uri, (size_t)(colon - uri.p) + 1);
	at = rest.n ? memchr(rest.p, '@', rest.n) : NULL;
	if (at)
		rest.n = (size_t)(at - rest.p);
	if (str_split(&rest, ';', &name) && name.n)
		return name;
	return uri.n ? uri : STR("?");
}

static void print_hosts(struct buf *out, const struct attempt *attempt)
{
	/* On one machine only the ports tell the parties apart. */
	if (address_same(&attempt->caller.address, &attempt->callee.address)) {
		endpoint_format(out, &attempt->caller);
		buf_printf(out, " > ");
		endpoint_format(out, &attempt->callee);
		return;
	}
	address_format(out, &attempt->caller.address);
	buf_printf(out, " > ");
	address_format(out, &attempt->callee.address);
}

static void print_end(struct buf *out, const struct attempt *attempt)
{
	if (attempt->goes_on) {
		buf_printf(out, "%s", _("goes on"));
	} else if (attempt->final) {
		buf_printf(out, "%u ", attempt->final->code);
		escape_terminal(out, attempt->final->phrase, NAME_COLUMNS);
	} else {
		buf_printf(out, "%s", attempt->provisional_count ? _("no final response") : _("no response"));
	}
	/* TRANSLATORS: these two stand behind a response: "487 Request Terminated, cancelled" */
	if (attempt->cancel && attempt->outcome != OUTCOME_CANCELLED)
		buf_printf(out, "%s", _(", cancelled"));
	if (attempt->call->evicted)
		buf_printf(out, "%s", _(", judged early"));
}

static void print_head(const struct lines *lines, const char *title, const struct attempt *attempt)
{
	struct buf duration = {0};

	lines_paint(lines, PAINT_BOLD, title);
	buf_printf(lines->out, "   ");
	escape_terminal(lines->out, name_of(attempt->from_uri), NAME_COLUMNS);
	buf_printf(lines->out, " > ");
	escape_terminal(lines->out, name_of(attempt->to_uri), NAME_COLUMNS);
	buf_printf(lines->out, "    ");
	print_hosts(lines->out, attempt);
	buf_printf(lines->out, "   %s    ", transport_name(attempt->transport));
	clock_seconds(&duration, attempt->end - attempt->start, 1);
	buf_printf(lines->out, _("%s s"), buf_text(&duration));
	buf_done(&duration);
	buf_printf(lines->out, "    ");
	print_end(lines->out, attempt);
	buf_printf(lines->out, "\n  ");
	clock_utc(lines->out, attempt->start);
	buf_printf(lines->out, "   Call-ID ");
	escape_terminal(lines->out, attempt->call->id, CALL_ID_COLUMNS);
	buf_byte(lines->out, '\n');
}

static const char *const tie_words[] = {
	[TIE_SESSION_ID] = "Session-ID",         [TIE_ICID] = "P-Charging-Vector",
	[TIE_HEADER] = N_("correlation header"), [TIE_MEDIA] = N_("same SDP"),
	[TIE_NUMBERS] = N_("same two numbers"),  [TIE_CALLED] = N_("same called number"),
};

/* A call that was not judged yet has no number. */
static void print_leg_call(struct buf *out, const struct leg *leg)
{
	if (leg->number) {
		buf_printf(out, _("call %llu"), (unsigned long long)leg->number);
		return;
	}
	buf_printf(out, "Call-ID ");
	escape_terminal(out, leg->call_id, CALL_ID_COLUMNS);
}

static void print_leg(struct buf *out, const struct leg *leg)
{
	struct buf call = {0}, hosts = {0};

	print_leg_call(&call, leg);
	endpoint_format(&hosts, &leg->client);
	buf_printf(&hosts, " > ");
	endpoint_format(&hosts, &leg->server);
	buf_printf(out, "  ");
	lines_label(out, _("leg"), LEG_COLUMNS);
	/* TRANSLATORS: another leg of the call; how sure that is, and what tells; its hosts: "goes on as call 3 (high: Session-ID), ..." */
	buf_printf(out, leg->onward ? _("goes on as %s (%s: %s), %s") : _("comes from %s (%s: %s), %s"),
	           buf_text(&call), grade_name(leg->grade), _(tie_words[leg->tie]), buf_text(&hosts));
	buf_byte(out, '\n');
	buf_done(&call);
	buf_done(&hosts);
}

/* Other hops of the same Call-ID are in the ladder. */
static void print_legs(struct buf *out, const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (attempt->legs[i].tie != TIE_CALL_ID)
			print_leg(out, &attempt->legs[i]);
}

/* What */

static void print_verdict(const struct lines *lines, const struct verdict *verdict)
{
	const char *label = label_name(verdict->label), *confidence = confidence_name(verdict->confidence);
	size_t column = 2 + strlen(label) + 3 + strlen(confidence) + 4;

	lines_indent(lines, 2);
	lines_paint(lines, label_is_healthy(verdict->label) ? PAINT_GREEN : PAINT_RED, label);
	buf_printf(lines->out, "  (%s)   ", confidence);
	lines_wrap(lines, column, column, buf_str(&verdict->text));
}

static bool is_wanted(const struct report *report, const struct reported *reported, const struct finding *finding)
{
	return report->settings.all || finding->severity > SEVERITY_INFO || finding == reported->verdict->because ||
	       finding == verdict_decline(reported->attempt, reported->findings);
}

static bool has_advice(const struct reported *reported, const struct finding *finding)
{
	return (finding->severity > SEVERITY_INFO || finding == reported->verdict->because) && finding->rule->next[0];
}

/* The same advice twice helps nobody. */
static bool is_advised(const struct reported *reported, unsigned until)
{
	const struct findings *findings = reported->findings;
	const char *next = findings->found[until].rule->next;

	for (unsigned i = 0; i < until; i++)
		if (has_advice(reported, &findings->found[i]) && strcmp(findings->found[i].rule->next, next) == 0)
			return true;
	return false;
}

static bool is_any_advised(const struct reported *reported)
{
	for (unsigned i = 0; i < reported->findings->count; i++)
		if (has_advice(reported, &reported->findings->found[i]))
			return true;
	return false;
}

/* What to do about a code in general, the first time it is met. */
static void print_code_advice(const struct lines *lines, struct summary *summary, uint16_t code, size_t hang)
{
	const struct code_sheet *sheet = code_sheet(code);
	size_t column = hang;

	if (!sheet || summary->codes[code - CODE_FIRST])
		return;
	summary->codes[code - CODE_FIRST] = true;
	lines_indent(lines, hang);
	/* TRANSLATORS: what to do next */
	column += lines_label(lines->out, _("next"), 6);
	lines_wrap(lines, column, hang + 6, str_of(_(sheet->action)));
}

/* How a call ended that nobody answered. The finding that says who declined it says that, too. */
static void print_ending(const struct lines *lines, struct summary *summary, const struct reported *reported)
{
	struct ending ending;
	struct buf text = {0};
	size_t column;

	if (verdict_decline(reported->attempt, reported->findings) ||
	    !ending_of(reported->attempt, reported->findings, &ending))
		return;
	lines_indent(lines, 2);
	column = 2 + lines_label(lines->out, _("ended"), 8);
	buf_printf(&text, "%u ", ending.final->code);
	buf_add(&text, ending.final->phrase);
	/* TRANSLATORS: behind a response, "603 Decline": where it is, and what it says */
	buf_printf(&text, _(" (frame %llu): %s"), (unsigned long long)frame_number(ending.final->frame),
	           buf_text(&ending.text));
	lines_wrap(lines, column, column, buf_str(&text));
	/* A finding knows more of this call than its code does. */
	if (!is_any_advised(reported))
		print_code_advice(lines, summary, ending.final->code, column);
	buf_done(&text);
	ending_done(&ending);
}

static void print_findings(const struct lines *lines, const struct report *report, const struct reported *reported)
{
	const struct findings *findings = reported->findings;
	struct summary *summary = report->state;

	for (unsigned i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->found[i];

		if (!is_wanted(report, reported, finding))
			continue;
		finding_print(lines, finding);
		if (!has_advice(reported, finding) || is_advised(reported, i))
			continue;
		advice_print(lines, finding->rule);
		summary->advised[rule_place(finding->rule)] = true;
	}
	for (const struct told *told = NULL; (told = next_withdrawn(report, reported, told));)
		withdrawn_print(lines, told, reported->attempt);
}

static void text_finding(struct report *report, const struct attempt *attempt, const struct finding *finding)
{
	const struct lines lines = {&report->text, report->colour};

	if (!is_told_ahead(report, finding->severity))
		return;
	/* TRANSLATORS: stands where "call 3" does, of a call that is not over: what is known of it so far */
	print_head(&lines, _("so far"), attempt);
	finding_print(&lines, finding);
	buf_byte(lines.out, '\n');
}

static struct lines lines_of(struct report *report)
{
	return (struct lines){&report->text, report->colour};
}

/* Whether there was anything to count. */
static bool count(struct summary *summary, const struct findings *findings)
{
	bool any = false;

	summary->seen++;
	for (unsigned i = 0; rule_catalogue[i]; i++)
		for (unsigned n = 0; n < findings->count; n++)
			if (findings->found[n].rule == rule_catalogue[i] &&
			    findings->found[n].severity > SEVERITY_INFO) {
				summary->calls_of_rule[i]++;
				any = true;
				break;
			}
	return any;
}

static void print_evidence(const struct lines *lines, const char *name)
{
	if (!name || !name[0])
		return;
	lines_indent(lines, 2);
	/* TRANSLATORS: the file with the frames of this call */
	lines_wrap(lines, 2 + lines_label(lines->out, _("frames"), 8), 10, str_of(name));
}

static void text_call(struct report *report, const struct reported *reported)
{
	const struct lines lines = lines_of(report);
	struct summary *summary = report->state;
	bool counted = count(summary, reported->findings);
	struct buf title = {0};

	summary->joined_midway += reported->attempt->mid_call;
	if (!report->settings.all && !has_something_to_say(report, reported)) {
		summary->unshown += counted;
		return;
	}
	summary->printed++;
	buf_printf(&title, _("call %llu"), (unsigned long long)reported->number);
	print_head(&lines, buf_text(&title), reported->attempt);
	buf_done(&title);
	print_legs(lines.out, reported->attempt);
	print_verdict(&lines, reported->verdict);
	ladder_print(lines.out, reported->attempt,
	             (struct ladder_settings){
			     .indent = 4, .whole = report->settings.ladder, .inputs = report->settings.inputs});
	if (reported->verdict->label != LABEL_NO_EARLY_PHASE)
		strip_print(lines.out, reported->attempt);
	print_ending(&lines, summary, reported);
	print_findings(&lines, report, reported);
	print_evidence(&lines, reported->evidence);
	buf_byte(lines.out, '\n');
}

static void text_open(struct report *report)
{
	struct summary *summary = memory_new(sizeof(*summary));
	unsigned rules = 0;

	while (rule_catalogue[rules])
		rules++;
	summary->calls_of_rule = memory_new((rules + 1) * sizeof(*summary->calls_of_rule));
	summary->advised = memory_new((rules + 1) * sizeof(*summary->advised));
	report->state = summary;
}

static void text_summary(struct report *report, const struct closing *closing)
{
	const struct lines lines = lines_of(report);

	summary_print(&lines, report->state, &report->settings, closing);
	buf_byte(lines.out, '\n');
}

static void text_close(struct report *report, const struct closing *closing)
{
	const struct lines lines = lines_of(report);
	struct summary *summary = report->state;

	summary_print(&lines, summary, &report->settings, closing);
	memory_free(summary->calls_of_rule);
	memory_free(summary->advised);
	memory_free(summary);
}

const struct reporter reporter_text = {
	.name = "text",
	.extension = ".txt",
	.open = text_open,
	.call = text_call,
	.finding = text_finding,
	.summary = text_summary,
	.close = text_close,
};
