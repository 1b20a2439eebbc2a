/* SPDX-License-Identifier: BSD-2-Clause */
/* What made a message, as far as its Server or User-Agent field tells: a phone, a PBX, a gateway, a proxy. */
#ifndef RULES_AGENT_H
#define RULES_AGENT_H

#include "base/str.h"

enum agent_kind {
	AGENT_UNKNOWN,
	AGENT_PHONE_603, /* a phone whose reject button is known to send 603 */
	AGENT_PHONE_486, /* a phone whose reject button is known to send 486 */
	AGENT_PHONE,     /* another phone */
	AGENT_ASTERISK,
	AGENT_FREESWITCH,
	AGENT_PBX, /* another PBX or back-to-back user agent */
	AGENT_GATEWAY,
	AGENT_PROXY,
};

enum agent_kind agent_kind(struct str agent);
const char *agent_kind_name(enum agent_kind kind); /* "phone", "pbx" ...; AGENT_UNKNOWN gives NULL */
bool agent_is_phone(enum agent_kind kind);
bool agent_is_b2bua(enum agent_kind kind);

#endif
