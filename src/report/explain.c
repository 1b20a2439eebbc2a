/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/explain.h"

#include "base/language.h"
#include "report/lines.h"
#include "report/sheet.h"
#include "report/topic.h"
#include "rules/code.h"

static void print_paragraph(struct buf *out, const char *text, size_t column)
{
	struct lines lines = {.out = out};
	struct str rest = str_of(text), line;
	struct buf paragraph = {0};

	/* Rules break their lines where the source does. */
	while (str_split(&rest, '\n', &line))
		buf_printf(&paragraph, "%s" STR_FMT, paragraph.n ? " " : "", STR_ARG(str_trim(line)));
	lines_indent(&lines, column);
	lines_wrap(&lines, column, column, buf_str(&paragraph));
	buf_done(&paragraph);
}

static void print_ladder(struct buf *out, const char *ladder, const char *before)
{
	struct str rest = str_of(ladder), line;

	while (str_split(&rest, '\n', &line))
		if (line.n)
			buf_printf(out, "%s" STR_FMT "\n", before, STR_ARG(line));
}

static void print_rule(struct buf *out, const struct rule *rule)
{
	buf_printf(out, "%s: %s\n  ", rule->id, _(rule->title));
	buf_printf(out, _("usually severity %s, confidence %s"), severity_name(rule->severity),
	           confidence_name(rule->confidence));
	buf_printf(out, "\n\n");
	print_paragraph(out, _(rule->explain), 2);
	if (rule->next[0]) {
		buf_printf(out, "\n  %s\n", _("What to do:"));
		print_paragraph(out, _(rule->next), 2);
	}
	if (rule->fires[0]) {
		buf_printf(out, "\n  %s\n\n", _("As here:"));
		print_ladder(out, rule->fires, "    ");
	}
	buf_printf(out, "\n  ");
	/* TRANSLATORS: %s is a list of standards */
	buf_printf(out, _("See %s"), rule->refs);
	buf_byte(out, '\n');
}

static void print_terms(struct buf *out, const char *word, bool any)
{
	for (enum term_kind kind = 0; kind < TERM_KINDS; kind++) {
		const struct term *term = term_find(kind, str_of(word));

		if (!term)
			continue;
		if (any)
			buf_byte(out, '\n');
		sheet_term(out, LAYOUT_TEXT, term);
		any = true;
	}
}

static void print_topic(struct buf *out, const struct topic *topic)
{
	if (out->n)
		buf_byte(out, '\n');
	if (topic->rule)
		print_rule(out, topic->rule);
	else if (topic->other)
		sheet_contrast(out, topic->code, topic->other);
	else if (topic->code)
		sheet_code(out, LAYOUT_TEXT, topic->code);
	else if (topic->cause)
		sheet_cause(out, LAYOUT_TEXT, topic->cause);
	if (topic->word)
		print_terms(out, topic->word, topic->code || topic->cause);
}

/* The next topic: how many operands it took. */
static unsigned explain_next(struct buf *out, char *const *operands, unsigned count, bool may_pair, struct buf *trouble)
{
	struct topic topic;
	unsigned n = topic_read(operands, count, may_pair, &topic);

	if (!n)
		return topic_say_unknown(operands, count, trouble);
	print_topic(out, &topic);
	return n;
}

bool explain_topics(struct buf *out, char *const *operands, unsigned count, struct buf *trouble)
{
	unsigned alone = 0; /* codes in a row of more than two: each stands for itself */
	size_t before = trouble->n;

	for (unsigned at = 0; at < count;) {
		unsigned codes = topic_count_codes(operands + at, count - at);

		if (!alone && codes > 2)
			alone = codes;
		at += explain_next(out, operands + at, count - at, !alone, trouble);
		alone -= alone > 0;
	}
	return trouble->n == before;
}

/* The list */

static void list_heading(struct buf *out, const char *heading)
{
	buf_printf(out, "\n%s\n", heading);
}

static void list_paragraph(struct buf *out, const struct buf *text)
{
	struct lines lines = {.out = out};

	lines_indent(&lines, 2);
	lines_wrap(&lines, 2, 2, buf_str(text));
}

static void list_codes(struct buf *out)
{
	const struct code_sheet *sheet;

	/* TRANSLATORS: a heading of the list of topics */
	list_heading(out, _("Status codes: \"sipwhy explain 603\"; two are compared: \"sipwhy explain 183 603\""));
	for (unsigned i = 0; (sheet = code_at(i)); i++) {
		struct buf number = {0};

		code_number(&number, sheet->code);
		buf_printf(out, "  %-4s  %s\n", buf_text(&number),
		           code_name(sheet->code) ? code_name(sheet->code) : "");
		buf_done(&number);
	}
}

static void list_all_causes(struct buf *out)
{
	const struct cause *cause;

	list_heading(out, _("Causes of the telephone network: \"sipwhy explain q.850 21\""));
	for (unsigned i = 0; (cause = cause_at(i)); i++)
		buf_printf(out, "  %-4u  %s\n", cause->number, _(cause->name));
}

static void list_terms(struct buf *out)
{
	for (enum term_kind kind = 0; kind < TERM_KINDS; kind++) {
		struct buf text = {0};
		const struct term *term;

		for (unsigned i = 0; (term = term_at(i)); i++)
			if (term->kind == kind)
				buf_printf(&text, "%s%s", text.n ? _(", ") : "", term->word);
		list_heading(out, _(term_kind_title(kind)));
		list_paragraph(out, &text);
		buf_done(&text);
	}
}

void explain_list(struct buf *out)
{
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		buf_printf(out, "%-26s  %-7s  %s\n", (*rule)->id, severity_name((*rule)->severity), _((*rule)->title));
	list_codes(out);
	list_all_causes(out);
	list_terms(out);
}

static void print_block(struct buf *out, const char *title, const char *ladder)
{
	if (!ladder[0])
		return;
	buf_printf(out, "%s\n\n```\n", title);
	print_ladder(out, ladder, "");
	buf_printf(out, "```\n\n");
}

static void print_markdown(struct buf *out, const struct rule *rule)
{
	buf_printf(out, "\n## %s\n\n**%s** (%s, %s)\n\n", rule->id, _(rule->title), severity_name(rule->severity),
	           confidence_name(rule->confidence));
	print_paragraph(out, _(rule->explain), 0);
	if (rule->next[0]) {
		buf_printf(out, "\n%s\n", _("What to do:"));
		print_paragraph(out, _(rule->next), 0);
	}
	buf_byte(out, '\n');
	print_block(out, _("It speaks up here:"), rule->fires);
	print_block(out, _("and stays silent here:"), rule->silent);
	buf_printf(out, _("See %s."), rule->refs);
	buf_byte(out, '\n');
}

static void print_all_rules(struct buf *out)
{
	buf_printf(out, "# %s\n\n", _("Rules"));
	print_paragraph(out,
	                _("Made by `sipwhy explain --all`. A rule is one file in `src/rules/`; its two ladders "
	                  "([notation](ladder.md)) are played as packets through the whole program by the tests. "
	                  "Severity and confidence, in brackets, are the usual ones: longer silence weighs more, and a "
	                  "claim that something is missing is as certain as it is that this capture would have shown "
	                  "it."),
	                0);
	buf_byte(out, '\n');
	print_paragraph(out,
	                _("Words: an 18x is any provisional response from 101 to 199. A hop is the way from one SIP "
	                  "element to the next. A leg is the part of a call that has a Call-ID of its own: a B2BUA (an "
	                  "SBC, a PBX) makes two legs of one call; the caller's leg is the one nearer to the caller. "
	                  "The callee's side is whatever answers the caller's INVITE."),
	                0);
	buf_byte(out, '\n');
	print_paragraph(out,
	                _("Behind the rules: [status codes](#status-codes), [pairs of codes](#pairs-of-codes), "
	                  "[causes](#causes) and [words](#words)."),
	                0);
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		print_markdown(out, *rule);
}

static void print_all_codes(struct buf *out)
{
	const struct code_sheet *sheet;
	const struct contrast *pair;

	buf_printf(out, "\n## %s\n\n", _("Status codes"));
	print_paragraph(out, _("As `sipwhy explain 603` prints them."), 0);
	for (unsigned i = 0; (sheet = code_at(i)); i++)
		sheet_code(out, LAYOUT_MARKDOWN, sheet->code);
	buf_printf(out, "\n## %s\n\n", _("Pairs of codes"));
	print_paragraph(out,
	                _("What `sipwhy explain 183 603` says beyond the two sheets. Any two codes can be compared; "
	                  "these have a text of their own."),
	                0);
	for (unsigned i = 0; (pair = contrast_at(i)); i++)
		sheet_pair(out, pair);
}

static void print_all_causes(struct buf *out)
{
	const struct cause *cause;

	buf_printf(out, "\n## %s\n\n", _("Causes"));
	print_paragraph(out,
	                _("The causes of ITU-T Q.850, as Reason carries them (RFC 3326, RFC 6432), and the status "
	                  "codes that gateways make of them (RFC 3398)."),
	                0);
	for (unsigned i = 0; (cause = cause_at(i)); i++)
		sheet_cause(out, LAYOUT_MARKDOWN, cause->number);
}

static void print_all_terms(struct buf *out)
{
	buf_printf(out, "\n## %s\n", _("Words"));
	for (enum term_kind kind = 0; kind < TERM_KINDS; kind++) {
		const struct term *term;

		buf_printf(out, "\n### %s\n\n", _(term_kind_title(kind)));
		print_paragraph(out, _(term_kind_about(kind)), 0);
		buf_byte(out, '\n');
		for (unsigned i = 0; (term = term_at(i)); i++)
			if (term->kind == kind)
				sheet_term(out, LAYOUT_MARKDOWN, term);
	}
}

void explain_all(struct buf *out)
{
	print_all_rules(out);
	print_all_codes(out);
	print_all_causes(out);
	print_all_terms(out);
}
