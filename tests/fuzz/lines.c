/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as text of a report: the first byte says how wide a label is and how much is shown, the others are wrapped, shown and quoted. */
#include "report/escape.h"
#include "report/lines.h"

#include "tests/fuzz/target.h"

/* What steers a terminal is checked here anew, not by the code under test alone. */
static void check_shown(struct str text)
{
	struct character character;

	while (character_next(&text, &character)) {
		MUST(character.valid && character_is_visible(character.code));
		MUST(character.code >= ' ' && (character.code < 0x7f || character.code > 0x9f));
		MUST(character.code < 0x202a || character.code > 0x202e);
	}
}

/* Wrapping takes and adds nothing but blanks and ends of lines. */
static void check_wrapped(struct str wrapped, struct str shown)
{
	for (; wrapped.n; wrapped = str_from(wrapped, 1)) {
		if (wrapped.p[0] == ' ' || wrapped.p[0] == '\n')
			continue;
		while (shown.n && shown.p[0] == ' ')
			shown = str_from(shown, 1);
		MUST(shown.n && shown.p[0] == wrapped.p[0]);
		shown = str_from(shown, 1);
	}
	MUST(str_trim(shown).n == 0);
}

static void wrap(struct str text, size_t column)
{
	struct buf wrapped = {0}, shown = {0};
	struct lines lines = {.out = &wrapped};
	struct str rest, line;

	lines_wrap(&lines, column, column / 2, text);
	escape_terminal(&shown, text, 8192);
	check_wrapped(buf_str(&wrapped), buf_str(&shown));
	for (rest = buf_str(&wrapped); str_split(&rest, '\n', &line);)
		check_shown(line);
	buf_done(&wrapped);
	buf_done(&shown);
}

static void show(struct str text, size_t limit)
{
	struct buf out = {0};

	escape_terminal(&out, text, limit);
	check_shown(buf_str(&out));
	/* The last character may be an escape, which is not cut. */
	MUST(!limit || text_columns(buf_str(&out)) <= limit + sizeof("\\u{10ffff}…"));
	buf_done(&out);
}

static void quote(struct str text, size_t limit)
{
	struct buf out = {0};
	struct str inner;

	escape_json(&out, text, limit);
	check_shown(buf_str(&out));
	inner = buf_str(&out);
	MUST(inner.n >= 2 && inner.p[0] == '"' && inner.p[inner.n - 1] == '"');
	inner = (struct str){inner.p + 1, inner.n - 2};
	for (; inner.n; inner = str_from(inner, 1)) {
		MUST(inner.p[0] != '"' && inner.p[0] != '<');
		if (inner.p[0] != '\\')
			continue;
		inner = str_from(inner, 1);
		MUST(inner.n && (inner.p[0] == '"' || inner.p[0] == '\\' || inner.p[0] == 'u'));
	}
	buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text;

	if (size == 0)
		return 0;
	text = (struct str){(const char *)data + 1, size - 1};
	wrap(text, data[0] % 128);
	show(text, data[0]);
	quote(text, data[0]);
	return 0;
}
