/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/explain.h"

#include "report/lines.h"

enum {
	MAX_ID = 64,  /* longer ones are compared by their start */
	NEAR = 4,     /* edits between a slip of the pen and another word */
	MAX_NEAR = 6, /* ids offered */
};

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
	buf_printf(out, "%s: %s\n", rule->id, rule->title);
	buf_printf(out, "  usually severity %s, confidence %s\n\n", severity_name(rule->severity),
	           confidence_name(rule->confidence));
	print_paragraph(out, rule->explain, 2);
	if (rule->next[0]) {
		buf_printf(out, "\n  What to do:\n");
		print_paragraph(out, rule->next, 2);
	}
	if (rule->fires[0]) {
		buf_printf(out, "\n  As here:\n\n");
		print_ladder(out, rule->fires, "    ");
	}
	buf_printf(out, "\n  See %s\n", rule->refs);
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned d = a < b ? a : b;

	return d < c ? d : c;
}

/* Levenshtein's distance: how many letters to add, drop or change. */
static unsigned distance(struct str a, struct str b)
{
	unsigned row[MAX_ID + 1];

	a.n = a.n > MAX_ID ? MAX_ID : a.n;
	b.n = b.n > MAX_ID ? MAX_ID : b.n;
	for (unsigned j = 0; j <= b.n; j++)
		row[j] = j;
	for (unsigned i = 0; i < a.n; i++) {
		unsigned diagonal = row[0];

		row[0] = i + 1;
		for (unsigned j = 0; j < b.n; j++) {
			unsigned above = row[j + 1];

			row[j + 1] = least(above + 1, row[j] + 1, diagonal + (a.p[i] != b.p[j]));
			diagonal = above;
		}
	}
	return row[b.n];
}

static bool is_near(const struct rule *rule, struct str id)
{
	struct str own = str_of(rule->id);

	return distance(own, id) <= NEAR || (id.n >= 3 && str_ihas(own, id));
}

static bool is_code(struct str text)
{
	uint32_t code;

	return text.n == 3 && str_to_u32(text, &code) && code >= 100 && code <= 699;
}

static bool speaks_of(const struct rule *rule, struct str code)
{
	return str_has(str_of(rule->id), code) || str_has(str_of(rule->title), code) ||
	       str_has(str_of(rule->explain), code);
}

static void say_unknown(struct buf *trouble, struct str id)
{
	bool code = is_code(id);
	unsigned found = 0;

	buf_printf(trouble, "explain: no rule is called " STR_FMT, STR_ARG(id));
	for (const struct rule *const *rule = rule_catalogue; *rule && found < MAX_NEAR; rule++) {
		if (!(code ? speaks_of(*rule, id) : is_near(*rule, id)))
			continue;
		if (found++)
			buf_printf(trouble, ", ");
		else if (code)
			buf_printf(trouble, "; rules about " STR_FMT ": ", STR_ARG(id));
		else
			buf_printf(trouble, "; perhaps ");
		buf_printf(trouble, "%s", (*rule)->id);
	}
	if (!found)
		buf_printf(trouble, "; \"sipwhy explain\" lists them");
}

bool explain_rule(struct buf *out, struct str id, struct buf *trouble)
{
	const struct rule *rule = rule_find(id);

	if (!rule) {
		say_unknown(trouble, id);
		return false;
	}
	if (out->n)
		buf_byte(out, '\n');
	print_rule(out, rule);
	return true;
}

void explain_list(struct buf *out)
{
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		buf_printf(out, "%-26s  %-7s  %s\n", (*rule)->id, severity_name((*rule)->severity), (*rule)->title);
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
	buf_printf(out, "\n## %s\n\n**%s** (%s, %s)\n\n", rule->id, rule->title, severity_name(rule->severity),
	           confidence_name(rule->confidence));
	print_paragraph(out, rule->explain, 0);
	if (rule->next[0]) {
		buf_printf(out, "\nWhat to do:\n");
		print_paragraph(out, rule->next, 0);
	}
	buf_byte(out, '\n');
	print_block(out, "It speaks up here:", rule->fires);
	print_block(out, "and stays silent here:", rule->silent);
	buf_printf(out, "See %s.\n", rule->refs);
}

void explain_all(struct buf *out)
{
	buf_printf(
		out,
		"# Rules\n\nMade by `sipwhy explain --all`. A rule is one file in `src/rules/`; its two ladders\n"
		"([notation](ladder.md)) are played as packets through the whole program by the tests.\n"
		"Severity and confidence, in brackets, are the usual ones: longer silence weighs more, and a claim that\n"
		"something is missing is as certain as it is that this capture would have shown it.\n\n"
		"Words: an 18x is any provisional response from 101 to 199. A hop is the way from one SIP element to the next.\n"
		"A leg is the part of a call that has a Call-ID of its own: a B2BUA (an SBC, a PBX) makes two legs of one call;\n"
		"the caller's leg is the one nearer to the caller. The callee's side is whatever answers the caller's INVITE.\n");
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		print_markdown(out, *rule);
}
