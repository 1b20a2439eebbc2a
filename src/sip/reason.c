/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/reason.h"

#include "sip/field.h"

#include <string.h>

/* Resolves \ escapes (RFC 3261 25.1: quoted-pair) while copying; a value without quotes is copied as it is. */
static struct str unquote(struct arena *arena, struct str value)
{
	bool quoted = value.n && value.p[0] == '"';
	struct str inner = field_unquoted(value);
	char *copy = arena_alloc(arena, inner.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < inner.n; i++) {
		if (quoted && inner.p[i] == '\\' && i + 1 < inner.n)
			i++;
		copy[n++] = inner.p[i];
	}
	return (struct str){copy, n};
}

/* Whether name is one of the pairs ATIS-1000099 puts inside text="...". */
static bool belongs_in_text(struct str name)
{
	return str_ieq(name, STR("v")) || str_ieq(name, STR("url")) || str_ieq(name, STR("tel")) ||
	       str_ieq(name, STR("email")) || str_ieq(name, STR("id"));
}

/* Puts what some senders write as parameters of their own back into the form it has in text. */
static void gather_text(struct arena *arena, struct str parameters, struct reason *reason)
{
	char *copy = arena_alloc(arena, parameters.n + 1);
	struct str name, value;
	size_t n = 0;

	while (field_parameter(&parameters, &name, &value)) {
		if (value.n == 0 || !belongs_in_text(name))
			continue;
		value = field_unquoted(value);
		if (n)
			copy[n++] = ';';
		memcpy(copy + n, name.p, name.n);
		n += name.n;
		copy[n++] = '=';
		if (value.n)
			memcpy(copy + n, value.p, value.n);
		n += value.n;
	}
	reason->text = (struct str){copy, n};
	reason->text_scattered = true;
}

static void read_parameters(struct arena *arena, struct str parameters, struct reason *reason)
{
	struct str rest = parameters, name, value;
	bool scattered = false;

	while (field_parameter(&rest, &name, &value)) {
		if (str_ieq(name, STR("cause")) && !reason->has_cause)
			reason->has_cause = str_to_u32(field_unquoted(value), &reason->cause);
		else if (str_ieq(name, STR("text")) && reason->text.n == 0)
			reason->text = unquote(arena, value);
		else if (str_ieq(name, STR("location")) && reason->location.n == 0)
			reason->location = unquote(arena, value);
		else if (belongs_in_text(name))
			scattered = true;
	}
	if (scattered && reason->text.n == 0)
		gather_text(arena, parameters, reason);
}

static struct reason *read_reason(struct arena *arena, struct str value)
{
	struct reason *reason = arena_alloc(arena, sizeof(*reason));
	struct str rest = value, protocol;

	/* RFC 3326 2: protocol *(SEMI reason-params); without a protocol what there is is still read. */
	if (str_split(&rest, ';', &protocol) && !memchr(protocol.p, '=', protocol.n)) {
		reason->protocol = arena_str(arena, str_trim(protocol));
		value = rest;
	}
	read_parameters(arena, value, reason);
	return reason;
}

/* Cuts the next value off at a comma outside quotes; a '<' has no meaning here. */
static struct str next_value(struct str *rest)
{
	struct str value = *rest;
	bool quoted = false;
	size_t i;

	for (i = 0; i < rest->n; i++) {
		if (quoted && rest->p[i] == '\\')
			i++;
		else if (rest->p[i] == '"')
			quoted = !quoted;
		else if (!quoted && rest->p[i] == ',')
			break;
	}
	value.n = i < rest->n ? i : rest->n;
	*rest = str_from(*rest, value.n + 1);
	return str_trim(value);
}

void reason_parse(struct arena *arena, struct str field, struct reason **list)
{
	unsigned count = 0;

	for (; *list; list = &(*list)->next)
		count++;
	while (field.n && count < REASON_MAX) {
		struct str value = next_value(&field);

		if (value.n == 0)
			continue;
		*list = read_reason(arena, value);
		list = &(*list)->next;
		count++;
	}
}

void redress_parse(struct str text, struct redress *out)
{
	struct str name, value;

	*out = (struct redress){0};
	while (field_parameter(&text, &name, &value)) {
		if (str_ieq(name, STR("v")) && str_ieq(value, STR("analytics1")))
			out->analytics = true;
		else if (str_ieq(name, STR("url")))
			out->url = value;
		else if (str_ieq(name, STR("tel")))
			out->tel = value;
		else if (str_ieq(name, STR("email")))
			out->email = value;
		else if (str_ieq(name, STR("id")))
			out->id = value;
	}
}
