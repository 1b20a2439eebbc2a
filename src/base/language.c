/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/language.h"

#include <assert.h>
#include <stdlib.h>

/* The file msgfmt makes (GNU gettext manual, "The Format of GNU MO Files"), in the byte order of this machine. */
struct mo_header {
	uint32_t magic, revision, count, originals, translations;
};

struct mo_text {
	uint32_t length, offset;
};

static const uint32_t mo_magic = 0x950412de;

/* A catalogue is one string, longer than what C promises of every compiler. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
static const struct catalogue {
	const char *name;
	const uint8_t *mo; /* NULL: the code's own English */
} catalogues[] = {
	{"en", NULL},
#include "languages.inc"
};
#pragma GCC diagnostic pop

enum {
	LANGUAGES = sizeof(catalogues) / sizeof(catalogues[0])
};

/* The whole process speaks one language. */
static const struct catalogue *chosen = &catalogues[0];

static const char *text_at(const uint8_t *mo, uint32_t table, uint32_t index)
{
	struct mo_text text;

	memcpy(&text, mo + table + index * sizeof(text), sizeof(text));
	return (const char *)mo + text.offset;
}

/* msgfmt sorts the originals by strcmp. An original with a plural is "one\0many": found by its singular. NULL: not there. */
static const char *find(const uint8_t *mo, const char *english)
{
	struct mo_header header;
	uint32_t low = 0, high;

	memcpy(&header, mo, sizeof(header));
	assert(header.magic == mo_magic);
	high = header.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(english, text_at(mo, header.originals, middle));

		if (order == 0)
			return text_at(mo, header.translations, middle);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *language_text(const char *english)
{
	/* The translation of "" is the catalogue's own header. */
	const char *text = chosen->mo && english[0] ? find(chosen->mo, english) : NULL;

	return text && text[0] ? text : english;
}

const char *language_plural(const char *one, const char *many, uint64_t n)
{
	const char *text = chosen->mo ? find(chosen->mo, one) : NULL;

	/* Languages here have either no plural (Japanese) or that of English, and then it stands behind the singular. */
	return text && text[0] ? text : n == 1 ? one : many;
}

/* As glibc has them, for those who collect sentences: the C library would need a locale that is installed. */
__attribute__((unused)) static const char *const errors[] = {
	N_("Operation not permitted"),
	N_("No such file or directory"),
	N_("Interrupted system call"),
	N_("Input/output error"),
	N_("No such device or address"),
	N_("Cannot allocate memory"),
	N_("Permission denied"),
	N_("Device or resource busy"),
	N_("File exists"),
	N_("No such device"),
	N_("Not a directory"),
	N_("Is a directory"),
	N_("Invalid argument"),
	N_("Too many open files in system"),
	N_("Too many open files"),
	N_("File too large"),
	N_("No space left on device"),
	N_("Illegal seek"),
	N_("Read-only file system"),
	N_("Broken pipe"),
	N_("File name too long"),
	N_("Too many levels of symbolic links"),
	N_("Connection reset by peer"),
	N_("Stale file handle"),
	N_("Disk quota exceeded"),
};

const char *language_error(int error)
{
	return _(strerror(error));
}

/* "ja_JP.UTF-8@x" is "ja". */
static struct str language_of(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (memchr("_.@-", name.p[i], 4))
			return (struct str){name.p, i};
	return name;
}

bool language_choose(struct str name)
{
	struct str language = language_of(name);

	if (str_eq(language, STR("C")) || str_eq(language, STR("POSIX")))
		language = STR("en");
	for (unsigned i = 0; i < LANGUAGES; i++)
		if (str_ieq(language, str_of(catalogues[i].name))) {
			chosen = &catalogues[i];
			return true;
		}
	return false;
}

void language_from_environment(void)
{
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	struct str locale = STR_NONE, list = str_of(getenv("LANGUAGE")), name;

	for (unsigned i = 0; i < sizeof(variables) / sizeof(variables[0]) && locale.n == 0; i++)
		locale = str_of(getenv(variables[i]));
	if (locale.n == 0 || str_eq(language_of(locale), STR("C")) || str_eq(locale, STR("POSIX")))
		return;
	while (str_split(&list, ':', &name))
		if (name.n && language_choose(name))
			return;
	language_choose(locale);
}

const char *language_at(unsigned index)
{
	return index < LANGUAGES ? catalogues[index].name : NULL;
}
