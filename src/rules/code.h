/* SPDX-License-Identifier: BSD-2-Clause */
/* What a status code says, to whom, and what to do about it: a sheet for each, in words for the one who looks for a fault. */
#ifndef RULES_CODE_H
#define RULES_CODE_H

#include "base/str.h"

enum {
	CODE_FIRST = 100,
	CODE_LAST = 699,
	/* A 603 that says Network Blocked (ATIS-1000099), another story than a 603. No response has this number. */
	CODE_603PLUS = 1603,
};

/* The texts are English, for _(). */
struct code_sheet {
	uint16_t code;
	uint8_t cause;        /* the Q.850 cause a gateway makes of it (RFC 3398); 0: none */
	const char *means;    /* what it says */
	const char *seen;     /* when it is sent */
	const char *state;    /* what is left of the call; NULL: as the class has it, see code_state() */
	const char *audio;    /* what the caller can hear because of it; NULL: as the class has it, see code_audio() */
	const char *question; /* what to ask of a call that has it */
	const char *action;   /* what to do */
	const char *refs;
	const char *also; /* rules that look at such calls without naming the code: ids, or "em-*"; NULL: none */
};

/*
 * For any code from CODE_FIRST to CODE_LAST, and CODE_603PLUS: one that is not known gets the sheet of what it is taken for
 * (RFC 3261 8.1.3.2). NULL: no status code.
 */
const struct code_sheet *code_sheet(uint16_t code);
bool code_is_known(uint16_t code); /* it has a sheet of its own */
/* The sheets there are, by code; NULL behind the last. */
const struct code_sheet *code_at(unsigned index);

const char *code_name(uint16_t code); /* "Decline", as SIP has it; NULL: none */
/* Of its class, as what stands in the sheet; in English, for _(). */
const char *code_class(uint16_t code); /* "provisional: ..." */
const char *code_state(const struct code_sheet *sheet);
const char *code_audio(const struct code_sheet *sheet);

#endif
