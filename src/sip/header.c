/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/header.h"

#include <string.h>

enum {
	NAME_LENGTHS = 24, /* the longest name has 23 letters */
	LETTERS = 32,
};

#define LETTER(c) ((unsigned char)(c) & (LETTERS - 1))

static const struct str names[HEADERS] = {
	[HEADER_ACCEPT] = {"Accept", 6},
	[HEADER_ALERT_INFO] = {"Alert-Info", 10},
	[HEADER_CALL_ID] = {"Call-ID", 7},
	[HEADER_CALL_INFO] = {"Call-Info", 9},
	[HEADER_CHARGING_VECTOR] = {"P-Charging-Vector", 17},
	[HEADER_CONTACT] = {"Contact", 7},
	[HEADER_CONTENT_DISPOSITION] = {"Content-Disposition", 19},
	[HEADER_CONTENT_ENCODING] = {"Content-Encoding", 16},
	[HEADER_CONTENT_LENGTH] = {"Content-Length", 14},
	[HEADER_CONTENT_TYPE] = {"Content-Type", 12},
	[HEADER_CSEQ] = {"CSeq", 4},
	[HEADER_DATE] = {"Date", 4},
	[HEADER_ERROR_INFO] = {"Error-Info", 10},
	[HEADER_FEATURE_CAPS] = {"Feature-Caps", 12},
	[HEADER_FROM] = {"From", 4},
	[HEADER_IDENTITY] = {"Identity", 8},
	[HEADER_ASSERTED_IDENTITY] = {"P-Asserted-Identity", 19},
	[HEADER_ATTESTATION] = {"P-Attestation-Indicator", 23},
	[HEADER_EARLY_MEDIA] = {"P-Early-Media", 13},
	[HEADER_RACK] = {"RAck", 4},
	[HEADER_RSEQ] = {"RSeq", 4},
	[HEADER_REASON] = {"Reason", 6},
	[HEADER_REQUIRE] = {"Require", 7},
	[HEADER_RETRY_AFTER] = {"Retry-After", 11},
	[HEADER_SERVER] = {"Server", 6},
	[HEADER_SESSION_ID] = {"Session-ID", 10},
	[HEADER_SUPPORTED] = {"Supported", 9},
	[HEADER_TO] = {"To", 2},
	[HEADER_UNSUPPORTED] = {"Unsupported", 11},
	[HEADER_USER_AGENT] = {"User-Agent", 10},
	[HEADER_VIA] = {"Via", 3},
	[HEADER_WARNING] = {"Warning", 7},
	[HEADER_VENDOR_ERROR] = {"X-", 2},
};

/* The first of the fields whose name has this length and first letter. */
static const uint8_t first_of[NAME_LENGTHS][LETTERS] = {
	[1] = {[LETTER('c')] = HEADER_CONTENT_TYPE,
               [LETTER('e')] = HEADER_CONTENT_ENCODING,
               [LETTER('f')] = HEADER_FROM,
               [LETTER('i')] = HEADER_CALL_ID,
               [LETTER('k')] = HEADER_SUPPORTED,
               [LETTER('l')] = HEADER_CONTENT_LENGTH,
               [LETTER('m')] = HEADER_CONTACT,
               [LETTER('t')] = HEADER_TO,
               [LETTER('v')] = HEADER_VIA},
	[2] = {[LETTER('t')] = HEADER_TO},
	[3] = {[LETTER('v')] = HEADER_VIA},
	[4] = {[LETTER('c')] = HEADER_CSEQ,
               [LETTER('d')] = HEADER_DATE,
               [LETTER('f')] = HEADER_FROM,
               [LETTER('r')] = HEADER_RACK},
	[6] = {[LETTER('a')] = HEADER_ACCEPT, [LETTER('r')] = HEADER_REASON, [LETTER('s')] = HEADER_SERVER},
	[7] = {[LETTER('c')] = HEADER_CALL_ID, [LETTER('r')] = HEADER_REQUIRE, [LETTER('w')] = HEADER_WARNING},
	[8] = {[LETTER('i')] = HEADER_IDENTITY},
	[9] = {[LETTER('c')] = HEADER_CALL_INFO, [LETTER('s')] = HEADER_SUPPORTED},
	[10] = {[LETTER('a')] = HEADER_ALERT_INFO,
                [LETTER('e')] = HEADER_ERROR_INFO,
                [LETTER('s')] = HEADER_SESSION_ID,
                [LETTER('u')] = HEADER_USER_AGENT},
	[11] = {[LETTER('r')] = HEADER_RETRY_AFTER, [LETTER('u')] = HEADER_UNSUPPORTED},
	[12] = {[LETTER('c')] = HEADER_CONTENT_TYPE, [LETTER('f')] = HEADER_FEATURE_CAPS},
	[13] = {[LETTER('p')] = HEADER_EARLY_MEDIA},
	[14] = {[LETTER('c')] = HEADER_CONTENT_LENGTH},
	[16] = {[LETTER('c')] = HEADER_CONTENT_ENCODING},
	[17] = {[LETTER('p')] = HEADER_CHARGING_VECTOR},
	[19] = {[LETTER('c')] = HEADER_CONTENT_DISPOSITION, [LETTER('p')] = HEADER_ASSERTED_IDENTITY},
	[23] = {[LETTER('p')] = HEADER_ATTESTATION},
};

/* Where gateways and providers put what they do not say in a Reason field. */
static bool is_vendor_error(struct str name)
{
	return str_ieq(name, STR("X-Twilio-Error")) || str_istarts(name, STR("X-Asterisk-HangupCause")) ||
	       str_istarts(name, STR("X-Telnyx-")) || str_ieq(name, STR("X-Reason"));
}

static bool is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

enum header header_of(struct str name)
{
	unsigned letter, first;

	if (name.n == 0)
		return HEADER_OTHER;
	letter = LETTER(name.p[0]);
	if (letter == LETTER('x') && name.n > 2 && name.p[1] == '-')
		return is_vendor_error(name) ? HEADER_VENDOR_ERROR : HEADER_OTHER;
	if (name.n >= NAME_LENGTHS)
		return HEADER_OTHER;
	if (name.n == 1)
		return is_letter(name.p[0]) ? first_of[1][letter] : HEADER_OTHER;
	first = first_of[name.n][letter];
	for (unsigned i = first; i != HEADER_OTHER; i++) {
		if (i > first && (names[i].n != name.n || LETTER(names[i].p[0]) != letter))
			break;
		if (str_ieq(names[i], name))
			return i;
	}
	return HEADER_OTHER;
}

const char *header_name(enum header header)
{
	return names[header].p;
}

struct header_reader header_reader(struct str text)
{
	size_t limit = text.n < HEADER_MAX_SIZE ? text.n : HEADER_MAX_SIZE;

	if (text.n == 0)
		return (struct header_reader){.p = text.p, .end = text.p, .limit = text.p};
	return (struct header_reader){.p = text.p, .end = text.p + text.n, .limit = text.p + limit};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Where the line ends whose first part ends at newline: at the end of the last of its folds (RFC 3261 7.3.1). */
static const char *last_fold(struct header_reader *reader, const char *newline)
{
	while (newline + 1 < reader->end && is_blank(newline[1])) {
		newline = memchr(newline + 1, '\n', (size_t)(reader->end - newline) - 1);
		if (!newline)
			return reader->end;
		reader->bare_lf |= newline[-1] != '\r';
	}
	return newline;
}

/* As str_trim, for values that mostly have but the one blank behind the colon. */
static struct str trimmed(const char *p, const char *end)
{
	if (p < end && *p == ' ')
		p++;
	if (p < end && ((unsigned char)*p <= ' ' || (unsigned char)end[-1] <= ' '))
		return str_trim((struct str){p, (size_t)(end - p)});
	return (struct str){p, (size_t)(end - p)};
}

static void split_line(const char *p, const char *end, struct header_line *out)
{
	const char *colon = memchr(p, ':', (size_t)(end - p));
	const char *name_end = colon;

	if (!colon) {
		*out = (struct header_line){.name = {p, 0}};
		return;
	}
	/* RFC 3261 7.3.1 allows white space before the colon. */
	while (name_end > p && is_blank(name_end[-1]))
		name_end--;
	out->name = (struct str){p, (size_t)(name_end - p)};
	out->value = trimmed(colon + 1, end);
}

/* Where the line ends that begins at reader->p, which moves behind it; NULL: it is blank, the last of the header. */
static const char *end_of_line(struct header_reader *reader)
{
	const char *p = reader->p, *newline = memchr(p, '\n', (size_t)(reader->end - p));
	bool has_cr;

	if (!newline)
		return reader->p = reader->end;
	has_cr = newline > p && newline[-1] == '\r';
	reader->bare_lf |= !has_cr;
	/* Behind the blank line comes the body, which may begin with a space. */
	if (newline - has_cr == p) {
		reader->p = newline + 1;
		reader->ended = true;
		return NULL;
	}
	if (newline + 1 < reader->end && is_blank(newline[1])) {
		newline = last_fold(reader, newline);
		has_cr = newline[-1] == '\r';
	}
	reader->p = newline < reader->end ? newline + 1 : newline;
	return newline - has_cr;
}

bool header_next(struct header_reader *reader, struct header_line *out)
{
	const char *p = reader->p, *end;

	if (p >= reader->limit || reader->lines == HEADER_MAX_LINES || reader->ended) {
		reader->too_long = p < reader->end && !reader->ended;
		return false;
	}
	reader->lines++;
	end = end_of_line(reader);
	if (!end)
		return false;
	split_line(p, end, out);
	return true;
}

void content_length_add(struct content_length *length, struct str value)
{
	uint64_t n;
	bool good = str_to_u64(value, &n) && n <= INT32_MAX;

	if (!good || (length->present && !length->bad && n != length->value))
		length->bad = true;
	else if (!length->present)
		length->value = (uint32_t)n;
	length->present = true;
}
