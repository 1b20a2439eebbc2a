/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/exposition.h"

#include "report/escape.h"

enum {
	MOST_CHARACTERS = 128, /* of a label's value */
};

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

static void put(struct exposition *exposition, const char *text)
{
	buf_add(exposition->out, str_of(text));
}

static void begin(struct exposition *exposition, const char *name, const char *help, const char *type)
{
	exposition->family = name;
	buf_printf(exposition->out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void exposition_counter(struct exposition *exposition, const char *name, const char *help)
{
	begin(exposition, name, help, "counter");
}

void exposition_gauge(struct exposition *exposition, const char *name, const char *help)
{
	begin(exposition, name, help, "gauge");
}

static void put_character(struct buf *out, const struct character *character)
{
	switch (character->code) {
	case '\\':
		buf_add(out, STR("\\\\"));
		break;
	case '"':
		buf_add(out, STR("\\\""));
		break;
	default:
		buf_add(out, character->bytes);
	}
}

/* How many bytes there are before the first that needs a look: mostly all of them. */
static unsigned count_plain(struct str value)
{
	unsigned n = 0;

	while (n < value.n && n < MOST_CHARACTERS && value.p[n] >= ' ' && value.p[n] <= '~' && value.p[n] != '"' &&
	       value.p[n] != '\\')
		n++;
	return n;
}

/* Nothing of it ends the value, the line or the text, whoever chose it; what no person sees, nobody is to be fooled by. */
static void put_value(struct buf *out, struct str value)
{
	unsigned i = count_plain(value);
	struct character character;

	buf_add(out, (struct str){value.p, i});
	value = str_from(value, i);
	for (; i < MOST_CHARACTERS && character_next(&value, &character); i++)
		if (character.valid && character_is_visible(character.code))
			put_character(out, &character);
		else
			buf_add(out, str_of(replacement));
}

bool exposition_is_plain(struct str value)
{
	struct character character;
	unsigned count = 0;

	while (count <= MOST_CHARACTERS && character_next(&value, &character)) {
		if (!character.valid || !character_is_visible(character.code))
			return false;
		count++;
	}
	return count <= MOST_CHARACTERS;
}

static void put_pairs(struct exposition *exposition, const struct label_pair *pairs)
{
	for (const struct label_pair *pair = pairs; pair && pair->name; pair++) {
		put(exposition, pair == pairs ? "{" : ",");
		put(exposition, pair->name);
		put(exposition, "=\"");
		put_value(exposition->out, pair->value);
		put(exposition, "\"");
	}
	if (pairs && pairs->name)
		put(exposition, "}");
}

static void put_number(struct exposition *exposition, uint64_t value)
{
	buf_byte(exposition->out, ' ');
	buf_number(exposition->out, value, 1);
	buf_byte(exposition->out, '\n');
}

void exposition_number(struct exposition *exposition, const struct label_pair *pairs, uint64_t value)
{
	put(exposition, exposition->family);
	put_pairs(exposition, pairs);
	put_number(exposition, value);
}

static void put_microseconds(struct exposition *exposition, uint64_t microseconds)
{
	buf_byte(exposition->out, ' ');
	buf_number(exposition->out, microseconds / 1000000, 1);
	buf_byte(exposition->out, '.');
	buf_number(exposition->out, microseconds % 1000000, 6);
	buf_byte(exposition->out, '\n');
}

void exposition_seconds(struct exposition *exposition, const struct label_pair *pairs, ns value)
{
	put(exposition, exposition->family);
	put_pairs(exposition, pairs);
	put_microseconds(exposition, value < 0 ? 0 : (uint64_t)value / 1000);
}

void exposition_named(struct exposition *exposition, const char *label, const char *value, uint64_t number)
{
	exposition_number(exposition, (struct label_pair[]){{label, str_of(value)}, {NULL}}, number);
}

static void put_bucket(struct exposition *exposition, const char *bound, uint64_t value)
{
	buf_printf(exposition->out, "%s_bucket{le=\"%s\"}", exposition->family, bound);
	put_number(exposition, value);
}

void exposition_histogram(struct exposition *exposition, const char *name, const char *help,
                          const struct histogram *histogram)
{
	uint64_t count = 0;

	begin(exposition, name, help, "histogram");
	for (unsigned i = 0; i < HISTOGRAM_BOUNDS; i++) {
		count += histogram->counts[i];
		put_bucket(exposition, histogram_bounds[i].digits, count);
	}
	count += histogram->counts[HISTOGRAM_BOUNDS];
	put_bucket(exposition, "+Inf", count);
	buf_printf(exposition->out, "%s_sum", name);
	put_microseconds(exposition, histogram->microseconds);
	buf_printf(exposition->out, "%s_count", name);
	put_number(exposition, count);
}
