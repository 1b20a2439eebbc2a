/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/warning.h"

#include "sip/field.h"

/* RFC 3261 25.1: warn-code SP warn-agent SP warn-text. */
static struct warning *read_warning(struct arena *arena, struct str value)
{
	struct warning *warning = arena_alloc(arena, sizeof(*warning));
	struct str rest = value;
	uint32_t code;

	if (str_to_u32(field_token(&rest), &code) && code >= 100 && code <= 999)
		warning->code = (uint16_t)code;
	else
		rest = value;
	rest = str_trim(rest);
	if (rest.n && rest.p[0] != '"')
		warning->server = arena_str(arena, field_token(&rest));
	warning->text = field_text(arena, str_trim(rest));
	return warning;
}

void warning_parse(struct arena *arena, struct str field, struct warning **list)
{
	unsigned count = 0;
	struct str value;

	for (; *list; list = &(*list)->next)
		count++;
	while (count < WARNING_MAX && field_value_quoted(&field, &value)) {
		*list = read_warning(arena, value);
		list = &(*list)->next;
		count++;
	}
}
