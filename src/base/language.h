/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The language a person is spoken to in. Sentences stand in the code in English; a catalogue made by gettext's tools from po/LANGUAGE.po
 * is part of the program, so that no locale need be installed where it runs. Identifiers (rules, verdicts, keys of JSON) are no
 * language and stay as they are.
 *
 * The language is chosen once, before anything is printed, and holds for the whole process.
 */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include "base/str.h"

/* Marks a sentence, and gives it in the language chosen. */
#define _(english) language_text(english) /* NOLINT: what gettext calls it */
/* Marks one that is given to _() later: in a table. */
#define N_(english) english

const char *language_text(const char *english) __attribute__((format_arg(1), returns_nonnull));
/* one for 1, many for all other numbers, where the language tells them apart. */
const char *language_plural(const char *one, const char *many, uint64_t n)
	__attribute__((format_arg(1), format_arg(2), returns_nonnull));

/* strerror in it; in English where a system has an error that few have. */
const char *language_error(int error);

/* "ja", "ja_JP.UTF-8", "en" ... False, and nothing changes: there is none such here. "C" and "POSIX" are English. */
bool language_choose(struct str name);
/* From LC_ALL, LC_MESSAGES and LANG, the first that is set, as gettext does; LANGUAGE may name a better one, unless that is C. English where that is none of ours. */
void language_from_environment(void);
const char *language_at(unsigned index); /* those there are; NULL behind the last */

#endif
