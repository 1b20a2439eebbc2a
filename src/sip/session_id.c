/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/session_id.h"

#include "sip/field.h"

enum {
	UUID_DIGITS = 32,
};

static bool is_hexadecimal(char c)
{
	return (unsigned char)(c - '0') < 10 || (unsigned char)((c | 0x20) - 'a') < 6;
}

static bool is_uuid(struct str text)
{
	if (text.n != UUID_DIGITS)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!is_hexadecimal(text.p[i]))
			return false;
	return true;
}

static bool is_nil(struct str uuid)
{
	for (size_t i = 0; i < uuid.n; i++)
		if (uuid.p[i] != '0')
			return false;
	return true;
}

/* RFC 7989 5: sess-uuid *( SEMI sess-id-param ), one of them "remote=" null or a UUID. */
bool session_id_parse(struct str field, struct session_id *out)
{
	struct str rest = field, local, remote;

	if (!str_split(&rest, ';', &local) || !is_uuid(str_trim(local)))
		return false;
	local = str_trim(local);
	remote = field_parameter_named(rest, STR("remote"));
	out->local = is_nil(local) ? STR_NONE : local;
	out->remote = !is_uuid(remote) || is_nil(remote) ? STR_NONE : remote;
	return true;
}
