/* SPDX-License-Identifier: BSD-2-Clause */
/* What a response warns of: the values of its Warning fields (RFC 3261 20.43). */
#ifndef SIP_WARNING_H
#define SIP_WARNING_H

#include "base/arena.h"

enum {
	WARNING_MAX = 8 /* values kept of one message */
};

struct warning {
	struct warning *next;
	uint16_t code;     /* 300..399; 0: none could be read */
	struct str server; /* who warns: a host, or any name it took; empty: not said */
	struct str text;   /* unquoted, \ escapes resolved */
};

/* Appends the values of one Warning field to list; everything is copied into arena. */
void warning_parse(struct arena *arena, struct str field, struct warning **list);

#endif
