/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/field.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str field_token(struct str *rest)
{
	struct str token = str_trim(*rest);
	size_t n = 0;

	while (n < token.n && !is_blank(token.p[n]))
		n++;
	*rest = str_from(token, n);
	token.n = n;
	return token;
}

/* Where the quoted string that opens at s.p[at] is over; s.n when it never is. */
static size_t quote_end(struct str s, size_t at)
{
	for (at++; at < s.n; at++) {
		if (s.p[at] == '\\')
			at++;
		else if (s.p[at] == '"')
			return at + 1;
	}
	return s.n;
}

/* Where separator first stands outside quotes; s.n when nowhere. */
static size_t find_unquoted(struct str s, char separator)
{
	const char *found = s.n ? memchr(s.p, separator, s.n) : NULL;
	const char *quote;
	size_t at;

	if (!found)
		return s.n;
	quote = memchr(s.p, '"', (size_t)(found - s.p));
	if (!quote)
		return (size_t)(found - s.p);
	for (at = (size_t)(quote - s.p); at < s.n && s.p[at] != separator;)
		at = s.p[at] == '"' ? quote_end(s, at) : at + 1;
	return at < s.n ? at : s.n;
}

bool field_value(struct str *rest, struct str *out)
{
	struct str value;

	while (rest->n) {
		if (!memchr(rest->p, ',', rest->n)) {
			value = *rest;
			*rest = STR_NONE;
		} else if (!str_split_quoted(rest, ',', &value)) {
			return false;
		}
		value = str_trim(value);
		if (value.n == 0)
			continue;
		*out = value;
		return true;
	}
	return false;
}

unsigned field_values(struct str field)
{
	unsigned count = 0;
	struct str value;

	while (field_value(&field, &value))
		count++;
	return count;
}

bool field_parameter(struct str *rest, struct str *name, struct str *out)
{
	while (rest->n) {
		size_t end = find_unquoted(*rest, ';');
		struct str piece = {rest->p, end};
		const char *equals = end ? memchr(piece.p, '=', end) : NULL;
		struct str key = {piece.p, equals ? (size_t)(equals - piece.p) : end};

		*rest = str_from(*rest, end + 1);
		key = str_trim(key);
		if (key.n == 0)
			continue;
		*name = key;
		*out = equals ? str_trim(str_from(piece, (size_t)(equals - piece.p) + 1)) : STR_NONE;
		return true;
	}
	return false;
}

struct str field_parameter_named(struct str parameters, struct str name)
{
	struct str key, value;

	while (field_parameter(&parameters, &key, &value))
		if (str_eq(key, name) || str_ieq(key, name))
			return value;
	return STR_NONE;
}

/* Where the '<' of a name-addr stands: behind a quoted display name, which may itself hold "<" and ";tag=". */
static const char *find_angle(struct str field)
{
	size_t at = 0;

	if (field.n && field.p[0] == '"')
		at = quote_end(field, 0);
	/* A quote that never closes (RFC 4475 3.1.2.6) quotes nothing. */
	if (at == field.n)
		at = 0;
	return field.n ? memchr(field.p + at, '<', field.n - at) : NULL;
}

struct name_addr field_name_addr(struct str field)
{
	const char *open = find_angle(field);
	struct str inner = open ? str_from(field, (size_t)(open - field.p) + 1) : field;
	const char *close = open && inner.n ? memchr(inner.p, '>', inner.n) : NULL;
	struct str tail;
	size_t end;

	/* RFC 3261 20.10: without <> all that follows a semicolon are parameters of the header. */
	if (close)
		end = (size_t)(close - inner.p);
	else
		end = inner.n ? find_unquoted(inner, ';') : 0;
	tail = str_from(inner, close ? end + 1 : end);
	inner.n = end;
	end = find_unquoted(tail, ';');
	return (struct name_addr){str_trim(inner), str_from(tail, end)};
}

struct str field_unquoted(struct str value)
{
	size_t end;

	if (value.n == 0 || value.p[0] != '"')
		return value;
	end = quote_end(value, 0);
	if (end > 1 && value.p[end - 1] == '"')
		end--;
	return (struct str){value.p + 1, end - 1};
}
