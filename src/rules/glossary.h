/* SPDX-License-Identifier: BSD-2-Clause */
/* The words that reports use and no rule explains: verdicts, outcomes, origins, grades, endings. */
#ifndef RULES_GLOSSARY_H
#define RULES_GLOSSARY_H

#include "base/str.h"

enum term_kind {
	TERM_VERDICT,
	TERM_OUTCOME,
	TERM_ORIGIN,
	TERM_SEVERITY,
	TERM_CONFIDENCE,
	TERM_VISIBILITY,
	TERM_POLICY,
	TERM_SOUND,
	TERM_CONTENT,
	TERM_LOCATION,
	TERM_TIMING,
	TERM_ENDING,
	TERM_KINDS
};

/* The text is English, for _(). */
struct term {
	enum term_kind kind;
	const char *word; /* as reports print it, in any language */
	const char *text;
};

/* By kind; NULL behind the last. One word may be of several kinds. */
const struct term *term_at(unsigned index);
const struct term *term_find(enum term_kind kind, struct str word); /* ASCII case is ignored; NULL: none */

const char *term_kind_name(enum term_kind kind);  /* "verdict", in English, for _() */
const char *term_kind_title(enum term_kind kind); /* "Verdicts", likewise */
const char *term_kind_about(enum term_kind kind); /* a sentence or two, likewise */

#endif
