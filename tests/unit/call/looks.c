/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/looks.h"

#include "tests/test.h"

static struct call *call_at(const char *id)
{
	return call_new(str_of(id));
}

static struct event response(ns time, uint16_t code)
{
	return (struct event){.time = time, .method = METHOD_INVITE, .code = code};
}

static void note(struct looks *looks, struct call *call, ns time, uint16_t code)
{
	const struct event event = response(time, code);

	looks_note(looks, call, &event);
}

/* The seconds in which call is looked at, up to the last one, as bits. */
static uint64_t seconds_of(struct looks *looks, const struct call *call, unsigned from, unsigned to)
{
	uint64_t seconds = 0;

	for (unsigned second = from; second <= to; second++) {
		const struct call *due;

		while ((due = looks_due(looks, second * SECOND)))
			seconds |= (uint64_t)(due == call) << second;
	}
	return seconds;
}

#define AT(second) ((uint64_t)1 << (second))

TEST(looks_are_near_at_first_and_then_ever_rarer)
{
	struct looks *looks = looks_new();
	struct call *call = call_at("a");

	note(looks, call, 500 * MILLISECOND, 183);
	EXPECT(seconds_of(looks, call, 0, 60) == (AT(3) | AT(5) | AT(9) | AT(17) | AT(33)));
	call_free(call, NULL);
	looks_free(looks);
}

TEST(trying_and_requests_are_no_reason_to_look)
{
	struct looks *looks = looks_new();
	struct call *call = call_at("a");
	struct event invite = {.method = METHOD_INVITE, .request = true};

	note(looks, call, 0, 100);
	looks_note(looks, call, &invite);
	EXPECT(!call->look);
	EXPECT(seconds_of(looks, call, 0, 60) == 0);
	call_free(call, NULL);
	looks_free(looks);
}

TEST(behind_a_final_response_one_look_is_enough)
{
	struct looks *looks = looks_new();
	struct call *call = call_at("a");

	note(looks, call, 500 * MILLISECOND, 183);
	seconds_of(looks, call, 0, 6);
	note(looks, call, 6500 * MILLISECOND, 486);
	EXPECT(seconds_of(looks, call, 7, 60) == AT(9));
	call_free(call, NULL);
	looks_free(looks);
}

TEST(another_message_brings_the_next_look_nearer_and_does_not_put_it_off)
{
	struct looks *looks = looks_new();
	struct call *call = call_at("a");

	note(looks, call, 500 * MILLISECOND, 183);
	seconds_of(looks, call, 0, 10);
	note(looks, call, 10500 * MILLISECOND, 180);
	note(looks, call, 11500 * MILLISECOND, 181);
	EXPECT(seconds_of(looks, call, 11, 18) == (AT(13) | AT(15)));
	call_free(call, NULL);
	looks_free(looks);
}

TEST(a_call_is_looked_at_only_so_often)
{
	struct looks *looks = looks_new();
	struct call *call = call_at("a");
	unsigned count = 0;

	for (unsigned second = 1; second < 200; second++) {
		note(looks, call, second * SECOND, 183);
		while (looks_due(looks, second * SECOND))
			count++;
	}
	EXPECT_INT(LOOKS_OF_A_CALL, count);
	EXPECT_INT(LOOKS_OF_A_CALL, looks_counters(looks)->taken);
	EXPECT(looks_counters(looks)->left_out > 0);
	call_free(call, NULL);
	looks_free(looks);
}

TEST(more_calls_than_may_wait_are_left_out_and_counted)
{
	enum {
		MORE = 5
	};
	static struct call *calls[LOOKS_MAX + MORE];
	struct looks *looks = looks_new();

	for (unsigned i = 0; i < LOOKS_MAX + MORE; i++) {
		calls[i] = call_at("a");
		note(looks, calls[i], 0, 183);
	}
	EXPECT_INT(MORE, looks_counters(looks)->left_out);
	/* Who leaves makes room. */
	looks_forget(looks, calls[0]);
	note(looks, calls[LOOKS_MAX], 0, 180);
	EXPECT_INT(MORE, looks_counters(looks)->left_out);
	for (unsigned i = 0; i < LOOKS_MAX + MORE; i++)
		call_free(calls[i], NULL);
	looks_free(looks);
}

TEST(one_wild_time_stamp_is_not_believed)
{
	struct looks *looks = looks_new();
	struct call *call = call_at("a");

	note(looks, call, 500 * MILLISECOND, 183);
	EXPECT(!looks_due(looks, SECOND));
	EXPECT(!looks_due(looks, 3000 * SECOND));
	EXPECT(!looks_due(looks, 1100 * MILLISECOND));
	EXPECT(!looks_due(looks, 2 * SECOND));
	EXPECT(looks_due(looks, 3 * SECOND) == call);
	call_free(call, NULL);
	looks_free(looks);
}

TEST_MAIN
