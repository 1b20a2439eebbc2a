/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/sheet.h"

#include "base/language.h"
#include "report/escape.h"
#include "report/lines.h"
#include "rules/mention.h"

enum {
	INDENT = 2,
	COMMAND = 34, /* columns of a command, before what it is for */
};

/* One label and what stands behind it. */

static const char *const labels[] = {
	N_("Class"),       N_("Meaning"),  N_("When"),        N_("The call"), N_("Audio"),   N_("Question"),
	N_("What to do"),  N_("Q.850"),    N_("In SIP"),      N_("Rules"),    N_("Compare"), N_("Next"),
	N_("In one call"), N_("In short"), N_("Differences"), N_("Kind"),     N_("See"),
};

/* All sheets have their texts in one column. */
static size_t label_width(void)
{
	size_t widest = 0;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t columns = text_columns(str_of(_(labels[i])));

		widest = columns > widest ? columns : widest;
	}
	return widest + 2;
}

static void print_text_point(struct buf *out, const char *label, struct str text)
{
	struct lines lines = {.out = out};
	size_t width = label_width(), column;

	lines_indent(&lines, INDENT);
	column = INDENT + lines_label(out, label, width);
	lines_wrap(&lines, column, INDENT + width, text);
}

static void print_markdown_point(struct buf *out, const char *label, struct str text)
{
	struct lines lines = {.out = out};
	struct buf line = {0};

	if (label[0])
		buf_printf(&line, "**%s:** ", label);
	buf_add(&line, text);
	buf_printf(out, "- ");
	lines_wrap(&lines, 2, 2, buf_str(&line));
	buf_done(&line);
}

/* label: in the language spoken; "" goes on with the one before. Nothing for no text. */
static void print_point(struct buf *out, enum layout layout, const char *label, struct str text)
{
	if (!text.n)
		return;
	if (layout == LAYOUT_TEXT)
		print_text_point(out, label, text);
	else
		print_markdown_point(out, label, text);
}

static void print_title(struct buf *out, enum layout layout, struct str title)
{
	buf_printf(out, layout == LAYOUT_TEXT ? STR_FMT "\n\n" : "\n### " STR_FMT "\n\n", STR_ARG(title));
}

void code_number(struct buf *out, uint16_t code)
{
	if (code == CODE_603PLUS)
		buf_printf(out, "603+");
	else
		buf_printf(out, "%u", code);
}

/* "603 Decline" */
static void code_title(struct buf *out, uint16_t code)
{
	code_number(out, code);
	if (code_name(code))
		buf_printf(out, " %s", code_name(code));
}

/* Paragraphs that are worked out */

static void add_comma(struct buf *out)
{
	if (out->n)
		buf_add(out, str_of(_(", ")));
}

static void add_word(struct buf *out, struct str word)
{
	add_comma(out);
	buf_add(out, word);
}

static void list_rules(struct buf *out, const struct code_sheet *sheet)
{
	struct str rest = str_of(sheet->also), name;
	struct buf named = {0}, also = {0};

	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		if (rule_mentions(*rule, sheet->code))
			add_word(&named, str_of((*rule)->id));
	while (str_split(&rest, ' ', &name)) {
		const struct rule *rule = rule_find(name);

		if (!rule || !rule_mentions(rule, sheet->code))
			add_word(&also, name);
	}
	if (named.n && also.n)
		/* TRANSLATORS: names of rules: those that speak of a code, then those that look at such calls */
		buf_printf(out, _("%s; on such calls also %s"), buf_text(&named), buf_text(&also));
	else
		buf_add(out, named.n ? buf_str(&named) : buf_str(&also));
	buf_done(&named);
	buf_done(&also);
}

static void list_cause(struct buf *out, uint32_t number)
{
	add_comma(out);
	/* TRANSLATORS: the number of a Q.850 cause and its name */
	buf_printf(out, _("%u (%s)"), number, cause_name(number));
}

/* Of 500 there are too many, and none of them means it. */
static void list_causes(struct buf *out, uint16_t code)
{
	const struct cause *cause;

	for (unsigned i = 0; code != 500 && (cause = cause_at(i)); i++)
		if (cause->code == code)
			list_cause(out, cause->number);
}

/* What a gateway makes it of. */
static void tell_cause_before(struct buf *out, uint16_t code)
{
	struct buf causes = {0};

	list_causes(&causes, code);
	if (causes.n)
		buf_printf(out, _("A gateway makes it of cause %s."), buf_text(&causes));
	else if (code == 500)
		buf_printf(out, _("A gateway makes it of every cause that has no code of its own."));
	else if (code == 603)
		buf_printf(out,
		           _("A gateway may make it of cause 21 (call rejected) when the location is the user's side "
		             "(U); otherwise it makes 403 of it."));
	else if (code == 301)
		buf_printf(out, _("A gateway makes it of cause 22 (number changed) when that names the new number."));
	buf_done(&causes);
}

static void tell_causes(struct buf *out, const struct code_sheet *sheet)
{
	struct buf cause = {0};

	tell_cause_before(out, sheet->code);
	if (!sheet->cause)
		return;
	list_cause(&cause, sheet->cause);
	/* TRANSLATORS: follows the sentence about what a gateway makes it of, or stands alone */
	buf_printf(out, _(" Towards the telephone network it becomes cause %s."), buf_text(&cause));
	buf_done(&cause);
}

static bool is_provisional(uint16_t code)
{
	return code < 200;
}

/* "code=603", as -c takes it. */
static void add_condition(struct buf *out, uint16_t code)
{
	if (code == CODE_603PLUS)
		buf_printf(out, "rule~603plus");
	else
		buf_printf(out, is_provisional(code) ? "seen=%u" : "code=%u", code);
}

/* A command, and what it is for. */
static void print_command(struct buf *out, const char *label, const char *command, const char *about)
{
	struct buf line = {0};

	lines_label(&line, command, COMMAND);
	buf_printf(&line, "%s", about);
	print_point(out, LAYOUT_TEXT, label, buf_str(&line));
	buf_done(&line);
}

static void print_next(struct buf *out, const char *label, uint16_t code)
{
	struct buf command = {0};

	buf_printf(&command, "sipwhy -c ");
	add_condition(&command, code);
	buf_printf(&command, " FILE");
	print_command(out, label, buf_text(&command),
	              is_provisional(code) ? _("calls in which it came") : _("calls that ended with it"));
	buf_done(&command);
}

/* What else it is compared with. */
static void print_compare(struct buf *out, uint16_t code)
{
	struct buf others = {0}, command = {0}, about = {0};
	const struct contrast *pair;

	for (unsigned i = 0; (pair = contrast_at(i)); i++) {
		if (pair->code != code && pair->other != code)
			continue;
		add_comma(&others);
		code_number(&others, pair->code == code ? pair->other : pair->code);
	}
	if (others.n) {
		buf_printf(&command, "sipwhy explain ");
		code_number(&command, code);
		buf_printf(&command, " CODE");
		/* TRANSLATORS: behind "sipwhy explain 603 CODE"; %s are numbers of codes */
		buf_printf(&about, _("side by side with %s or any other"), buf_text(&others));
		print_command(out, _("Compare"), buf_text(&command), buf_text(&about));
	}
	buf_done(&others);
	buf_done(&command);
	buf_done(&about);
}

/* A code that no standard knows. */
static void print_unknown(struct buf *out, uint16_t code)
{
	const struct code_sheet *sheet = code_sheet(code);
	struct lines lines = {.out = out};
	struct buf line = {0}, taken_for = {0};

	if (sheet->code != code) {
		code_title(&taken_for, sheet->code);
		buf_printf(&line,
		           _("No standard gives %u a meaning. Software that does not know it takes it for %s (RFC 3261 "
		             "8.1.3.2), so what follows is said of that."),
		           code, buf_text(&taken_for));
		lines_indent(&lines, INDENT);
		lines_wrap(&lines, INDENT, INDENT, buf_str(&line));
		buf_byte(out, '\n');
	}
	buf_done(&line);
	buf_done(&taken_for);
}

static void print_code_points(struct buf *out, enum layout layout, const struct code_sheet *sheet)
{
	struct buf causes = {0}, rules = {0};

	tell_causes(&causes, sheet);
	list_rules(&rules, sheet);
	print_point(out, layout, _("Class"), str_of(_(code_class(sheet->code))));
	print_point(out, layout, _("Meaning"), str_of(_(sheet->means)));
	print_point(out, layout, _("When"), str_of(_(sheet->seen)));
	print_point(out, layout, _("The call"), str_of(_(code_state(sheet))));
	print_point(out, layout, _("Audio"), str_of(_(code_audio(sheet))));
	print_point(out, layout, _("Question"), str_of(_(sheet->question)));
	print_point(out, layout, _("What to do"), str_of(_(sheet->action)));
	print_point(out, layout, _("Q.850"), buf_str(&causes));
	print_point(out, layout, _("Rules"), buf_str(&rules));
	buf_done(&causes);
	buf_done(&rules);
}

void sheet_code(struct buf *out, enum layout layout, uint16_t code)
{
	const struct code_sheet *sheet = code_sheet(code);
	struct buf title = {0};

	code_title(&title, code);
	print_title(out, layout, buf_str(&title));
	print_unknown(out, code);
	print_code_points(out, layout, sheet);
	if (layout == LAYOUT_TEXT) {
		print_next(out, _("Next"), code);
		print_compare(out, code);
	}
	print_point(out, layout, _("See"), str_of(sheet->refs));
	buf_done(&title);
}

/* Two codes */

static unsigned class_digit(uint16_t code)
{
	return code == CODE_603PLUS ? 6 : code / 100;
}

static void tell_provisional(struct buf *out, unsigned other, const char *low, const char *high)
{
	if (other == 1)
		buf_printf(out,
		           _("%s and %s both leave the call open; they differ in what they tell the caller's phone."),
		           low, high);
	else if (other == 2)
		buf_printf(out, _("%s comes before the answer; %s is the answer."), low, high);
	else
		buf_printf(
			out,
			_("%s leaves the call open, %s ends it. What the caller heard in between is one question, why "
		          "it ended another."),
			low, high);
}

static void tell_redirection(struct buf *out, unsigned other, const char *low, const char *high)
{
	if (other == 3)
		buf_printf(out, _("%s and %s both send the call elsewhere."), low, high);
	else
		buf_printf(out, _("%s sends the call elsewhere; %s does not say where it could go."), low, high);
}

static void tell_failures(struct buf *out, unsigned class, unsigned other, const char *low, const char *high)
{
	if (class == other && class < 6)
		buf_printf(out, _("%s and %s are final for one server or phone: another one might take the call."), low,
		           high);
	else if (class == other)
		buf_printf(out, _("%s and %s are final for all of the callee's phones; they differ in the reason."),
		           low, high);
	else if (other == 5)
		buf_printf(out,
		           _("%s says that a server or phone does not take this call, %s that a server itself failed."),
		           low, high);
	else
		buf_printf(out, _("%s is final for one server or phone, %s for all of the callee's."), low, high);
}

/* Where nothing is written about the two: what their classes say. The lower one is named first. */
static void tell_classes(struct buf *out, unsigned class, unsigned other, const char *low, const char *high)
{
	if (class == 1)
		tell_provisional(out, other, low, high);
	else if (class == 2 && other == 2)
		buf_printf(out, _("%s and %s both say that a request succeeded; a call is answered by 200."), low,
		           high);
	else if (class == 2)
		buf_printf(out, _("%s is success, %s is not."), low, high);
	else if (class == 3)
		tell_redirection(out, other, low, high);
	else
		tell_failures(out, class, other, low, high);
}

static const char *class_meet(uint16_t low, uint16_t high)
{
	if (is_provisional(low) && is_provisional(high))
		return _("Both may come in one call, in either order.");
	if (is_provisional(low))
		return _("In one call the first may come before the second; what the caller heard between the two is "
		         "what the first has to answer for.");
	return _("An INVITE has one final response. Both meet on a fork, where the proxy passes on one of "
	         "them: any 2xx, else a 6xx, else what it likes best of the others; or on two legs of a "
	         "B2BUA, where the one nearer to the callee is the true one.");
}

static void print_class_gist(struct buf *out, uint16_t low, uint16_t high)
{
	struct buf a = {0}, b = {0}, line = {0};

	code_number(&a, low);
	code_number(&b, high);
	tell_classes(&line, class_digit(low), class_digit(high), buf_text(&a), buf_text(&b));
	print_point(out, LAYOUT_TEXT, _("In short"), buf_str(&line));
	buf_done(&a);
	buf_done(&b);
	buf_done(&line);
}

/* label on a line of its own, and both codes below it. */
static void print_both(struct buf *out, const char *label, const uint16_t codes[2], struct str first, struct str second)
{
	struct lines lines = {.out = out};
	struct str texts[2] = {first, second};

	if (!first.n && !second.n)
		return;
	buf_printf(out, "\n  %s\n", label);
	for (unsigned i = 0; i < 2; i++) {
		struct buf number = {0};
		size_t column;

		code_number(&number, codes[i]);
		lines_indent(&lines, 2 * INDENT);
		column = 2 * INDENT + lines_label(out, buf_text(&number), 6);
		lines_wrap(&lines, column, column, texts[i].n ? texts[i] : str_of("-"));
		buf_done(&number);
	}
}

static void print_points_of_both(struct buf *out, const uint16_t codes[2])
{
	const struct code_sheet *const sheets[2] = {code_sheet(codes[0]), code_sheet(codes[1])};
	const struct code_sheet *a = sheets[0], *b = sheets[1];
	struct buf causes[2] = {{0}, {0}}, rules[2] = {{0}, {0}};

	for (unsigned i = 0; i < 2; i++) {
		tell_causes(&causes[i], sheets[i]);
		list_rules(&rules[i], sheets[i]);
	}
	print_both(out, _("Class"), codes, str_of(_(code_class(a->code))), str_of(_(code_class(b->code))));
	print_both(out, _("Meaning"), codes, str_of(_(a->means)), str_of(_(b->means)));
	print_both(out, _("When"), codes, str_of(_(a->seen)), str_of(_(b->seen)));
	print_both(out, _("The call"), codes, str_of(_(code_state(a))), str_of(_(code_state(b))));
	print_both(out, _("Audio"), codes, str_of(_(code_audio(a))), str_of(_(code_audio(b))));
	print_both(out, _("Question"), codes, str_of(_(a->question)), str_of(_(b->question)));
	print_both(out, _("What to do"), codes, str_of(_(a->action)), str_of(_(b->action)));
	print_both(out, _("Q.850"), codes, buf_str(&causes[0]), buf_str(&causes[1]));
	print_both(out, _("Rules"), codes, buf_str(&rules[0]), buf_str(&rules[1]));
	for (unsigned i = 0; i < 2; i++) {
		buf_done(&causes[i]);
		buf_done(&rules[i]);
	}
}

static void print_next_of_both(struct buf *out, uint16_t code, uint16_t other)
{
	bool both = is_provisional(code) || is_provisional(other);
	struct buf command = {0};

	if (both) {
		buf_printf(&command, "sipwhy -c ");
		add_condition(&command, code);
		buf_byte(&command, ',');
		add_condition(&command, other);
		buf_printf(&command, " FILE");
		print_command(out, _("Next"), buf_text(&command), _("calls that have both"));
	}
	print_next(out, both ? "" : _("Next"), code);
	print_next(out, "", other);
	buf_done(&command);
}

static void print_refs_of_both(struct buf *out, const uint16_t codes[2])
{
	const struct code_sheet *first = code_sheet(codes[0]), *second = code_sheet(codes[1]);
	struct buf refs = {0};

	buf_printf(&refs, "%s", first->refs);
	if (second != first)
		buf_printf(&refs, "; %s", second->refs);
	print_point(out, LAYOUT_TEXT, _("See"), buf_str(&refs));
	buf_done(&refs);
}

static void print_further(struct buf *out, const struct contrast *contrast)
{
	struct lines lines = {.out = out};

	buf_printf(out, "\n  %s\n", _("Differences"));
	for (unsigned i = 0; i < CONTRAST_MAX_POINTS && contrast->points[i]; i++) {
		buf_printf(out, "    - ");
		lines_wrap(&lines, 6, 6, str_of(_(contrast->points[i])));
	}
}

static void print_titles(struct buf *out, const uint16_t codes[2])
{
	struct buf first = {0}, second = {0};

	code_title(&first, codes[0]);
	code_title(&second, codes[1]);
	/* TRANSLATORS: a headline: "183 Session Progress and 603 Decline" */
	buf_printf(out, _("%s and %s"), buf_text(&first), buf_text(&second));
	buf_printf(out, "\n\n");
	buf_done(&first);
	buf_done(&second);
}

void sheet_contrast(struct buf *out, uint16_t code, uint16_t other)
{
	const struct contrast *contrast = contrast_find(code, other);
	const uint16_t codes[2] = {code, other};
	uint16_t low = code < other ? code : other, high = code < other ? other : code;

	print_titles(out, codes);
	print_unknown(out, code);
	print_unknown(out, other);
	if (contrast)
		print_point(out, LAYOUT_TEXT, _("In short"), str_of(_(contrast->gist)));
	else
		print_class_gist(out, low, high);
	print_points_of_both(out, codes);
	if (contrast)
		print_further(out, contrast);
	buf_byte(out, '\n');
	print_point(out, LAYOUT_TEXT, _("In one call"), str_of(contrast ? _(contrast->meet) : class_meet(low, high)));
	print_next_of_both(out, code, other);
	print_refs_of_both(out, codes);
}

void sheet_pair(struct buf *out, const struct contrast *contrast)
{
	struct buf title = {0}, first = {0}, second = {0};

	code_number(&first, contrast->code);
	code_number(&second, contrast->other);
	buf_printf(&title, _("%s and %s"), buf_text(&first), buf_text(&second));
	print_title(out, LAYOUT_MARKDOWN, buf_str(&title));
	print_point(out, LAYOUT_MARKDOWN, _("In short"), str_of(_(contrast->gist)));
	for (unsigned i = 0; i < CONTRAST_MAX_POINTS && contrast->points[i]; i++)
		print_point(out, LAYOUT_MARKDOWN, "", str_of(_(contrast->points[i])));
	print_point(out, LAYOUT_MARKDOWN, _("In one call"), str_of(_(contrast->meet)));
	buf_done(&title);
	buf_done(&first);
	buf_done(&second);
}

/* Causes */

static void tell_code_of(struct buf *out, const struct cause *cause)
{
	struct buf code = {0};

	if (cause->code)
		code_title(&code, cause->code);
	if (cause->number == 21)
		buf_printf(out, _("403 Forbidden; it may be 603 Decline when the location is the user's side (U)."));
	else if (cause->number == 22)
		buf_printf(out, _("410 Gone, or 301 Moved Permanently when the new number comes with it."));
	else if (cause->code)
		/* TRANSLATORS: a status code and its name: "486 Busy Here." */
		buf_printf(out, _("%s."), buf_text(&code));
	else
		buf_printf(out, _("None of its own: a BYE or CANCEL."));
	buf_done(&code);
}

/* The codes that become this cause. */
static void tell_codes_back(struct buf *out, uint32_t number)
{
	struct buf codes = {0};
	const struct code_sheet *sheet;

	for (unsigned i = 0; (sheet = code_at(i)); i++) {
		if (sheet->cause != number)
			continue;
		add_comma(&codes);
		code_number(&codes, sheet->code);
	}
	if (codes.n)
		/* TRANSLATORS: follows the sentence about the code it becomes */
		buf_printf(out, _(" The other way round it is made of %s."), buf_text(&codes));
	buf_done(&codes);
}

/* Each class ends with the cause that says no more than the class. */
static void print_nameless(struct buf *out, enum layout layout, uint32_t number)
{
	struct buf line = {0};
	uint32_t unspecified = number < 32 ? 31 : number | 15;

	buf_printf(&line,
	           _("Q.850 gives this number no name. Read it as %u (%s), the one of its class that says no more "
	             "than the class."),
	           unspecified, cause_name(unspecified));
	print_point(out, layout, _("Meaning"), buf_str(&line));
	buf_done(&line);
}

void sheet_cause(struct buf *out, enum layout layout, uint32_t number)
{
	const struct cause *cause = cause_find(number);
	struct buf title = {0}, codes = {0};

	if (cause)
		buf_printf(&title, _("Q.850 cause %u: %s"), number, cause_name(number));
	else
		buf_printf(&title, _("Q.850 cause %u"), number);
	print_title(out, layout, buf_str(&title));
	print_point(out, layout, _("Class"), str_of(cause_class(number)));
	if (cause) {
		print_point(out, layout, _("Meaning"), str_of(_(cause->means)));
		tell_code_of(&codes, cause);
		tell_codes_back(&codes, number);
		print_point(out, layout, _("In SIP"), buf_str(&codes));
	} else {
		print_nameless(out, layout, number);
	}
	if (layout == LAYOUT_TEXT)
		print_point(out, layout, _("See"), STR("ITU-T Q.850, RFC 3398, RFC 6432"));
	buf_done(&title);
	buf_done(&codes);
}

/* Words */

/* The field of a call that -c asks for by such words; NULL: none. */
static const char *field_of(enum term_kind kind)
{
	static const char *const fields[TERM_KINDS] = {
		[TERM_VERDICT] = "verdict",
		[TERM_OUTCOME] = "outcome",
		[TERM_ORIGIN] = "origin",
		[TERM_ENDING] = "ending",
	};

	return fields[kind];
}

static void print_term_next(struct buf *out, const struct term *term)
{
	const char *field = field_of(term->kind);
	struct buf line = {0};

	if (field)
		buf_printf(&line, "sipwhy -c %s=%s FILE", field, term->word);
	print_point(out, LAYOUT_TEXT, _("Next"), buf_str(&line));
	buf_done(&line);
}

void sheet_term(struct buf *out, enum layout layout, const struct term *term)
{
	struct buf title = {0};

	if (layout == LAYOUT_MARKDOWN) {
		buf_printf(&title, "`%s`", term->word);
		print_point(out, layout, buf_text(&title), str_of(_(term->text)));
	} else {
		/* TRANSLATORS: a word that reports use, and of what kind it is: "silent-media (verdict)" */
		buf_printf(&title, _("%s (%s)"), term->word, _(term_kind_name(term->kind)));
		print_title(out, layout, buf_str(&title));
		print_point(out, layout, _("Meaning"), str_of(_(term->text)));
		print_point(out, layout, _("Kind"), str_of(_(term_kind_about(term->kind))));
		print_term_next(out, term);
	}
	buf_done(&title);
}
