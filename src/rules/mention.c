/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/mention.h"

#include "rules/code.h"

static bool is_word_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "200 ms" and "480 Hz" are no status codes. */
static bool is_quantity(struct str behind)
{
	static const char *const units[] = {"ms", "Hz", "s", "kHz", "kbit", "bytes", "packets", "%"};

	if (behind.n && behind.p[0] == '%')
		return true;
	if (!behind.n || behind.p[0] != ' ')
		return false;
	behind = str_from(behind, 1);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct str unit = str_of(units[i]);

		if (str_starts(behind, unit) && (behind.n == unit.n || !is_word_byte(behind.p[unit.n])))
			return true;
	}
	return false;
}

/* Whether the number that stands at text[at] is code. "603+" and "603plus" are another story than 603. */
static bool is_code_at(struct str text, size_t at, struct str digits, bool plus)
{
	struct str behind = str_from(text, at + digits.n);

	if (at && (is_word_byte(text.p[at - 1]) || text.p[at - 1] == '.'))
		return false;
	if (str_starts(behind, STR("+")) || str_starts(behind, STR("plus")))
		return plus;
	return !plus && !(behind.n && is_word_byte(behind.p[0])) && !is_quantity(behind);
}

static bool mentions(const char *words, struct str digits, bool plus)
{
	struct str text = str_of(words);

	for (size_t at = 0; at + digits.n <= text.n; at++)
		if (str_starts(str_from(text, at), digits) && is_code_at(text, at, digits, plus))
			return true;
	return false;
}

static bool speaks_of_18x(const struct rule *rule)
{
	return str_has(str_of(rule->id), STR("18x")) || str_has(str_of(rule->title), STR("18x")) ||
	       str_has(str_of(rule->explain), STR("18x"));
}

bool rule_mentions(const struct rule *rule, uint16_t code)
{
	bool plus = code == CODE_603PLUS, found;
	struct buf room = {0};
	struct str digits;

	buf_printf(&room, "%u", plus ? 603 : code);
	digits = buf_str(&room);
	found = mentions(rule->id, digits, plus) || mentions(rule->title, digits, plus) ||
	        mentions(rule->explain, digits, plus) ||
	        (code > 100 && code < 200 && speaks_of_18x(rule) && mentions(rule->fires, digits, false));
	buf_done(&room);
	return found;
}
