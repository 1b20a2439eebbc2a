/* SPDX-License-Identifier: BSD-2-Clause */
/* Who calls and who is called, as far as two URIs can be told to mean the same: telephone numbers, else the names written. */
#ifndef CALL_NUMBER_H
#define CALL_NUMBER_H

#include "base/hash.h"

enum {
	NUMBER_DIGITS = 15, /* E.164 6.1: no number is longer */
	NUMBER_SHORTEST = 7 /* shorter numbers are extensions, which many have */
};

/* The last ones of a telephone number, the last first. */
struct number {
	char digit[NUMBER_DIGITS];
	unsigned count;
};

struct number number_of(struct str uri); /* without digits: its user is no number */
/* The number called: a PBX may address the INVITE to itself and leave the number in To. */
struct number number_called(struct str request_uri, struct str to_uri);
/* One may have a prefix that the other lacks: country code, trunk access, carrier. */
bool number_is_same(const struct number *a, const struct number *b);
uint64_t number_hash(const struct number *number, const struct hash_key *key); /* the same of those that are the same */

/* A telephone number, or else who is written in the URI: a name or an extension, which mean nothing without their host. */
struct user {
	struct number number; /* shorter than NUMBER_SHORTEST: it is known by its hash alone */
	uint64_t hash;        /* 0: nobody, for the caller is anonymous or the URI names none */
};

struct user user_calling(struct str from_uri, const struct hash_key *key);
struct user user_called(struct str request_uri, struct str to_uri, const struct hash_key *key);
bool user_is_same(const struct user *a, const struct user *b); /* nobody is the same as nobody else */

#endif
