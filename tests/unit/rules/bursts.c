/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bursts.h"

#include "tests/test.h"

#include <stdio.h>

static const struct hash_key key = {1, 2};

/* A call of a number to a number; what ended it. */
struct made {
	unsigned caller, callee;
	ns start;
	uint16_t code;
	uint8_t server;
	unsigned area; /* of the caller; 0: 555 */
};

static void count(struct bursts *bursts, const struct made *made)
{
	static const struct details none;
	static const struct call call;
	const struct transaction transaction = {.initial = true};
	struct event invite = {.time = made->start, .request = true, .method = METHOD_INVITE, .details = &none};
	struct event final = {.time = made->start + SECOND,
	                      .frame = (uint64_t)(made->start / SECOND) + 1,
	                      .code = made->code,
	                      .method = METHOD_INVITE,
	                      .details = &none};
	struct attempt attempt = {
		.call = &call,
		.last = &transaction,
		.invite = &invite,
		.first_invite = &invite,
		.final = &final,
		.start = made->start,
		.end = final.time,
		.outcome = made->code == 603  ? OUTCOME_DECLINED
	                   : made->code < 300 ? OUTCOME_ANSWERED
	                                      : OUTCOME_BUSY,
		.metrics.first_100 = NEVER,
	};
	char from[64], to[64];

	snprintf(from, sizeof(from), "sip:+1%03u%07u@a.example", made->area ? made->area : 555, made->caller);
	snprintf(to, sizeof(to), "sip:+1666%07u@b.example", made->callee);
	attempt.from_uri = str_of(from);
	attempt.to_uri = attempt.request_uri = str_of(to);
	attempt.caller.address = address_of_ipv4((const uint8_t[]){10, 0, 0, 1});
	attempt.callee.address = address_of_ipv4((const uint8_t[]){10, 0, 1, made->server});
	bursts_count(bursts, &attempt);
}

/* What is told of a kind; empty: nothing. */
static void tell(struct bursts *bursts, enum burst_kind kind, char *out, size_t size)
{
	struct finding finding = {0};
	uint64_t frame;
	ns time;

	out[0] = '\0';
	bursts_settle(bursts);
	if (!bursts_first(bursts, kind, &time, &frame))
		return;
	finding_begin(&finding);
	bursts_tell(bursts, kind, &finding);
	snprintf(out, size, STR_FMT, STR_ARG(buf_str(&finding.text)));
	finding_done(&finding);
}

static bool is_found(struct bursts *bursts, enum burst_kind kind)
{
	uint64_t frame;
	ns time;

	bursts_settle(bursts);
	return bursts_first(bursts, kind, &time, &frame);
}

/* So many calls of one number to as many, the first answered of them. */
static bool is_caller_found(unsigned calls, unsigned answered, unsigned callees, ns apart)
{
	struct bursts *bursts = bursts_new(&key);
	bool found;

	for (unsigned i = 0; i < calls; i++)
		count(bursts,
		      &(struct made){1, 1 + i % callees, 1000 * SECOND + i * apart, i < answered ? 200 : 603, 2});
	found = is_found(bursts, BURST_CALLER);
	bursts_free(bursts);
	return found;
}

TEST(five_calls_to_four_numbers_in_an_hour_four_of_five_refused)
{
	EXPECT(is_caller_found(5, 0, 5, SECOND));
	EXPECT(is_caller_found(5, 0, 4, SECOND));
	EXPECT(is_caller_found(5, 1, 5, SECOND));
	EXPECT(!is_caller_found(4, 0, 4, SECOND));
	EXPECT(!is_caller_found(5, 0, 3, SECOND));
	EXPECT(!is_caller_found(5, 2, 5, SECOND));
	EXPECT(!is_caller_found(9, 2, 9, SECOND));
	EXPECT(is_caller_found(10, 2, 9, SECOND));
	EXPECT(is_caller_found(5, 0, 5, 899 * SECOND));
	EXPECT(!is_caller_found(5, 0, 5, 900 * SECOND));
}

TEST(one_that_refuses_everybody_is_told)
{
	struct bursts *bursts = bursts_new(&key);

	for (unsigned i = 0; i < 5; i++)
		count(bursts, &(struct made){1 + i, 1, 1000 * SECOND + i * SECOND, 603, 2});
	EXPECT(is_found(bursts, BURST_CALLEE));
	EXPECT(!is_found(bursts, BURST_CALLER));
	EXPECT(!is_found(bursts, BURST_TRUNK));
	bursts_free(bursts);
}

TEST(a_trunk_that_refuses_everything_is_told_instead_of_its_numbers)
{
	struct bursts *bursts = bursts_new(&key);

	for (unsigned i = 0; i < 9; i++)
		count(bursts, &(struct made){1 + i % 2, 1 + i, 1000 * SECOND + i * SECOND, 603, 2});
	EXPECT(is_found(bursts, BURST_CALLER));
	EXPECT(!is_found(bursts, BURST_TRUNK));
	count(bursts, &(struct made){2, 10, 1009 * SECOND, 603, 2});
	EXPECT(is_found(bursts, BURST_TRUNK));
	EXPECT(!is_found(bursts, BURST_CALLER));
	bursts_free(bursts);
}

TEST(a_number_refused_by_two_trunks_is_told_all_the_same)
{
	struct bursts *bursts = bursts_new(&key);

	for (unsigned i = 0; i < 10; i++)
		count(bursts, &(struct made){1 + i % 2, 1 + i, 1000 * SECOND + i * SECOND, 603, 2});
	count(bursts, &(struct made){1, 11, 1010 * SECOND, 603, 3});
	EXPECT(is_found(bursts, BURST_TRUNK));
	EXPECT(is_found(bursts, BURST_CALLER));
	bursts_free(bursts);
}

TEST(the_order_in_which_calls_are_judged_does_not_matter)
{
	enum {
		CALLS = BURST_CALLS
	};
	char first[512], other[512];

	for (unsigned order = 0; order < 7; order++) {
		struct bursts *bursts = bursts_new(&key);

		/* Each with the same numbers and its own time, in seven orders; 7 has no common divisor with 64. */
		for (unsigned n = 0; n < CALLS; n++) {
			unsigned i = n * (2 * order + 1) % CALLS;
			bool answered = i < 20 || i > 40;

			count(bursts,
			      &(struct made){1, 1 + i, 1000 * SECOND + i * 150 * SECOND, answered ? 200 : 603, 2});
		}
		tell(bursts, BURST_CALLER, order ? other : first, sizeof(first));
		EXPECT(first[0]);
		if (order)
			EXPECT_STR(first, str_of(other));
		bursts_free(bursts);
	}
}

TEST(calls_judged_later_may_show_that_a_burst_was_none)
{
	struct bursts *bursts = bursts_new(&key);

	for (unsigned i = 0; i < 5; i++)
		count(bursts, &(struct made){1, 1 + i, 1000 * SECOND + 10 * i * SECOND, 603, 2});
	for (unsigned i = 0; i < 3; i++)
		count(bursts, &(struct made){1, 10 + i, 1005 * SECOND + 10 * i * SECOND, 200, 2});
	EXPECT(!is_found(bursts, BURST_CALLER));
	bursts_free(bursts);
}

/* After so many refused calls of one number as many answered ones, a second apart. */
static bool is_found_busy(unsigned refused, unsigned answered)
{
	struct bursts *bursts = bursts_new(&key);
	bool found;

	for (unsigned i = 0; i < refused + answered; i++)
		count(bursts, &(struct made){1, 1 + i, (1000 + i) * SECOND, i < refused ? 603 : 200, 2});
	found = is_found(bursts, BURST_CALLER);
	bursts_free(bursts);
	return found;
}

TEST(a_few_refused_calls_at_the_beginning_of_many_are_no_burst)
{
	EXPECT(is_found_busy(10, 2));
	EXPECT(!is_found_busy(10, 30));
	EXPECT(!is_found_busy(10, 300));
	EXPECT(is_found_busy(100, 0));
	EXPECT(is_found_busy(100, 300));
}

/* Of 300 numbers with five calls each so many of a hundred calls are refused, one number has all five refused by two servers. */
static bool is_found_among(unsigned percent)
{
	struct bursts *bursts = bursts_new(&key);
	uint64_t dice = 1;
	bool found;

	for (unsigned i = 0; i < 1500; i++) {
		dice = dice * 6364136223846793005u + 1442695040888963407u;
		count(bursts, &(struct made){1 + i % 300, 1 + i, (1000 + i) * SECOND,
		                             (dice >> 33) % 100 < percent ? 603 : 200, (uint8_t)(2 + i % 7)});
	}
	for (unsigned i = 0; i < 5; i++)
		count(bursts, &(struct made){900, 2000 + i, (1000 + i) * SECOND, 603, (uint8_t)(2 + i % 2)});
	found = is_found(bursts, BURST_CALLER);
	bursts_free(bursts);
	return found;
}

TEST(where_most_calls_are_refused_anyway_a_few_in_a_row_are_no_news)
{
	EXPECT(is_found_among(0));
	EXPECT(is_found_among(5));
	EXPECT(!is_found_among(40));
	EXPECT(!is_found_among(60));
}

TEST(blocked_numbers_do_not_hide_each_other)
{
	struct bursts *bursts = bursts_new(&key);
	char text[1024];

	for (unsigned i = 0; i < 300; i++)
		count(bursts, &(struct made){1 + i % 30, 1 + i, (1000 + i) * SECOND, i % 30 < 20 ? 603 : 200,
		                             (uint8_t)(2 + i % 7)});
	tell(bursts, BURST_CALLER, text, sizeof(text));
	EXPECT(str_has(str_of(text), STR("and 16 more")));
	bursts_free(bursts);
}

TEST(more_than_there_is_room_for_are_counted)
{
	struct bursts *bursts = bursts_new(&key);
	char text[1024];

	for (unsigned i = 0; i < BURSTS_MAX + 100; i++)
		count(bursts, &(struct made){i, 1, 1000 * SECOND + i * SECOND, 486, 2});
	/* Of the callers, one callee and one trunk, both used by each call. */
	EXPECT_INT(102, bursts_forgotten(bursts));
	for (unsigned caller = 0; caller < BURSTS_FOUND_MAX + 3; caller++)
		for (unsigned i = 0; i < 5; i++)
			count(bursts, &(struct made){10000 + caller, 10 + i, (20000 + 10 * caller + i) * SECOND, 603,
			                             (uint8_t)(3 + i)});
	tell(bursts, BURST_CALLER, text, sizeof(text));
	EXPECT(str_has(str_of(text), STR("+15550010000:")));
	EXPECT(str_has(str_of(text), STR("and 63 more")));
	bursts_free(bursts);
}

TEST(numbers_that_end_alike_are_few_so_that_none_is_long_looked_for)
{
	struct bursts *bursts = bursts_new(&key);

	for (unsigned i = 0; i < 500; i++)
		count(bursts, &(struct made){5551234, 1, (1000 + i) * SECOND, 486, 2, 100 + i});
	EXPECT_INT(500 - BURSTS_MAX_LIKE, bursts_forgotten(bursts));
	/* What was refused meanwhile is found all the same. */
	for (unsigned i = 0; i < 5; i++)
		count(bursts, &(struct made){5551234, 10 + i, (2000 + i) * SECOND, 603, (uint8_t)(3 + i), 599});
	EXPECT(is_found(bursts, BURST_CALLER));
	bursts_free(bursts);
}

TEST_MAIN
