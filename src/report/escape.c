/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/escape.h"

#include <utf8proc.h>

struct range {
	uint32_t first, last;
};

/* Unicode general categories Cc, Zl and Zp, and what is Default_Ignorable_Code_Point: nothing of these is seen as itself. */
static const struct range hidden[] = {
	{0x0000, 0x001f},   {0x007f, 0x009f},   /* C0, DEL, C1 */
	{0x00ad, 0x00ad},                       /* soft hyphen */
	{0x034f, 0x034f},                       /* combining grapheme joiner */
	{0x061c, 0x061c},                       /* Arabic letter mark */
	{0x115f, 0x1160},   {0x17b4, 0x17b5},   /* Hangul fillers, Khmer inherent vowels */
	{0x180b, 0x180f},                       /* Mongolian variation selectors and vowel separator */
	{0x200b, 0x200f},                       /* zero width; left-to-right and right-to-left marks */
	{0x2028, 0x202e},                       /* line and paragraph separator; embeddings and overrides */
	{0x2060, 0x206f},                       /* word joiner, isolates */
	{0x3164, 0x3164},   {0xffa0, 0xffa0},   /* Hangul fillers */
	{0xfe00, 0xfe0f},                       /* variation selectors */
	{0xfeff, 0xfeff},                       /* byte order mark */
	{0xfff0, 0xfffb},                       /* unassigned; interlinear annotation */
	{0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, /* of shorthand and of music */
	{0xe0000, 0xe0fff},                     /* tags, variation selectors */
};

bool character_is_visible(uint32_t code)
{
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return false;
	return true;
}

/* Unicode 3.9, table 3-7: what may follow a lead byte. */
struct lead {
	uint8_t first, last; /* of the lead byte */
	uint8_t low, high;   /* of the byte behind it */
	unsigned length;
	uint8_t bits; /* of the lead byte that count */
};

static const struct lead leads[] = {
	{0x00, 0x7f, 0, 0, 1, 0x7f},       {0xc2, 0xdf, 0x80, 0xbf, 2, 0x1f}, {0xe0, 0xe0, 0xa0, 0xbf, 3, 0x0f},
	{0xe1, 0xec, 0x80, 0xbf, 3, 0x0f}, {0xed, 0xed, 0x80, 0x9f, 3, 0x0f}, {0xee, 0xef, 0x80, 0xbf, 3, 0x0f},
	{0xf0, 0xf0, 0x90, 0xbf, 4, 0x07}, {0xf1, 0xf3, 0x80, 0xbf, 4, 0x07}, {0xf4, 0xf4, 0x80, 0x8f, 4, 0x07},
};

static const struct lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

/* How many bytes at the start of text belong together; the code is complete when that is lead->length. */
static size_t read_code(const struct lead *lead, struct str text, uint32_t *code)
{
	uint8_t low = lead->low, high = lead->high;
	size_t n = 1;

	*code = (uint8_t)text.p[0] & lead->bits;
	while (n < lead->length && n < text.n && (uint8_t)text.p[n] >= low && (uint8_t)text.p[n] <= high) {
		*code = *code << 6 | ((uint8_t)text.p[n] & 0x3f);
		low = 0x80;
		high = 0xbf;
		n++;
	}
	return n;
}

bool character_next(struct str *text, struct character *out)
{
	const struct lead *lead;
	uint32_t code = 0;
	size_t n = 1;

	if (text->n == 0)
		return false;
	lead = lead_of((uint8_t)text->p[0]);
	if (lead)
		n = read_code(lead, *text, &code);
	out->valid = lead && n == lead->length;
	out->code = code;
	out->bytes = (struct str){text->p, n};
	*text = (struct str){text->p + n, text->n - n};
	return true;
}

/* How much of text, from its start, is ASCII that every output prints as it is. */
static size_t plain_run(struct str text, size_t most)
{
	size_t n = 0;

	while (n < text.n && n < most && text.p[n] >= ' ' && text.p[n] <= '~' && text.p[n] != '"' &&
	       text.p[n] != '\\' && text.p[n] != '<' && text.p[n] != '>' && text.p[n] != '&')
		n++;
	return n;
}

/* Unicode Standard Annex 11: wide and fullwidth characters take two columns; what is ambiguous is narrow outside East Asian fonts. */
size_t character_columns(const struct character *character)
{
	int width = 1;

	if (character->valid && character->code > 0x7f)
		width = utf8proc_charwidth((utf8proc_int32_t)character->code);
	return width > 0 ? (size_t)width : 0;
}

size_t text_columns(struct str text)
{
	struct character character;
	size_t columns = 0;

	while (character_next(&text, &character))
		columns += character_columns(&character);
	return columns;
}

static void add_hex(struct buf *out, uint32_t value, unsigned digits)
{
	char text[8];
	size_t at = sizeof(text);

	while (at && (value || sizeof(text) - at < digits)) {
		text[--at] = "0123456789abcdef"[value & 15];
		value >>= 4;
	}
	buf_add(out, (struct str){text + at, sizeof(text) - at});
}

/* Adds one character as a terminal may see it; gives the columns it takes, one at least: a limit must hold for combining characters, too. */
static size_t add_shown(struct buf *out, const struct character *character)
{
	size_t before = out->n, columns = character_columns(character);

	if (character->valid && character_is_visible(character->code)) {
		buf_add(out, character->bytes);
		return columns ? columns : 1;
	}
	if (character->valid && character->code > 0x7f) {
		buf_add(out, STR("\\u{"));
		add_hex(out, character->code, 1);
		buf_byte(out, '}');
		return out->n - before;
	}
	for (size_t i = 0; i < character->bytes.n; i++) {
		buf_add(out, STR("\\x"));
		add_hex(out, (uint8_t)character->bytes.p[i], 2);
	}
	return out->n - before;
}

/* How much of text, from its start, a terminal may see as it is: ASCII, but most bytes of it at most. */
static size_t printable_run(struct str text, size_t most)
{
	size_t n = 0;

	while (n < text.n && n < most && text.p[n] >= ' ' && text.p[n] <= '~')
		n++;
	return n;
}

void escape_terminal(struct buf *out, struct str text, size_t limit)
{
	size_t left = limit ? limit : SIZE_MAX;
	struct character character;

	while (text.n && left) {
		size_t n = printable_run(text, left);
		struct str rest = str_from(text, n);

		buf_add(out, (struct str){text.p, n});
		text = rest;
		left -= n;
		/* Half a wide character cannot be shown. */
		if (left == 0 || !character_next(&rest, &character) || character_columns(&character) > left)
			break;
		text = rest;
		n = add_shown(out, &character);
		left = n < left ? left - n : 0;
	}
	if (text.n)
		buf_add(out, STR("…"));
}

/* RFC 8259 7: characters beyond the basic plane are escaped as two surrogates. */
static void add_json_escape(struct buf *out, uint32_t code)
{
	bool pair = code > 0xffff;

	buf_add(out, STR("\\u"));
	add_hex(out, pair ? 0xd800 + ((code - 0x10000) >> 10) : code, 4);
	if (!pair)
		return;
	buf_add(out, STR("\\u"));
	add_hex(out, 0xdc00 + (code & 0x3ff), 4);
}

static void add_json_character(struct buf *out, const struct character *character)
{
	uint32_t code = character->code;

	if (!character->valid)
		buf_add(out, STR("\xef\xbf\xbd")); /* U+FFFD */
	else if (code == '"' || code == '\\')
		buf_add(out, code == '"' ? STR("\\\"") : STR("\\\\"));
	/* JSON often ends up in HTML. */
	else if (!character_is_visible(code) || code == '<' || code == '>' || code == '&')
		add_json_escape(out, code);
	else
		buf_add(out, character->bytes);
}

void escape_json(struct buf *out, struct str text, size_t limit)
{
	size_t left = limit ? limit : SIZE_MAX;
	struct character character;

	buf_byte(out, '"');
	while (text.n && left) {
		size_t n = plain_run(text, left);

		buf_add(out, (struct str){text.p, n});
		text = str_from(text, n);
		left -= n;
		if (left == 0 || !character_next(&text, &character))
			break;
		add_json_character(out, &character);
		left--;
	}
	if (text.n)
		buf_add(out, STR("…"));
	buf_byte(out, '"');
}
