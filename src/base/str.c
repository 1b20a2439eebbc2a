/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/str.h"

#include <string.h>

static char lower(char c)
{
	return (unsigned char)(c - 'A') < 26 ? (char)(c | 0x20) : c;
}

bool str_same_letters(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i] && lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

bool str_istarts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_ieq((struct str){s.p, prefix.n}, prefix);
}

bool str_has(struct str s, struct str part)
{
	return part.n == 0 || (s.n >= part.n && memmem(s.p, s.n, part.p, part.n));
}

bool str_ihas(struct str s, struct str part)
{
	char first = part.n ? lower(part.p[0]) : '\0';

	for (size_t i = 0; part.n && i + part.n <= s.n; i++)
		if (lower(s.p[i]) == first && str_same_letters(s.p + i, part.p, part.n))
			return true;
	return part.n == 0;
}

static bool cut_at(struct str *rest, size_t at, struct str *out)
{
	*out = (struct str){rest->p, at};
	if (at < rest->n)
		*rest = (struct str){rest->p + at + 1, rest->n - at - 1};
	else
		*rest = STR_NONE;
	return true;
}

bool str_split(struct str *rest, char separator, struct str *out)
{
	const char *found;

	if (!rest->p)
		return false;
	found = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
	return cut_at(rest, found ? (size_t)(found - rest->p) : rest->n, out);
}

bool str_split_quoted(struct str *rest, char separator, struct str *out)
{
	bool quoted = false, angled = false;
	size_t i;

	if (!rest->p)
		return false;
	for (i = 0; i < rest->n; i++) {
		char c = rest->p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && c == '<')
			angled = true;
		else if (!quoted && c == '>')
			angled = false;
		else if (!quoted && !angled && c == separator)
			break;
	}
	return cut_at(rest, i < rest->n ? i : rest->n, out);
}

bool str_to_u64(struct str s, uint64_t *out)
{
	const size_t never_too_large = 19; /* digits */
	uint64_t value = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';

		if (digit > 9 || (i >= never_too_large && value > (UINT64_MAX - digit) / 10))
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

bool str_to_u32(struct str s, uint32_t *out)
{
	uint64_t value;

	if (!str_to_u64(s, &value) || value > UINT32_MAX)
		return false;
	*out = (uint32_t)value;
	return true;
}
