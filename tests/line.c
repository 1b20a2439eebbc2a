/* SPDX-License-Identifier: BSD-2-Clause */
#include "line.h"

#include "audio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	QUOTED = 128, /* bytes behind the quoted UDP header, at most */
	NOTE_MAX_DEPTH = 1,
};

_Noreturn void line_fail(const struct line *line, const char *trouble)
{
	fprintf(stderr, "ladder: %s: " STR_FMT "\n", trouble, STR_ARG(line->text));
	exit(2);
}

/* Values */

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static struct str skip_space(struct str text)
{
	while (text.n && is_space(*text.p))
		text = str_from(text, 1);
	return text;
}

static struct str next_word(struct str *rest)
{
	struct str word;

	*rest = skip_space(*rest);
	word = (struct str){rest->p, 0};
	while (word.n < rest->n && !is_space(rest->p[word.n]))
		word.n++;
	*rest = str_from(*rest, word.n);
	return word;
}

/* The field that begins with this word: up to the next tab, two blanks or the end. */
static struct str whole_field(struct str word, struct str *rest)
{
	struct str field = {word.p, word.n + rest->n};

	for (size_t i = word.n; i < field.n; i++)
		if (field.p[i] == '\t' || (field.p[i] == ' ' && i + 1 < field.n && is_space(field.p[i + 1])))
			field.n = i;
	*rest = str_from(*rest, field.n - word.n);
	return field;
}

ns line_seconds(const struct line *line, struct str text)
{
	ns value = 0, unit = SECOND;
	bool fraction = false;

	if (text.n && text.p[text.n - 1] == 's')
		text.n--;
	if (text.n && text.p[text.n - 1] == 'm') {
		text.n--;
		return line_seconds(line, text) / 1000;
	}
	if (!text.n)
		line_fail(line, "no time");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '.' && !fraction) {
			fraction = true;
			continue;
		}
		if (text.p[i] < '0' || text.p[i] > '9')
			line_fail(line, "not a time");
		if (fraction)
			unit /= 10;
		value = fraction ? value + (text.p[i] - '0') * unit : value * 10 + (text.p[i] - '0') * SECOND;
	}
	return value;
}

uint32_t line_number(const struct line *line, struct str text)
{
	uint32_t value;

	if (!str_to_u32(text, &value))
		line_fail(line, "not a number");
	return value;
}

static uint16_t read_port(const struct line *line, struct str text)
{
	uint32_t port = line_number(line, text);

	if (port == 0 || port > UINT16_MAX)
		line_fail(line, "not a port");
	return (uint16_t)port;
}

static char read_party(const struct line *line, struct str word)
{
	if (word.n != 1 || *word.p < 'A' || *word.p > 'Z')
		line_fail(line, "not a party");
	return *word.p;
}

/* Fields */

static void add_field(struct line *line, struct str name, struct str value)
{
	if (line->field_count >= LINE_MAX_FIELDS)
		line_fail(line, "too many header fields");
	line->fields[line->field_count++] = (struct header_line){name, value};
}

static void add_sdp_line(struct line *line, struct str text)
{
	if (line->sdp_line_count >= LINE_MAX_SDP)
		line_fail(line, "too many SDP lines");
	line->sdp_lines[line->sdp_line_count++] = text;
}

static void read_header(struct line *line, struct str field, size_t name_size)
{
	add_field(line, (struct str){field.p, name_size - 1}, str_trim(str_from(field, name_size)));
}

static bool read_direction(struct line *line, struct str word)
{
	static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive"};

	for (size_t i = 0; i < sizeof(directions) / sizeof(directions[0]); i++)
		if (str_eq(word, str_of(directions[i]))) {
			line->direction = directions[i];
			return true;
		}
	return false;
}

static void read_sdp(struct line *line, struct str list)
{
	struct str word;

	line->sdp = true;
	while (str_split(&list, ',', &word)) {
		if (str_eq(word, STR("zero")))
			line->zero = true;
		else if (str_eq(word, STR("qos")))
			line->qos = true;
		else if (str_eq(word, STR("untyped")))
			line->untyped = true;
		else if (str_eq(word, STR("unended")))
			line->unended = true;
		else if (str_eq(word, STR("lf")))
			line->sdp_lf = true;
		else if (!read_direction(line, word))
			line_fail(line, "not a kind of sdp");
	}
}

/* A setting whose value is kept as it is written: where it goes; NULL: no such setting. */
static struct str *text_setting(struct line *line, struct str name)
{
	const struct {
		const char *name;
		struct str *value;
	} settings[] = {
		{"at", &line->at},           {"host", &line->host},
		{"tag", &line->tag},         {"from-tag", &line->from_tag},
		{"of", &line->of},           {"by", &line->reporter},
		{"without", &line->without}, {"caller", &line->caller},
		{"callee", &line->callee},   {"branch", &line->branch},
		{"via", &line->via},         {"received", &line->received},
		{"rport", &line->rport},     {"sdp-without", &line->sdp_without},
		{"codecs", &line->codecs},   {"proto", &line->proto},
		{"type", &line->type},       {"length", &line->length},
		{"parts", &line->parts},     {"source", &line->source},
		{"toward", &line->toward},   {"lost", &line->lost},
		{"sent", &line->sent},       {"user", &line->username},
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (str_eq(name, str_of(settings[i].name)))
			return settings[i].value;
	return NULL;
}

static bool read_number_setting(struct line *line, struct str name, struct str value)
{
	if (str_eq(name, STR("rel")))
		line->rseq = value.n ? line_number(line, value) : 1;
	else if (str_eq(name, STR("rack")))
		line->rack = line_number(line, value);
	else if (str_eq(name, STR("cseq")))
		line->cseq = line_number(line, value);
	else if (str_eq(name, STR("to")))
		line->destination_port = read_port(line, value);
	else if (str_eq(name, STR("from")))
		line->source_port = read_port(line, value);
	else if (str_eq(name, STR("port")))
		line->port = read_port(line, value);
	else if (str_eq(name, STR("ssrc")))
		line->ssrc = line_number(line, value);
	else if (str_eq(name, STR("quote")))
		line->quote = line_number(line, value);
	else if (str_eq(name, STR("call")))
		line->call = line_number(line, value);
	else if (str_eq(name, STR("every")))
		line->every = line_seconds(line, value);
	else
		return false;
	return true;
}

static bool read_setting(struct line *line, struct str word)
{
	struct str value = word, name, *place;

	str_split(&value, '=', &name);
	if (str_eq(name, STR("sdp"))) {
		read_sdp(line, value);
		return true;
	}
	place = text_setting(line, name);
	if (!place)
		return read_number_setting(line, name, value) || audio_word(line, name, value);
	*place = value.p ? value : STR(""); /* said, though without a value */
	return true;
}

/* Words of RTCP and STUN that stand alone. */
static bool read_report(struct line *line, struct str word)
{
	if (str_eq(word, STR("mux")))
		line->mux = true;
	else if (str_eq(word, STR("empty")))
		line->empty = true;
	else if (str_eq(word, STR("sr")))
		line->sender = true;
	else if (str_eq(word, STR("bye")))
		line->bye = true;
	else if (str_eq(word, STR("use-candidate")))
		line->nominates = true;
	else
		return false;
	return true;
}

/* What happens to the packets, in one word; false: it is none of these. */
static bool read_fate(struct line *line, struct str word)
{
	if (str_eq(word, STR("dup")))
		line->twice = true;
	else if (str_eq(word, STR("frag")))
		line->pieces = PIECES_BOTH;
	else if (str_eq(word, STR("frag-lost")))
		line->pieces = PIECES_FIRST;
	else if (str_eq(word, STR("frag-tail")))
		line->pieces = PIECES_LAST;
	else if (str_eq(word, STR("vlan")))
		line->wrap = WRAP_VLAN;
	else if (str_eq(word, STR("gre")))
		line->wrap = WRAP_GRE;
	else if (str_eq(word, STR("turn")))
		line->wrap = WRAP_TURN;
	else if (str_eq(word, STR("tcp")))
		line->tcp = true;
	else if (str_eq(word, STR("cut")))
		line->cut = true;
	else if (str_eq(word, STR("gap")))
		line->gap = true;
	else if (str_eq(word, STR("backoff")))
		line->backoff = true;
	else if (str_eq(word, STR("leg")))
		line->leg = true;
	else
		return false;
	return true;
}

/* Notes: what a message is printed with that is not as the standards have it. */

#define WORDS(literal)                                                                                                 \
	{                                                                                                              \
		(literal), sizeof(literal) - 1                                                                         \
	}

/* The words that make a message deserve a note. */
static const struct note {
	const char *name;
	struct str words; /* empty: other words of the line do it already */
} notes[] = {
	{"no-via", WORDS("without=Via")},
	{"no-from", WORDS("without=From")},
	{"no-to", WORDS("without=To")},
	{"no-call-id", WORDS("without=Call-ID")},
	{"no-cseq", WORDS("without=CSeq")},
	{"via", WORDS("via=:")},
	{"address", WORDS("Contact: <sip: a@10.0.0.1>")},
	{"quote", WORDS("Contact: \"A <sip:a@10.0.0.1>")},
	{"duplicate-header", WORDS("line=Call-ID: another@example.com")},
	{"value", WORDS("line=Retry-After: soon")},
	{"line", WORDS("line=no field")},
	{"nul", WORDS("line=Subject: a\0b")},
	{"content-type-missing", WORDS("sdp=untyped")},
	{"content-type-wrong", WORDS("type=text/plain")},
	{"content-length-long", WORDS("length=+5")},
	{"content-length-short", WORDS("length=-5")},
	{"content-length-zero", WORDS("length=0")},
	{"content-length-bad", WORDS("Content-Length: many")},
	{"content-length-none", WORDS("length=none")},
	{"method", WORDS("")},
	{"refused", WORDS("")},
};

/* A response without tag= deserves it by that alone. */
static void lose_tag(struct line *line)
{
	if (line->tag.n || !line_is_response(line))
		line->from_tag = STR("none");
}

static bool read_flaw(struct line *line, struct str name)
{
	if (str_eq(name, STR("start-line")))
		line->bad_start = true;
	else if (str_eq(name, STR("branch")))
		line->bad_branch = true;
	else if (str_eq(name, STR("cseq")))
		line->bad_cseq = true;
	else if (str_eq(name, STR("bare-lf")))
		line->bare_lf = true;
	else if (str_eq(name, STR("no-end")))
		line->no_end = true;
	else if (str_eq(name, STR("no-tag")))
		lose_tag(line);
	else
		return false;
	return true;
}

static void read_words(struct line *line, struct str rest, unsigned depth);

static void read_note(struct line *line, struct str name, unsigned depth)
{
	if (read_flaw(line, name))
		return;
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]) && depth < NOTE_MAX_DEPTH; i++)
		if (str_eq(name, str_of(notes[i].name))) {
			read_words(line, notes[i].words, depth + 1);
			return;
		}
	line_fail(line, "not a note that can be played");
}

/* Lines */

static bool is_header(struct str word)
{
	return word.n > 1 && word.p[word.n - 1] == ':' && !memchr(word.p, '=', word.n);
}

static bool is_sdp_line(struct str word)
{
	return word.n >= 2 && word.p[0] >= 'a' && word.p[0] <= 'z' && word.p[1] == '=';
}

/* Fields that may have blanks in them; false: it is none of these. */
static bool read_long(struct line *line, struct str word, struct str *rest)
{
	if (is_header(word))
		read_header(line, whole_field(word, rest), word.n);
	else if (is_sdp_line(word))
		add_sdp_line(line, whole_field(word, rest));
	else if (str_starts(word, STR("line=")))
		add_field(line, STR_NONE, str_from(whole_field(word, rest), strlen("line=")));
	else if (str_starts(word, STR("body=")))
		line->body = str_from(whole_field(word, rest), strlen("body="));
	else
		return false;
	return true;
}

static void read_word(struct line *line, struct str word, struct str *rest, unsigned depth)
{
	if (read_long(line, word, rest) || read_fate(line, word) || read_report(line, word))
		return;
	if (*word.p == '!')
		read_note(line, str_from(word, 1), depth);
	else if (str_eq(word, STR("for")))
		line->duration = line_seconds(line, next_word(rest));
	else if (str_eq(word, STR("frame")))
		next_word(rest);
	else if (*word.p == 'x' && word.n > 1)
		line->times = line_number(line, str_from(word, 1));
	else if (!read_setting(line, word))
		line_fail(line, "not a word");
}

static void read_words(struct line *line, struct str rest, unsigned depth)
{
	struct str word;

	while ((word = next_word(&rest)).n)
		read_word(line, word, &rest, depth);
}

static void read_what(struct line *line, struct str *rest)
{
	line->what = next_word(rest);
	if (rest->n > 1 && rest->p[0] == ' ' && rest->p[1] == '"') {
		*rest = str_from(*rest, 2);
		if (!str_split(rest, '"', &line->phrase))
			line_fail(line, "a phrase without end");
	}
	if (!line->what.n)
		line_fail(line, "nothing happens");
}

static bool describes_session(const struct line *line)
{
	return line->sdp_line_count || line->sdp_without.n || line->codecs.n || line->proto.n || line->port;
}

void line_read(struct str text, struct line *out)
{
	struct str rest = text;

	*out = (struct line){.text = text, .call = 1, .times = 1, .ssrc = 1, .direction = "sendrecv", .quote = QUOTED};
	out->time = line_seconds(out, next_word(&rest));
	out->from = read_party(out, next_word(&rest));
	if (!str_eq(next_word(&rest), STR(">")))
		line_fail(out, "no >");
	out->to = read_party(out, next_word(&rest));
	read_what(out, &rest);
	read_words(out, rest, 0);
	audio_settle(out);
	if (out->times == 0 || out->call == 0)
		line_fail(out, "a count of nothing");
	if (out->gap && !out->tcp)
		line_fail(out, "a gap in a datagram");
	if (describes_session(out) && !out->sdp && !out->parts.n)
		line_fail(out, "words of SDP without sdp");
}

/* Questions */

bool line_is_response(const struct line *line)
{
	return line->what.n == 3 && line->what.p[0] >= '1' && line->what.p[0] <= '6';
}

bool line_list_has(struct str list, struct str name)
{
	struct str word;

	while (str_split(&list, ',', &word))
		if (str_ieq(word, name))
			return true;
	return false;
}

/* RFC 3261 7.3.3: "v" is Via. */
static bool same_header(struct str a, struct str b)
{
	return str_ieq(a, b) || (header_of(a) != HEADER_OTHER && header_of(a) == header_of(b));
}

bool line_gives(const struct line *line, struct str header)
{
	for (unsigned i = 0; i < line->field_count; i++)
		if (same_header(line->fields[i].name, header))
			return true;
	return false;
}

bool line_leaves_out(const struct line *line, struct str header)
{
	return line_list_has(line->without, header);
}
