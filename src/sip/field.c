/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/field.h"

#include "net/flow.h"

#include <string.h>

static bool is_alphanumeric(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

struct str field_token(struct str *rest)
{
	const char *p = rest->p;
	size_t start = 0, end;

	while (start < rest->n && str_is_space(p[start]))
		start++;
	for (end = start; end < rest->n && !str_is_space(p[end]);)
		end++;
	if (end == start) {
		*rest = STR_NONE;
		return STR_NONE;
	}
	*rest = str_from(*rest, end);
	return (struct str){p + start, end - start};
}

/* Where the quoted string that opens at s.p[at] is over; s.n when it never is. */
static size_t quote_end(struct str s, size_t at)
{
	for (at++; at < s.n; at += 2) {
		const char *quote = memchr(s.p + at, '"', s.n - at);
		size_t end = quote ? (size_t)(quote - s.p) : s.n;
		const char *escape = memchr(s.p + at, '\\', end - at);

		if (!escape)
			return quote ? end + 1 : s.n;
		at = (size_t)(escape - s.p);
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

/* All three stand before the letters. */
static bool ends_name(char c)
{
	return (unsigned char)c <= '=' && (c == '=' || c == ';' || c == '"');
}

/* The piece up to the next semicolon; in equals, where its first "=" stands, or its end. */
static struct str first_parameter(struct str list, size_t *equals)
{
	size_t n = 0;

	while (n < list.n && !ends_name(list.p[n]))
		n++;
	*equals = n;
	if (n < list.n && list.p[n] == '=') {
		n += find_unquoted((struct str){list.p + n, list.n - n}, ';');
	} else if (n < list.n && list.p[n] == '"') {
		const char *found;

		n = find_unquoted(list, ';');
		found = memchr(list.p, '=', n);
		*equals = found ? (size_t)(found - list.p) : n;
	}
	return (struct str){list.p, n};
}

bool field_parameter(struct str *rest, struct str *name, struct str *out)
{
	while (rest->n) {
		struct str piece, key;
		size_t equals;

		if (rest->p[0] == ';') {
			*rest = str_from(*rest, 1);
			continue;
		}
		piece = first_parameter(*rest, &equals);
		key = str_trim((struct str){piece.p, equals});
		*rest = str_from(*rest, piece.n + 1);
		if (key.n == 0)
			continue;
		*name = key;
		*out = str_trim(str_from(piece, equals + 1));
		return true;
	}
	return false;
}

struct str field_parameter_named(struct str parameters, struct str name)
{
	struct str key, value;

	while (field_parameter(&parameters, &key, &value))
		if (str_ieq(key, name))
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
	end = tail.n && tail.p[0] == ';' ? 0 : find_unquoted(tail, ';');
	return (struct name_addr){str_trim(inner), str_from(tail, end)};
}

bool field_is_host(struct str host)
{
	const char *colon;
	struct address address;

	host = str_trim(host);
	if (host.n == 0)
		return false;
	if (host.p[0] == '[') {
		const char *close = memchr(host.p, ']', host.n);
		size_t inner = close ? (size_t)(close - host.p) - 1 : 0;

		if (!close || !address_parse((struct str){host.p + 1, inner}, &address))
			return false;
		host = str_trim(str_from(host, inner + 2));
		return host.n == 0 || host.p[0] == ':';
	}
	/* RFC 5118 4.2: an IPv6 address without brackets. */
	colon = memchr(host.p, ':', host.n);
	return !colon || (colon > host.p && !memchr(colon + 1, ':', (size_t)(host.p + host.n - colon) - 1));
}

/* RFC 3986 2: no URI holds blanks, folds (which end with a blank) or brackets. */
static bool has_foreign(struct str uri)
{
	return memchr(uri.p, ' ', uri.n) || memchr(uri.p, '<', uri.n) || memchr(uri.p, '\t', uri.n);
}

/* RFC 3986 3.1: letters, digits, "+", "-" and ".", and a colon behind them. 0: there is no scheme. */
static size_t scheme_size(struct str uri)
{
	size_t n = 0;

	while (n < uri.n && (is_alphanumeric(uri.p[n]) || uri.p[n] == '+' || uri.p[n] == '-' || uri.p[n] == '.'))
		n++;
	return n < uri.n && uri.p[n] == ':' ? n : 0;
}

/* Cuts off what begins with a character; false when it is not there. */
static bool cut_at(struct str *s, char c)
{
	const char *found = memchr(s->p, c, s->n);

	if (found)
		s->n = (size_t)(found - s->p);
	return found;
}

bool field_is_uri(struct str uri, bool headers)
{
	size_t scheme = scheme_size(uri);
	struct str host;
	const char *at;

	if (scheme == 0 || has_foreign(uri))
		return false;
	if (!str_istarts(uri, STR("sip:")) && !str_istarts(uri, STR("sips:")))
		return true;
	host = (struct str){uri.p + scheme + 1, uri.n - scheme - 1};
	/* RFC 3261 25.1: before the "@" nearly all marks are allowed, "?" too. */
	at = memrchr(host.p, '@', host.n);
	if (at)
		host = (struct str){at + 1, (size_t)(host.p + host.n - at) - 1};
	if (cut_at(&host, '?') && !headers)
		return false;
	cut_at(&host, ';');
	return field_is_host(host);
}

/* RFC 3261 25.1: display-name without quotes is of tokens and white space. */
static bool is_plain_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!is_alphanumeric(name.p[i]) && !str_is_space(name.p[i]) &&
		    (name.p[i] == '\0' || !strchr("-.!%*_+`'~", name.p[i])))
			return false;
	return true;
}

bool field_has_empty(struct str parameters)
{
	const char *semicolon = parameters.n ? memchr(parameters.p, ';', parameters.n) : NULL;

	while (semicolon) {
		struct str rest = str_from(parameters, (size_t)(semicolon - parameters.p) + 1);

		if (semicolon == parameters.p || semicolon[-1] == ';')
			return true;
		semicolon = rest.n ? memchr(rest.p, ';', rest.n) : NULL;
	}
	return false;
}

/* RFC 3261 20.10: without <> a comma or question mark would be the header's. */
static unsigned flaws_of_bare(struct str field)
{
	struct str uri = {field.p, find_unquoted(field, ';')};

	uri = str_trim(uri);
	return uri.n && field_is_uri(uri, false) && !memchr(uri.p, ',', uri.n) ? 0 : FLAW_ADDRESS;
}

/* From the '<' on. */
static unsigned flaws_of_angle(struct str field)
{
	const char *close = field.n && field.p[0] == '<' ? memchr(field.p, '>', field.n) : NULL;
	size_t end = close ? (size_t)(close - field.p) : 0;
	struct str behind = str_trim(str_from(field, end + 1));

	if (!close || !field_is_uri((struct str){field.p + 1, end - 1}, true))
		return FLAW_ADDRESS;
	return behind.n == 0 || (behind.p[0] == ';' && !field_has_empty(str_from(behind, 1))) ? 0 : FLAW_ADDRESS;
}

unsigned field_flaws(struct str field)
{
	const char *open = field.n ? memchr(field.p, '<', field.n) : NULL;
	size_t name = open ? (size_t)(open - field.p) : 0;

	if (field.n && field.p[0] == '"') {
		name = quote_end(field, 0);
		if (name == field.n && (field.n == 1 || field.p[field.n - 1] != '"'))
			return FLAW_QUOTE;
		while (name < field.n && str_is_space(field.p[name]))
			name++;
	} else if (!open) {
		return flaws_of_bare(field);
	} else if (!is_plain_name((struct str){field.p, name})) {
		return FLAW_ADDRESS;
	}
	return flaws_of_angle(str_from(field, name));
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

bool field_value_quoted(struct str *rest, struct str *out)
{
	while (rest->n) {
		size_t n = find_unquoted(*rest, ',');
		struct str value = str_trim((struct str){rest->p, n});

		*rest = str_from(*rest, n + 1);
		if (value.n == 0)
			continue;
		*out = value;
		return true;
	}
	return false;
}

struct str field_text(struct arena *arena, struct str value)
{
	bool quoted = value.n && value.p[0] == '"';
	struct str inner = field_unquoted(value);
	char *copy = arena_alloc(arena, inner.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < inner.n; i++) {
		bool fold = inner.p[i] == '\r' || inner.p[i] == '\n';

		while (fold && i + 1 < inner.n && str_is_space(inner.p[i + 1]))
			i++;
		if (!fold && quoted && inner.p[i] == '\\' && i + 1 < inner.n)
			i++;
		copy[n++] = fold ? ' ' : inner.p[i];
	}
	return (struct str){copy, n};
}
