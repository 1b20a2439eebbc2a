/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/number.h"

#include "sip/uri.h"

/* Telephone numbers */

/* RFC 3966 5.1.1: visual separators are no part of it. A user with letters is no number. */
struct number number_of(struct str uri)
{
	struct str user = uri_user(uri);
	struct number number = {.count = 0};

	for (size_t i = user.n; i > 0; i--) {
		char c = user.p[i - 1];

		if (c == '-' || c == '.' || c == '(' || c == ')' || (c == '+' && i == 1))
			continue;
		if (c < '0' || c > '9')
			return (struct number){.count = 0};
		if (number.count < NUMBER_DIGITS)
			number.digit[number.count++] = c;
	}
	return number;
}

bool number_is_same(const struct number *a, const struct number *b)
{
	unsigned count = a->count < b->count ? a->count : b->count;

	if (count < NUMBER_SHORTEST)
		return false;
	for (unsigned i = 0; i < count; i++)
		if (a->digit[i] != b->digit[i])
			return false;
	return true;
}

struct number number_called(struct str request_uri, struct str to_uri)
{
	struct number number = number_of(request_uri);

	return number.count < NUMBER_SHORTEST ? number_of(to_uri) : number;
}

uint64_t number_hash(const struct number *number, const struct hash_key *key)
{
	return hash_str(key, (struct str){number->digit, NUMBER_SHORTEST});
}

/* Users */

/* RFC 3323 4.1.1.3 and what carriers write instead. */
static bool is_anonymous(struct str user)
{
	static const char *const names[] = {"anonymous", "unknown",  "unavailable", "restricted",
	                                    "private",   "withheld", "asterisk"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_ieq(user, str_of(names[i])))
			return true;
	return user.n == 0;
}

/* A name of another host is another's. */
static struct user user_of(struct str uri, const struct number *number, const struct hash_key *key)
{
	struct user user = {.number = *number};
	struct str name = uri_user(uri);

	if (number->count >= NUMBER_SHORTEST)
		user.hash = number_hash(number, key);
	else if (!is_anonymous(name))
		user.hash = hash_words(key, hash_str(key, name), hash_str(key, uri_host(uri)), 1);
	return user;
}

struct user user_calling(struct str from_uri, const struct hash_key *key)
{
	struct number number = number_of(from_uri);

	return user_of(from_uri, &number, key);
}

struct user user_called(struct str request_uri, struct str to_uri, const struct hash_key *key)
{
	struct number number = number_called(request_uri, to_uri);

	return user_of(uri_user(to_uri).n ? to_uri : request_uri, &number, key);
}

bool user_is_same(const struct user *a, const struct user *b)
{
	if (!a->hash || a->hash != b->hash)
		return false;
	if (a->number.count < NUMBER_SHORTEST || b->number.count < NUMBER_SHORTEST)
		return a->number.count < NUMBER_SHORTEST && b->number.count < NUMBER_SHORTEST;
	return number_is_same(&a->number, &b->number);
}
