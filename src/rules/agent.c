/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/agent.h"

#include <ctype.h>

enum {
	AGENT_BYTES = 128 /* what stands further behind names nothing */
};

/* Reads one number of a version off text. */
static unsigned next_number(struct str *text)
{
	unsigned number = 0;

	while (text->n && *text->p >= '0' && *text->p <= '9' && number < 1000) {
		number = number * 10 + (unsigned)(*text->p - '0');
		*text = str_from(*text, 1);
	}
	if (text->n && *text->p == '.')
		*text = str_from(*text, 1);
	return number;
}

/* Twinkle sent 603 for a reject up to 1.10.1, the last release before it changed to 486 in 2017. */
static bool is_old_twinkle(struct str agent)
{
	static const struct str name = {"Twinkle/", 8};
	struct str version = str_from(agent, name.n);
	unsigned major, minor, patch;

	if (!str_istarts(agent, name))
		return false;
	major = next_number(&version);
	minor = next_number(&version);
	patch = next_number(&version);
	return major * 1000000 + minor * 1000 + patch <= 1010001;
}

static unsigned letter_of(char c)
{
	return 1u << ((unsigned char)c & 31);
}

/* Which letters begin words of it: few names need be looked for. */
static unsigned first_letters(struct str agent)
{
	unsigned letters = 0;

	for (size_t i = 0; i < agent.n; i++)
		if (i == 0 || !isalnum((unsigned char)agent.p[i - 1]))
			letters |= letter_of(agent.p[i]);
	return letters;
}

/* name begins a word of it. */
static bool names(struct str agent, struct str name)
{
	unsigned letter = letter_of(name.p[0]);

	for (size_t i = 0; i + name.n <= agent.n; i++)
		if (letter_of(agent.p[i]) == letter && (i == 0 || !isalnum((unsigned char)agent.p[i - 1])) &&
		    str_ieq((struct str){agent.p + i, name.n}, name))
			return true;
	return false;
}

/* What phones do is as a survey of makers has it (LubosD/twinkle pull request 102) and as pjsua and baresip are written. */
static const struct {
	const char *name;
	enum agent_kind kind;
} agents[] = {
	{"kamailio", AGENT_PROXY},
	{"opensips", AGENT_PROXY},
	{"openser", AGENT_PROXY},
	{"sip express router", AGENT_PROXY},
	{"flexisip", AGENT_PROXY},
	{"repro", AGENT_PROXY},
	{"asterisk", AGENT_ASTERISK},
	{"fpbx", AGENT_ASTERISK},
	{"freepbx", AGENT_ASTERISK},
	{"issabel", AGENT_ASTERISK},
	{"elastix", AGENT_ASTERISK},
	{"vicidial", AGENT_ASTERISK},
	{"freeswitch", AGENT_FREESWITCH},
	{"fusionpbx", AGENT_FREESWITCH},
	{"signalwire", AGENT_FREESWITCH},
	{"3cx", AGENT_PBX},
	{"cisco-cucm", AGENT_PBX},
	{"yate", AGENT_PBX},
	{"restcomm", AGENT_PBX},
	{"jambonz", AGENT_PBX},
	{"broadworks", AGENT_PBX},
	{"openscape", AGENT_PBX},
	{"avaya cm", AGENT_PBX},
	{"livekit", AGENT_PBX},
	{"sip express media server", AGENT_PBX},
	{"drachtio", AGENT_PBX},
	{"sems", AGENT_PBX},
	{"audc-ipphone", AGENT_PHONE},
	{"cisco-cp", AGENT_PHONE},
	{"cisco/spa", AGENT_PHONE},
	{"cisco-sipgateway", AGENT_GATEWAY},
	{"sansay", AGENT_GATEWAY},
	{"ribbon", AGENT_GATEWAY},
	{"sonus", AGENT_GATEWAY},
	{"acme", AGENT_GATEWAY},
	{"oracle", AGENT_GATEWAY},
	{"audiocodes", AGENT_GATEWAY},
	{"mediant", AGENT_GATEWAY},
	{"genband", AGENT_GATEWAY},
	{"metaswitch", AGENT_GATEWAY},
	{"perimeta", AGENT_GATEWAY},
	{"patton", AGENT_GATEWAY},
	{"dialogic", AGENT_GATEWAY},
	{"huawei", AGENT_GATEWAY},
	{"sbc", AGENT_GATEWAY},
	{"gateway", AGENT_GATEWAY},
	{"twilio", AGENT_GATEWAY},
	{"telnyx", AGENT_GATEWAY},
	{"pjsua", AGENT_PHONE_603},
	{"linphone", AGENT_PHONE_603},
	{"baresip", AGENT_PHONE_486},
	{"twinkle", AGENT_PHONE_486},
	{"acrobits", AGENT_PHONE_486},
	{"groundwire", AGENT_PHONE_486},
	{"atlinks", AGENT_PHONE_486},
	{"counterpath", AGENT_PHONE_486},
	{"bria", AGENT_PHONE_486},
	{"x-lite", AGENT_PHONE_486},
	{"eyebeam", AGENT_PHONE_486},
	{"gigaset", AGENT_PHONE_486},
	{"grandstream", AGENT_PHONE_486},
	{"rtx", AGENT_PHONE_486},
	{"snom", AGENT_PHONE_486},
	{"yealink", AGENT_PHONE_486},
	{"vtech", AGENT_PHONE_486},
	{"polycom", AGENT_PHONE},
	{"polyedge", AGENT_PHONE},
	{"linksys", AGENT_PHONE},
	{"sipura", AGENT_PHONE},
	{"zoiper", AGENT_PHONE},
	{"microsip", AGENT_PHONE},
	{"csipsimple", AGENT_PHONE},
	{"blink", AGENT_PHONE},
	{"jitsi", AGENT_PHONE},
	{"fanvil", AGENT_PHONE},
	{"htek", AGENT_PHONE},
	{"aastra", AGENT_PHONE},
	{"mitel", AGENT_PHONE},
	{"panasonic", AGENT_PHONE},
	{"obihai", AGENT_PHONE},
	{"digium", AGENT_PHONE},
	{"avaya one-x", AGENT_PHONE},
	{"sipdroid", AGENT_PHONE},
	{"telephone", AGENT_PHONE},
};

enum agent_kind agent_kind(struct str agent)
{
	unsigned letters;

	agent.n = agent.n < AGENT_BYTES ? agent.n : AGENT_BYTES;
	letters = first_letters(agent);
	if (is_old_twinkle(agent))
		return AGENT_PHONE_603;
	for (size_t i = 0; letters && i < sizeof(agents) / sizeof(agents[0]); i++)
		if ((letters & letter_of(agents[i].name[0])) && names(agent, str_of(agents[i].name)))
			return agents[i].kind;
	return AGENT_UNKNOWN;
}

const char *agent_kind_name(enum agent_kind kind)
{
	static const char *const words[] = {
		[AGENT_PHONE_603] = "phone", [AGENT_PHONE_486] = "phone", [AGENT_PHONE] = "phone",
		[AGENT_ASTERISK] = "pbx",    [AGENT_FREESWITCH] = "pbx",  [AGENT_PBX] = "pbx",
		[AGENT_GATEWAY] = "gateway", [AGENT_PROXY] = "proxy",
	};

	return words[kind];
}

bool agent_is_phone(enum agent_kind kind)
{
	return kind == AGENT_PHONE_603 || kind == AGENT_PHONE_486 || kind == AGENT_PHONE;
}

bool agent_is_b2bua(enum agent_kind kind)
{
	return kind == AGENT_ASTERISK || kind == AGENT_FREESWITCH || kind == AGENT_PBX;
}
