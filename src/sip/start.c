/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/start.h"

#include "sip/message.h"

#include <string.h>

enum {
	VERSION_SIZE = sizeof("SIP/2.0") - 1
};

/* RFC 3261 25.1: token. A table, since every payload is asked whether it begins with one. */
static bool is_token_char(char c)
{
	static const uint8_t marks[128] = {['-'] = 1, ['.'] = 1, ['!'] = 1, ['%'] = 1,  ['*'] = 1,
	                                   ['_'] = 1, ['+'] = 1, ['`'] = 1, ['\''] = 1, ['~'] = 1};
	unsigned char u = (unsigned char)c;

	return (unsigned char)((u | 0x20) - 'a') < 26 || (unsigned char)(u - '0') < 10 ||
	       (u < sizeof(marks) && marks[u]);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct str without_blanks(struct str s)
{
	while (s.n && is_blank(s.p[0]))
		s.p++, s.n--;
	while (s.n && (is_blank(s.p[s.n - 1]) || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

/* "SIP/d.d" at p, in any case and of any version: what RFC 4475 3.1.2.16 calls SIP/7.0 is still a message to report. */
static bool is_version(const char *p)
{
	return (p[0] | 0x20) == 's' && (p[1] | 0x20) == 'i' && (p[2] | 0x20) == 'p' && p[3] == '/' &&
	       (unsigned char)(p[4] - '0') < 10 && p[5] == '.' && (unsigned char)(p[6] - '0') < 10;
}

static bool is_exact_version(const char *p)
{
	return memcmp(p, "SIP/2.0", VERSION_SIZE) == 0;
}

/*
 * RFC 3261 7.2: SIP-Version SP Status-Code SP Reason-Phrase. Senders leave out the phrase together
 * with its space; a fourth digit makes it another number altogether (RFC 4475 3.1.2.19).
 */
static bool parse_status(struct str line, struct start_line *out)
{
	struct str rest = str_from(line, VERSION_SIZE);
	struct str digits = without_blanks(rest);
	unsigned code = 0;

	if (rest.n == 0 || !is_blank(rest.p[0]) || digits.n < 3)
		return false;
	for (int i = 0; i < 3; i++) {
		unsigned digit = (unsigned char)(digits.p[i] - '0');

		if (digit > 9)
			return false;
		code = code * 10 + digit;
	}
	if (code < 100 || code > 699 || (digits.n > 3 && (unsigned char)(digits.p[3] - '0') < 10))
		return false;
	rest = str_from(rest, (size_t)(digits.p - rest.p) + 3);
	*out = (struct start_line){
		.code = (uint16_t)code,
		.phrase = without_blanks(rest),
		.deviates = !is_exact_version(line.p) || digits.p != line.p + VERSION_SIZE + 1 || rest.n == 0 ||
	                    rest.p[0] != ' ',
	};
	return true;
}

static size_t method_size(struct str line, size_t most)
{
	size_t n = 0;

	while (n < line.n && n <= most && is_token_char(line.p[n]))
		n++;
	return n <= most ? n : 0;
}

/* RFC 3261 7.1: Method SP Request-URI SP SIP-Version. A URI with blanks in it (RFC 4475 3.1.2.7) is kept as written. */
static bool parse_request(struct str line, struct start_line *out)
{
	size_t method = method_size(line, line.n);
	struct str trimmed = without_blanks(line);
	const char *version;
	struct str uri, between;

	if (method == 0 || trimmed.p != line.p || trimmed.n < method + 2 + VERSION_SIZE)
		return false;
	version = trimmed.p + trimmed.n - VERSION_SIZE;
	if (!is_version(version) || !is_blank(version[-1]) || !is_blank(line.p[method]))
		return false;
	between = (struct str){line.p + method, (size_t)(version - line.p) - method};
	uri = without_blanks(between);
	*out = (struct start_line){
		.request = true,
		.method = {line.p, method},
		.uri = uri,
		.deviates = !is_exact_version(version) || trimmed.n != line.n || between.n != uri.n + 2 || uri.n == 0,
	};
	return true;
}

bool start_line_parse(struct str line, struct start_line *out)
{
	if (line.n >= VERSION_SIZE && is_version(line.p))
		return parse_status(line, out);
	return parse_request(line, out);
}

static enum start_look look_at_request(struct str bytes, size_t limit)
{
	size_t method = method_size(bytes, START_MAX_METHOD);
	const char *newline;
	struct str line;

	if (method == 0)
		return START_NO;
	if (method == bytes.n)
		return START_MAYBE;
	if (!is_blank(bytes.p[method]))
		return START_NO;
	line = (struct str){bytes.p, bytes.n < limit ? bytes.n : limit};
	newline = memchr(line.p, '\n', line.n);
	if (!newline)
		return line.n < limit ? START_MAYBE : START_NO;
	line.n = (size_t)(newline - line.p);
	line = without_blanks(line);
	if (line.n < method + 2 + VERSION_SIZE)
		return START_NO;
	newline = line.p + line.n - VERSION_SIZE;
	return is_version(newline) && is_blank(newline[-1]) ? START_YES : START_NO;
}

/* "S", "SIP/2." ...: what may become a status line. */
static bool begins_version(struct str bytes)
{
	char version[VERSION_SIZE + 1] = "SIP/2.0";

	memcpy(version, bytes.p, bytes.n);
	return is_version(version);
}

enum start_look start_look(struct str bytes, size_t limit)
{
	if (bytes.n == 0)
		return START_MAYBE;
	if (bytes.n <= VERSION_SIZE && begins_version(bytes))
		return START_MAYBE;
	if (bytes.n > VERSION_SIZE && is_version(bytes.p))
		return is_blank(bytes.p[VERSION_SIZE]) ? START_YES : START_NO;
	return look_at_request(bytes, limit);
}

/* RFC 3261 7.2: the version, a space, and three digits. */
static bool begins_status(struct str bytes)
{
	const char *code = bytes.p + VERSION_SIZE + 1;

	return bytes.n >= VERSION_SIZE + 4 && is_version(bytes.p) && bytes.p[VERSION_SIZE] == ' ' && code[0] >= '1' &&
	       code[0] <= '6' && (unsigned char)(code[1] - '0') < 10 && (unsigned char)(code[2] - '0') < 10;
}

/* RFC 3986 3.1: a scheme and its colon. */
static bool begins_uri(struct str bytes)
{
	size_t n = 0;

	while (n < bytes.n && is_token_char(bytes.p[n]))
		n++;
	return n > 0 && n < bytes.n && bytes.p[n] == ':';
}

bool start_is_certain(struct str bytes)
{
	size_t n;

	if (bytes.n == 0)
		return false;
	if (begins_status(bytes))
		return true;
	n = method_size(bytes, START_MAX_METHOD);
	return n && n < bytes.n && bytes.p[n] == ' ' && method_of((struct str){bytes.p, n}) != METHOD_UNKNOWN &&
	       begins_uri(str_from(bytes, n + 1));
}

/* The length of the known method that ends there; 0: none does. */
static size_t method_before(struct str line, size_t end)
{
	size_t longest = 0;

	for (int method = METHOD_UNKNOWN + 1; method < METHODS; method++) {
		struct str name = str_of(method_name((enum method)method));

		if (name.n <= end && name.n > longest && memcmp(line.p + end - name.n, name.p, name.n) == 0)
			longest = name.n;
	}
	return longest;
}

static size_t find_request(struct str line)
{
	for (size_t at = 0; at < line.n; at++) {
		size_t size;

		if (line.p[at] != ' ' || !begins_uri(str_from(line, at + 1)))
			continue;
		size = method_before(line, at);
		if (size)
			return at - size;
	}
	return line.n;
}

size_t start_find(struct str line)
{
	struct str trimmed = without_blanks(line);
	const char *version = trimmed.p + trimmed.n - VERSION_SIZE;

	if (trimmed.n > VERSION_SIZE && is_version(version) && is_blank(version[-1])) {
		size_t at = find_request(line);

		if (at < line.n)
			return at;
	}
	for (size_t at = 0; at + VERSION_SIZE < line.n; at++)
		if (line.p[at] == 'S' && begins_status(str_from(line, at)))
			return at;
	return line.n;
}
