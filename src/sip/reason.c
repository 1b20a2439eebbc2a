/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/reason.h"

#include "sip/field.h"

#include <string.h>

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
			reason->text = field_text(arena, value);
		else if (str_ieq(name, STR("location")) && reason->location.n == 0)
			reason->location = field_text(arena, value);
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

void reason_parse(struct arena *arena, struct str field, struct reason **list)
{
	unsigned count = 0;
	struct str value;

	for (; *list; list = &(*list)->next)
		count++;
	while (count < REASON_MAX && field_value_quoted(&field, &value)) {
		*list = read_reason(arena, value);
		list = &(*list)->next;
		count++;
	}
}

/* FreeSWITCH reads a text as a 603+ only where it begins so, the semicolon included. */
static void note_analytics(struct str text, struct str value, struct redress *out)
{
	size_t end = (size_t)(value.p - text.p) + value.n;

	out->analytics = true;
	out->first = str_istarts(text, STR("v=analytics1")) && end < text.n && text.p[end] == ';';
}

void redress_parse(struct str text, struct redress *out)
{
	struct str whole = text, name, value;

	*out = (struct redress){0};
	while (field_parameter(&text, &name, &value)) {
		if (str_ieq(name, STR("v")) && str_ieq(value, STR("analytics1")))
			note_analytics(whole, value, out);
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

bool reason_is_decline(const struct reason *reason)
{
	if (!reason->has_cause)
		return false;
	return (str_ieq(reason->protocol, STR("SIP")) && reason->cause == 603) ||
	       (str_ieq(reason->protocol, STR("Q.850")) && reason->cause == 21);
}

bool reason_is_failure(const struct reason *reason)
{
	if (!reason->has_cause)
		return false;
	return str_ieq(reason->protocol, STR("SIP")) ? reason->cause >= 300 : reason->cause > 0;
}

bool reason_is_between_users(const struct reason *reason)
{
	static const char *const networks[] = {"LN", "TN", "RLN", "INTL"};

	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++)
		if (str_ieq(reason->location, str_of(networks[i])))
			return true;
	return false;
}
