/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/choice.h"

#include "base/language.h"
#include "rules/ending.h"
#include "rules/told.h"

#include <errno.h>

typedef bool match_fn(const struct condition *condition, const struct reported *reported);
typedef const char *value_fn(unsigned i); /* NULL: there are only i */

/* When it is known what a call has there. */
enum known {
	KNOWN_AT_ONCE,
	KNOWN_ONCE_THERE, /* it has more and more, and loses none */
	KNOWN_AT_END,
};

struct choice_field {
	const char *name;
	match_fn *match;  /* without looking at condition->negated */
	value_fn *values; /* NULL: any word may be one */
	enum known known;
	bool is_number;
};

static bool match(const struct condition *condition, struct str value)
{
	return condition->contains ? str_ihas(value, condition->word) : str_ieq(value, condition->word);
}

static bool match_verdict(const struct condition *condition, const struct reported *reported)
{
	return match(condition, str_of(label_name(reported->verdict->label)));
}

static bool match_outcome(const struct condition *condition, const struct reported *reported)
{
	return match(condition, str_of(outcome_name(reported->attempt->outcome)));
}

static bool match_code(const struct condition *condition, const struct reported *reported)
{
	struct buf code = {0};
	bool found;

	if (reported->attempt->final)
		buf_printf(&code, "%u", reported->attempt->final->code);
	found = match(condition, buf_str(&code));
	buf_done(&code);
	return found;
}

/* Any code that was seen: a 183 on the way to a 200. */
static bool match_seen(const struct condition *condition, const struct reported *reported)
{
	bool found = match_code(condition, reported);
	struct buf code = {0};

	for (unsigned i = 0; !found && i < reported->attempt->provisional_count; i++) {
		buf_clear(&code);
		buf_printf(&code, "%u", reported->attempt->provisionals[i]->code);
		found = match(condition, buf_str(&code));
	}
	buf_done(&code);
	return found;
}

static bool match_from(const struct condition *condition, const struct reported *reported)
{
	return match(condition, reported->attempt->from_uri);
}

static bool match_to(const struct condition *condition, const struct reported *reported)
{
	return match(condition, reported->attempt->to_uri) || match(condition, reported->attempt->request_uri);
}

static bool match_call_id(const struct condition *condition, const struct reported *reported)
{
	return match(condition, reported->attempt->call->id);
}

static bool match_rule(const struct condition *condition, const struct reported *reported)
{
	for (unsigned i = 0; i < reported->findings->count; i++)
		if (match(condition, str_of(reported->findings->found[i].rule->id)))
			return true;
	return false;
}

/* Only of a call that was declined; where nothing tells who did it, that is unknown. */
static bool match_origin(const struct condition *condition, const struct reported *reported)
{
	const struct finding *finding = verdict_decline(reported->attempt, reported->findings);
	enum origin origin = finding ? finding->origin : ORIGIN_UNKNOWN;

	return reported->attempt->outcome == OUTCOME_DECLINED && match(condition, str_of(origin_name(origin)));
}

static bool match_ending(const struct condition *condition, const struct reported *reported)
{
	struct ending ending;
	bool found;

	if (!ending_of(reported->attempt, reported->findings, &ending))
		return false;
	found = match(condition, str_of(ending.word));
	ending_done(&ending);
	return found;
}

static bool match_host(const struct condition *condition, const struct reported *reported)
{
	struct buf host = {0};
	bool found;

	address_format(&host, &reported->attempt->caller.address);
	found = match(condition, buf_str(&host));
	buf_clear(&host);
	address_format(&host, &reported->attempt->callee.address);
	found = found || match(condition, buf_str(&host));
	buf_done(&host);
	return found;
}

static const char *verdict_value(unsigned i)
{
	return i < LABELS ? label_name((enum label)i) : NULL;
}

static const char *outcome_value(unsigned i)
{
	return i < OUTCOMES ? outcome_name((enum outcome)i) : NULL;
}

static const char *origin_value(unsigned i)
{
	return ORIGIN_UNKNOWN + i <= ORIGIN_USER ? origin_name((enum origin)(ORIGIN_UNKNOWN + i)) : NULL;
}

static const char *ending_value(unsigned i)
{
	const struct term *ending = ending_at(i);

	return ending ? ending->word : NULL;
}

static const char *rule_value(unsigned i)
{
	return rule_catalogue[i] ? rule_catalogue[i]->id : NULL;
}

static const struct choice_field fields[] = {
	{"verdict", match_verdict, verdict_value, KNOWN_AT_END},
	{"outcome", match_outcome, outcome_value, KNOWN_AT_END},
	{"origin", match_origin, origin_value, KNOWN_AT_END},
	{"ending", match_ending, ending_value, KNOWN_AT_END},
	{"code", match_code, NULL, KNOWN_AT_END, .is_number = true},
	{"seen", match_seen, NULL, KNOWN_ONCE_THERE, .is_number = true},
	{"rule", match_rule, rule_value, KNOWN_ONCE_THERE},
	{"from", match_from, NULL},
	{"to", match_to, NULL},
	{"host", match_host, NULL},
	{"call-id", match_call_id, NULL},
};

static const struct choice_field *find_field(struct str name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (str_ieq(name, str_of(fields[i].name)))
			return &fields[i];
	return NULL;
}

static void refuse_field(struct str name, struct buf *trouble)
{
	struct buf list = {0}, given = {0};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		buf_printf(&list, "%s%s", i ? _(", ") : "", fields[i].name);
	buf_add(&given, name);
	/* TRANSLATORS: what was given behind -c, and a list of what may be */
	buf_printf(trouble, _("a call has no field %s; there are %s"), buf_text(&given), buf_text(&list));
	buf_done(&list);
	buf_done(&given);
}

static void refuse_word(const struct condition *condition, const char *word, struct buf *trouble)
{
	struct buf list = {0};
	const char *value;

	for (unsigned i = 0; (value = condition->field->values(i)); i++)
		buf_printf(&list, "%s%s", i ? _(", ") : "", value);
	/* TRANSLATORS: a field of a call, what was given, and a list: "outcome is never lost; it can be answered, ..." */
	buf_printf(trouble, _("%s is never %s; it can be %s"), condition->field->name, word, buf_text(&list));
	buf_done(&list);
}

static bool has_value(const struct condition *condition)
{
	const char *value;

	if (!condition->field->values)
		return true;
	for (unsigned i = 0; (value = condition->field->values(i)); i++)
		if (str_ieq(condition->word, str_of(value)))
			return true;
	return false;
}

/* A word that a field can never have is a slip: to choose no call because of it would look like good news. */
static int check_word(const struct condition *condition, struct buf *trouble)
{
	bool is_number = condition->field->is_number;
	struct buf word = {0};
	uint32_t number;

	if (condition->contains || (is_number ? str_to_u32(condition->word, &number) : has_value(condition)))
		return 0;
	buf_add(&word, condition->word);
	if (is_number)
		/* TRANSLATORS: a field of a call, and what was given: "code is a number, not busy" */
		buf_printf(trouble, _("%s is a number, not %s"), condition->field->name, buf_text(&word));
	else
		refuse_word(condition, buf_text(&word), trouble);
	buf_done(&word);
	return -EINVAL;
}

static int add_condition(struct choice *choice, struct str text, struct buf *trouble)
{
	struct condition condition = {0};
	struct str name;
	size_t at = 0;

	while (at < text.n && text.p[at] != '=' && text.p[at] != '~')
		at++;
	if (at == text.n || choice->count == CHOICE_MAX) {
		struct buf given = {0};

		buf_add(&given, text);
		buf_printf(trouble,
		           at == text.n ? _("\"%s\" is no condition; they look like code=603 or from~1555")
		                        : _("\"%s\": too many conditions"),
		           buf_text(&given));
		buf_done(&given);
		return -EINVAL;
	}
	name = (struct str){text.p, at};
	condition.contains = text.p[at] == '~';
	condition.negated = at && text.p[at - 1] == '!';
	condition.word = str_trim(str_from(text, at + 1));
	name.n -= condition.negated;
	condition.field = find_field(str_trim(name));
	if (!condition.field) {
		refuse_field(str_trim(name), trouble);
		return -EINVAL;
	}
	if (check_word(&condition, trouble) < 0)
		return -EINVAL;
	choice->condition[choice->count++] = condition;
	return 0;
}

int choice_add(struct choice *choice, struct str expression, struct buf *trouble)
{
	struct str text;
	int r = 0;

	while (r == 0 && str_split(&expression, ',', &text))
		r = add_condition(choice, str_trim(text), trouble);
	return r;
}

bool choice_has(const struct choice *choice, const struct reported *reported)
{
	/* A call that something was told of is not left without its end, least of all where that shows otherwise. */
	if (told_last(reported->attempt->call))
		return true;
	for (unsigned i = 0; i < choice->count; i++)
		if (choice->condition[i].field->match(&choice->condition[i], reported) == choice->condition[i].negated)
			return false;
	return true;
}

/* As choice_field's match, of the rules that hold by now. */
static bool match_told(const struct condition *condition, const struct call *call, const struct finding *finding)
{
	bool found = match(condition, str_of(finding->rule->id));

	for (const struct told *told = told_last(call); told && !found; told = told->next)
		found = match(condition, str_of(told->rule->id));
	return found;
}

bool choice_has_by_now(const struct choice *choice, const struct attempt *attempt, const struct finding *finding)
{
	const struct reported so_far = {.attempt = attempt};

	for (unsigned i = 0; i < choice->count; i++) {
		const struct condition *condition = &choice->condition[i];
		const struct choice_field *field = condition->field;
		bool has;

		/* What is not there yet may come. */
		if (field->known == KNOWN_AT_END || (field->known == KNOWN_ONCE_THERE && condition->negated))
			return false;
		has = field->match == match_rule ? match_told(condition, attempt->call, finding)
		                                 : field->match(condition, &so_far);
		if (has == condition->negated)
			return false;
	}
	return true;
}
