/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/refusals.h"

#include "tests/test.h"

#include <stdio.h>

static const struct hash_key key = {1, 2};

/* One try: who calls whom by which host, and what came back. */
struct
try {
	char from[64], to[64];
	struct transaction transaction;
	struct event invite, final;
	struct details details;
};

static struct address host(uint8_t n)
{
	return address_of_ipv4((const uint8_t[]){10, 0, 0, n});
}

static void try_begin(struct try *out, const char *caller, const char *callee, ns time)
{
	*out = (struct try){.invite = {.time = time, .frame = 7, .request = true, .method = METHOD_INVITE}};
	snprintf(out->from, sizeof(out->from), "sip:%s@a.example", caller);
	snprintf(out->to, sizeof(out->to), "sip:%s@b.example", callee);
	out->transaction = (struct transaction){
		.client = {host(1), 5060},
		.server = {host(2), 5060},
		.initial = true,
		.invite = &out->invite,
		.from_uri = str_of(out->from),
		.to_uri = str_of(out->to),
		.request_uri = str_of(out->to),
	};
}

static void try_refuse(struct try *out, uint16_t code, const char *retry_after, ns time)
{
	out->details.retry_after = str_of(retry_after);
	out->final = (struct event){
		.time = time,
		.frame = 9,
		.code = code,
		.method = METHOD_INVITE,
		.transaction = &out->transaction,
		.details = &out->details,
	};
}

static void refuse(struct refusals *refusals, const char *caller, const char *callee, uint16_t code,
                   const char *retry_after, ns time)
{
	struct try try;

	try_begin(&try, caller, callee, time - SECOND);
	try_refuse(&try, code, retry_after, time);
	refusals_note(refusals, &try.final);
}

static const struct refused_call *ask(const struct refusals *refusals, const char *caller, const char *callee, ns time)
{
	struct try try;

	try_begin(&try, caller, callee, time);
	return refusals_find(refusals, &try.transaction);
}

TEST(a_block_is_known_to_the_next_call_of_the_same_two)
{
	struct refusals *refusals = refusals_new(&key);

	refuse(refusals, "+15551234567", "+18005550199", 608, "", 10 * SECOND);
	EXPECT(ask(refusals, "+15551234567", "+18005550199", 11 * SECOND) != NULL);
	EXPECT(ask(refusals, "+15551234567", "+18005550199", 11 * SECOND)->blocked);
	EXPECT_INT(608, ask(refusals, "+15551234567", "+18005550199", 11 * SECOND)->code);
	EXPECT(!ask(refusals, "+15551234567", "+18005550198", 11 * SECOND));
	EXPECT(!ask(refusals, "+15551234568", "+18005550199", 11 * SECOND));
	refusals_free(refusals);
}

TEST(a_prefix_makes_no_other_number_and_an_extension_is_one_of_its_host)
{
	struct refusals *refusals = refusals_new(&key);

	refuse(refusals, "+1-555-123-4567", "0018005550199", 607, "", 10 * SECOND);
	EXPECT(ask(refusals, "15551234567", "8005550199", 11 * SECOND) != NULL);
	refuse(refusals, "100", "200", 607, "", 10 * SECOND);
	EXPECT(ask(refusals, "100", "200", 11 * SECOND) != NULL);
	EXPECT(!ask(refusals, "100", "201", 11 * SECOND));
	refuse(refusals, "anonymous", "200", 607, "", 10 * SECOND);
	EXPECT(!ask(refusals, "anonymous", "200", 11 * SECOND));
	refusals_free(refusals);
}

TEST(what_came_later_says_nothing_of_a_call_before)
{
	struct refusals *refusals = refusals_new(&key);

	refuse(refusals, "+15551234567", "+18005550199", 608, "", 10 * SECOND);
	EXPECT(!ask(refusals, "+15551234567", "+18005550199", 9 * SECOND));
	EXPECT(!ask(refusals, "+15551234567", "+18005550199", 10 * SECOND));
	refusals_free(refusals);
}

TEST(refusals_that_tell_nothing_are_not_kept)
{
	struct refusals *refusals = refusals_new(&key);

	refuse(refusals, "+15551234567", "+18005550199", 486, "", 10 * SECOND);
	refuse(refusals, "+15551234567", "+18005550199", 603, "", 10 * SECOND);
	refuse(refusals, "+15551234567", "+18005550199", 480, "soon", 10 * SECOND);
	refuse(refusals, "+15551234567", "+18005550199", 480, "0", 10 * SECOND);
	EXPECT(!ask(refusals, "+15551234567", "+18005550199", 11 * SECOND));
	refusals_free(refusals);
}

TEST(the_latest_refusal_counts_in_whatever_order_they_are_told)
{
	for (unsigned order = 0; order < 2; order++) {
		struct refusals *refusals = refusals_new(&key);
		const struct refused_call *found;

		for (unsigned i = 0; i < 2; i++) {
			bool late = i != order;

			refuse(refusals, "+15551234567", "+18005550199", 480, late ? "5;duration=60" : "600 (lunch)",
			       (late ? 20 : 10) * SECOND);
		}
		found = ask(refusals, "+15551234567", "+18005550199", 30 * SECOND);
		EXPECT(found && found->retry_after == 5 && found->time == 20 * SECOND);
		refusals_free(refusals);
	}
}

TEST(the_oldest_goes_and_is_counted)
{
	struct refusals *refusals = refusals_new(&key);
	char number[32];

	for (unsigned i = 0; i < REFUSALS_MAX + 10; i++) {
		snprintf(number, sizeof(number), "+1555%07u", i);
		refuse(refusals, number, "+18005550199", 608, "", (10 + i) * SECOND);
		/* The first one is told again, and stays. */
		if (i == REFUSALS_MAX - 1)
			refuse(refusals, "+15550000000", "+18005550199", 608, "", (10 + i) * SECOND);
	}
	EXPECT_INT(10, refusals_forgotten(refusals));
	EXPECT(ask(refusals, "+15550000000", "+18005550199", 100000 * SECOND) != NULL);
	EXPECT(!ask(refusals, "+15550000001", "+18005550199", 100000 * SECOND));
	EXPECT(!ask(refusals, "+15550000010", "+18005550199", 100000 * SECOND));
	EXPECT(ask(refusals, "+15550000011", "+18005550199", 100000 * SECOND) != NULL);
	EXPECT(ask(refusals, number, "+18005550199", 100000 * SECOND) != NULL);
	refusals_free(refusals);
}

TEST(numbers_that_end_alike_are_few_so_that_none_is_long_looked_for)
{
	struct refusals *refusals = refusals_new(&key);
	char number[32];

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(number, sizeof(number), "%u5551234", 1000 + i);
		refuse(refusals, number, "+18005550199", 608, "", (10 + i) * SECOND);
	}
	EXPECT_INT(1000 - REFUSALS_MAX_LIKE, refusals_forgotten(refusals));
	EXPECT(ask(refusals, number, "+18005550199", 2000 * SECOND) != NULL);
	EXPECT(!ask(refusals, "10005551234", "+18005550199", 2000 * SECOND));
	refusals_free(refusals);
}

TEST(a_retry_after_has_comments_and_no_end)
{
	struct try try;

	try_refuse(&try, 503, " 120 (busy)", SECOND);
	EXPECT_INT(120, event_retry_after(&try.final));
	try_refuse(&try, 503, "4294967295", SECOND);
	EXPECT(event_retry_after(&try.final) == UINT32_MAX);
	try_refuse(&try, 503, "99999999999999999999", SECOND);
	EXPECT_INT(0, event_retry_after(&try.final));
	try_refuse(&try, 503, "-5", SECOND);
	EXPECT_INT(0, event_retry_after(&try.final));
}

TEST_MAIN
