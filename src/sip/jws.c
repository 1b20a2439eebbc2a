/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/jws.h"

#include "base/cursor.h"

/* Base64url (RFC 4648 5) */

static int digit_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-' || c == '+')
		return 62;
	return c == '_' || c == '/' ? 63 : -1;
}

/* False: a byte that is of no base64. Padding ends it. */
static bool decode(struct str text, struct buf *out)
{
	struct cursor cursor = cursor_of(text.p, text.n);
	unsigned bits = 0, held = 0;

	while (cursor_left(&cursor) && out->n < JWS_MAX_BYTES) {
		uint8_t c = cursor_u8(&cursor);
		int digit = digit_of(c);

		if (c == '=')
			break;
		if (digit < 0)
			return false;
		bits = bits << 6 | (unsigned)digit;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		buf_byte(out, (char)(bits >> held & 0xff));
		bits &= (1u << held) - 1;
	}
	return out->n > 0;
}

static bool is_base64(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (digit_of((uint8_t)text.p[i]) < 0)
			return false;
	return text.n > 0;
}

bool jws_payload(struct str token, struct buf *out)
{
	struct str header, payload;

	buf_clear(out);
	return str_split(&token, '.', &header) && is_base64(header) && str_split(&token, '.', &payload) && payload.n &&
	       decode(payload, out);
}

/* JSON, as far as a jCard is made of it (RFC 8259, RFC 7095 3.3): arrays that begin with a name and have their value fourth. */

enum {
	DEPTH_MAX = 12
};

struct level {
	bool array;
	unsigned index;  /* of the element that comes */
	struct str name; /* its first element, where that is a string */
};

struct reader {
	struct cursor cursor;
	struct arena *arena;
	struct level levels[DEPTH_MAX];
	unsigned depth;
};

static int hex_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Two of them may stand for one character beyond 16 bits: no contact is written so, and each becomes a "?". */
static void add_unicode(struct reader *reader, struct buf *out)
{
	unsigned code = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_of(cursor_u8(&reader->cursor));

		code = code << 4 | (digit < 0 ? 0 : (unsigned)digit);
	}
	if (code < 0x80) {
		buf_byte(out, code ? (char)code : '?');
	} else if (code < 0x800) {
		buf_byte(out, (char)(0xc0 | code >> 6));
		buf_byte(out, (char)(0x80 | (code & 0x3f)));
	} else if (code >= 0xd800 && code <= 0xdfff) {
		buf_byte(out, '?');
	} else {
		buf_byte(out, (char)(0xe0 | code >> 12));
		buf_byte(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buf_byte(out, (char)(0x80 | (code & 0x3f)));
	}
}

static void add_escape(struct reader *reader, struct buf *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	uint8_t c = cursor_u8(&reader->cursor);

	if (c == 'u') {
		add_unicode(reader, out);
		return;
	}
	for (int i = 0; from[i]; i++)
		if (c == (uint8_t)from[i])
			c = (uint8_t)to[i];
	buf_byte(out, (char)c);
}

/* Behind the opening quote. */
static struct str read_string(struct reader *reader)
{
	struct buf text = {.ceiling = JWS_MAX_BYTES};
	struct str copy;

	while (cursor_left(&reader->cursor)) {
		uint8_t c = cursor_u8(&reader->cursor);

		if (c == '"')
			break;
		if (c == '\\')
			add_escape(reader, &text);
		else
			buf_byte(&text, (char)c);
	}
	copy = arena_str(reader->arena, buf_str(&text));
	buf_done(&text);
	return copy;
}

static struct str without_scheme(struct str value, struct str scheme)
{
	return str_istarts(value, scheme) ? str_from(value, scheme.n) : value;
}

static void keep_first(struct str *field, struct str value)
{
	if (field->n == 0)
		*field = str_trim(value);
}

static void take_property(struct str name, struct str value, struct redress *out)
{
	if (str_ieq(name, STR("tel")))
		keep_first(&out->tel, without_scheme(value, STR("tel:")));
	else if (str_ieq(name, STR("email")))
		keep_first(&out->email, without_scheme(value, STR("mailto:")));
	else if (str_ieq(name, STR("url")))
		keep_first(&out->url, value);
	else if (str_ieq(name, STR("fn")) || str_ieq(name, STR("org")))
		keep_first(&out->name, value);
}

static void take_string(struct reader *reader, struct str value, struct redress *out)
{
	struct level *level = reader->depth ? &reader->levels[reader->depth - 1] : NULL;

	/* A property stands in an array of properties; what stands in an object is a parameter of one. */
	if (!level || !level->array || reader->depth < 2 || !level[-1].array)
		return;
	if (level->index == 0)
		level->name = value;
	else if (level->index == 3)
		take_property(level->name, value, out);
}

/* False: it is nested deeper than any jCard, and not read on. */
static bool take_mark(struct reader *reader, uint8_t c)
{
	if (c == '[' || c == '{') {
		if (reader->depth == DEPTH_MAX)
			return false;
		reader->levels[reader->depth++] = (struct level){.array = c == '['};
	} else if (c == ']' || c == '}') {
		reader->depth -= reader->depth > 0;
	} else if (c == ',' && reader->depth) {
		reader->levels[reader->depth - 1].index++;
	}
	return true;
}

bool jws_redress(struct str payload, struct arena *arena, struct redress *out)
{
	struct reader reader = {.cursor = cursor_of(payload.p, payload.n), .arena = arena};
	struct redress found = {.analytics = false};

	while (cursor_left(&reader.cursor)) {
		uint8_t c = cursor_u8(&reader.cursor);

		if (c == '"')
			take_string(&reader, read_string(&reader), &found);
		else if (!take_mark(&reader, c))
			break;
	}
	if (!found.url.n && !found.tel.n && !found.email.n && !found.name.n)
		return false;
	*out = found;
	return true;
}

char jws_attestation(struct str payload)
{
	static const struct str name = {"\"attest\"", 8};

	for (; payload.n > name.n; payload = str_from(payload, 1)) {
		struct str value;

		if (!str_starts(payload, name))
			continue;
		value = str_trim(str_from(payload, name.n));
		if (!value.n || value.p[0] != ':')
			return 0;
		value = str_trim(str_from(value, 1));
		if (value.n < 3 || value.p[0] != '"' || value.p[2] != '"')
			return 0;
		return value.p[1] >= 'A' && value.p[1] <= 'C' ? value.p[1] : 0;
	}
	return 0;
}
