/* SPDX-License-Identifier: BSD-2-Clause */
/* The causes of ITU-T Q.850: why a telephone network let go of a call, as Reason carries them (RFC 3326, RFC 6432). */
#ifndef RULES_CAUSE_H
#define RULES_CAUSE_H

#include <stdint.h>

enum {
	CAUSE_MAX = 127, /* seven bits */
};

struct cause {
	uint8_t number;
	uint16_t code;     /* the status code a gateway makes of it (RFC 3398); 0: it makes none */
	const char *name;  /* as Q.850 calls it */
	const char *means; /* for the caller */
};

/* NULL: none of Q.850. The texts are English, for _(). */
const struct cause *cause_find(uint32_t number);
/* "call rejected", in the language chosen; NULL: none of Q.850. */
const char *cause_name(uint32_t number);
/* "normal event", in the language chosen; NULL: no number of a cause. */
const char *cause_class(uint32_t number);
/* The causes there are, by number; NULL behind the last. */
const struct cause *cause_at(unsigned index);

#endif
