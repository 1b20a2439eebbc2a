/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/topic.h"

#include "base/language.h"
#include "rules/cause.h"
#include "rules/code.h"
#include "rules/glossary.h"

enum {
	MAX_ID = 64,   /* longer ones are compared by their start */
	NEAR = 4,      /* edits between a slip of the pen and another word */
	MAX_NEAR = 6,  /* topics offered */
	MAX_WORDS = 6, /* operands of one topic: "call rejected by a feature ..." is not typed out */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '-' || c == '_';
}

/* "Busy Here", "busy here" and "busy-here" are the same. */
static bool is_same_phrase(const char *phrase, struct str typed)
{
	struct str own = str_of(phrase);

	if (own.n != typed.n)
		return false;
	for (size_t i = 0; i < own.n; i++) {
		struct str a = {own.p + i, 1}, b = {typed.p + i, 1};

		if (!str_ieq(a, b) && !(is_blank(own.p[i]) && is_blank(typed.p[i])))
			return false;
	}
	return own.n > 0;
}

static uint16_t code_of_phrase(struct str typed)
{
	const struct code_sheet *sheet;

	for (unsigned i = 0; (sheet = code_at(i)); i++)
		if (code_name(sheet->code) && is_same_phrase(code_name(sheet->code), typed))
			return sheet->code;
	return 0;
}

static uint32_t cause_of_name(struct str typed)
{
	const struct cause *cause;

	for (unsigned i = 0; (cause = cause_at(i)); i++)
		if (is_same_phrase(cause->name, typed))
			return cause->number;
	return 0;
}

/* "603", "603+"; 0: neither. A number up to 127 is a cause, unless it is a code that is known (100). */
static uint16_t read_code(struct str text)
{
	uint32_t code;

	if (str_ieq(text, STR("603+")) || str_ieq(text, STR("603plus")))
		return CODE_603PLUS;
	if (text.n != 3 || !str_to_u32(text, &code) || code < CODE_FIRST || code > CODE_LAST)
		return 0;
	return code > CAUSE_MAX || code_is_known((uint16_t)code) ? (uint16_t)code : 0;
}

static bool cut_prefix(struct str *text, struct str prefix)
{
	if (!str_istarts(*text, prefix))
		return false;
	*text = str_from(*text, prefix.n);
	return true;
}

static void cut_separators(struct str *text)
{
	while (text->n && memchr("/:;=-, ", text->p[0], 7))
		*text = str_from(*text, 1);
}

/* "q.850 21", "Q.850;cause=21", "q850/21", "cause 21"; 0: nothing of that kind, CAUSE_MAX + 1: no such number. */
static uint32_t read_cause(struct str text)
{
	bool named = cut_prefix(&text, STR("q.850")) || cut_prefix(&text, STR("q850"));
	uint32_t number;

	cut_separators(&text);
	named = cut_prefix(&text, STR("cause")) || named;
	cut_separators(&text);
	if (!named || !str_to_u32(text, &number))
		return 0;
	return number && number <= CAUSE_MAX ? number : CAUSE_MAX + 1;
}

static uint16_t read_named_code(struct str text)
{
	bool named = cut_prefix(&text, STR("sip"));

	cut_separators(&text);
	named = cut_prefix(&text, STR("code")) || (named && cut_prefix(&text, STR("cause"))) || named;
	cut_separators(&text);
	return named ? read_code(text) : 0;
}

/* Of no kind in particular; kinds share words. NULL: none is so. */
static const char *word_of(struct str typed)
{
	const struct term *term;

	for (unsigned i = 0; (term = term_at(i)); i++)
		if (is_same_phrase(term->word, typed))
			return term->word;
	return NULL;
}

/* "em_sdp_no_rtp", as the file is called. */
static const struct rule *rule_of(struct str typed)
{
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		if (is_same_phrase((*rule)->id, typed))
			return *rule;
	return NULL;
}

static bool read_topic(struct str text, struct topic *out)
{
	uint32_t number;

	*out = (struct topic){.rule = rule_of(text)};
	if (out->rule)
		return true;
	out->word = word_of(text);
	out->code = read_code(text);
	out->code = out->code ? out->code : read_named_code(text);
	out->code = out->code ? out->code : code_of_phrase(text);
	if (out->code)
		return true;
	out->cause = read_cause(text);
	out->cause = out->cause ? out->cause : cause_of_name(text);
	if (!out->cause && str_to_u32(text, &number) && number <= CAUSE_MAX)
		out->cause = number;
	out->cause = out->cause <= CAUSE_MAX ? out->cause : 0;
	return out->cause || out->word;
}

/* The longest run of operands that names something: how many; 0: not even the first does. */
static unsigned read_longest(char *const *operands, unsigned count, struct topic *out)
{
	unsigned longest = 0;
	struct buf joined = {0};

	for (unsigned n = 1; n <= count && n <= MAX_WORDS; n++) {
		struct topic topic;

		buf_printf(&joined, "%s%s", n > 1 ? " " : "", operands[n - 1]);
		if (!read_topic(buf_str(&joined), &topic))
			continue;
		*out = topic;
		longest = n;
	}
	buf_done(&joined);
	return longest;
}

/* How many codes stand side by side: two are compared, more are not. */
unsigned topic_count_codes(char *const *operands, unsigned count)
{
	unsigned n = 0;

	while (n < count && read_code(str_of(operands[n])))
		n++;
	return n;
}

static bool is_between(const char *operand)
{
	return str_ieq(str_of(operand), STR("vs")) || str_ieq(str_of(operand), STR("vs.")) ||
	       str_ieq(str_of(operand), STR("and")) || str_ieq(str_of(operand), STR("with"));
}

/* "183/603", "183,603", "183-603" */
static bool read_joined_pair(struct str text, struct topic *out)
{
	size_t first = 0;
	uint16_t code, other;

	while (first < text.n && !memchr("/,-:", text.p[first], 4))
		first++;
	if (first == text.n)
		return false;
	code = read_code((struct str){text.p, first});
	other = read_code(str_from(text, first + 1));
	if (!code || !other || code == other)
		return false;
	*out = (struct topic){.code = code, .other = other};
	return true;
}

/* "183 603", "183 vs 603": how many operands; 0: no such pair. */
static unsigned read_pair(char *const *operands, unsigned count, struct topic *out)
{
	unsigned second = count > 2 && is_between(operands[1]) ? 2 : 1;
	uint16_t code, other;

	if (read_joined_pair(str_of(operands[0]), out))
		return 1;
	if (count <= second)
		return 0;
	code = read_code(str_of(operands[0]));
	other = read_code(str_of(operands[second]));
	if (!code || !other || code == other)
		return 0;
	*out = (struct topic){.code = code, .other = other};
	return second + 1;
}

unsigned topic_read(char *const *operands, unsigned count, bool may_pair, struct topic *out)
{
	unsigned n = may_pair ? read_pair(operands, count, out) : 0;

	return n ? n : read_longest(operands, count, out);
}

/* What is not known */

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

struct offers {
	struct str typed;
	unsigned slips; /* only what is so far away */
	unsigned count;
	struct buf text;
};

/* The beginning of a name is as near as a slip of one letter, another part as one of two. */
static unsigned slips_of(struct str own, struct str typed)
{
	unsigned slips = distance(own, typed);

	if (typed.n >= 3 && str_istarts(own, typed) && slips > 1)
		return 1;
	return typed.n >= 3 && str_ihas(own, typed) && slips > 2 ? 2 : slips;
}

static void offer(struct offers *offers, const char *name)
{
	struct str own = str_of(name);

	if (offers->count >= MAX_NEAR || slips_of(own, offers->typed) != offers->slips || offers->slips >= own.n)
		return;
	buf_printf(&offers->text, "%s%s", offers->count++ ? _(", ") : "", name);
}

/* One word may be of several kinds. */
static bool is_repeated(unsigned index)
{
	unsigned first = 0;

	while (strcmp(term_at(first)->word, term_at(index)->word) != 0)
		first++;
	return first < index;
}

static void offer_all(struct offers *offers)
{
	const struct code_sheet *sheet;
	const struct term *term;

	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		offer(offers, (*rule)->id);
	for (unsigned i = 0; (term = term_at(i)); i++)
		if (!is_repeated(i))
			offer(offers, term->word);
	for (unsigned i = 0; (sheet = code_at(i)); i++)
		if (code_name(sheet->code))
			offer(offers, code_name(sheet->code));
}

static bool is_number(struct str text)
{
	uint32_t number;

	return str_to_u32(text, &number);
}

/* Nothing is called like it, but a rule may speak of it. */
static void offer_texts(struct offers *offers)
{
	for (const struct rule *const *rule = rule_catalogue; *rule && offers->typed.n >= 3; rule++)
		if (offers->count < MAX_NEAR && (str_ihas(str_of((*rule)->title), offers->typed) ||
		                                 str_ihas(str_of((*rule)->explain), offers->typed)))
			buf_printf(&offers->text, "%s%s", offers->count++ ? _(", ") : "", (*rule)->id);
}

static void say_near(struct buf *trouble, const char *typed)
{
	struct offers offers = {.typed = str_of(typed)};

	for (; offers.slips <= NEAR && offers.slips <= offers.typed.n / 3; offers.slips++)
		offer_all(&offers);
	if (offers.count) {
		buf_printf(trouble, _("explain: nothing is called %s; perhaps %s"), typed, buf_text(&offers.text));
	} else {
		offer_texts(&offers);
		if (offers.count)
			buf_printf(trouble, _("explain: nothing is called %s; these speak of it: %s"), typed,
			           buf_text(&offers.text));
		else
			buf_printf(trouble, _("explain: nothing is called %s; \"sipwhy explain\" lists what there is"),
			           typed);
	}
	buf_done(&offers.text);
}

/* "cause 200" is one slip, not two. Gives how many operands that is. */
static unsigned join_cause(char *const *operands, unsigned count, struct buf *out)
{
	if (count > 1 && is_number(str_of(operands[1]))) {
		buf_printf(out, "%s %s", operands[0], operands[1]);
		if (read_cause(buf_str(out)))
			return 2;
		buf_clear(out);
	}
	buf_printf(out, "%s", operands[0]);
	return 1;
}

unsigned topic_say_unknown(char *const *operands, unsigned count, struct buf *trouble)
{
	struct buf text = {0};
	unsigned n = join_cause(operands, count, &text);
	const char *typed = buf_text(&text);

	/* A line of trouble is one line. */
	for (size_t i = 0; i < text.n; i++)
		text.p[i] = text.p[i] == '\n' ? ' ' : text.p[i];

	if (trouble->n)
		buf_byte(trouble, '\n');
	if (is_number(str_of(typed)))
		buf_printf(trouble, _("explain: %s is neither a status code (100 to 699) nor a Q.850 cause (1 to 127)"),
		           typed);
	else if (read_cause(str_of(typed)))
		buf_printf(trouble, _("explain: %s: the causes of Q.850 go from 1 to 127"), typed);
	else
		say_near(trouble, typed);
	buf_done(&text);
	return n;
}
