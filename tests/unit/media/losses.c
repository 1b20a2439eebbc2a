/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/losses.h"

#include "tests/test.h"

#define MS(n) ((ns)(n)*MILLISECOND)

/* From 10.0.0.from to 10.0.0.to. */
static void gap(struct losses *losses, uint16_t from, uint16_t to, ns since, ns until)
{
	const uint8_t source[4] = {10, 0, (uint8_t)(from >> 8), (uint8_t)from},
		      destination[4] = {10, 0, (uint8_t)(to >> 8), (uint8_t)to};
	const struct flow flow = {{address_of_ipv4(source), 1}, {address_of_ipv4(destination), 2}, TRANSPORT_UDP};

	losses_gap(losses, &flow, since, until, 7);
}

static void told(struct losses *losses, ns from, ns until)
{
	losses_note(losses, &(struct loss){.from = from, .until = until, .told = 1});
}

TEST(three_streams_without_a_common_host_that_lack_packets_at_once_show_a_loss)
{
	struct losses losses = {0};

	gap(&losses, 1, 2, MS(1000), MS(1060));
	gap(&losses, 3, 4, MS(1020), MS(1080));
	EXPECT(!losses_within(&losses, 0, 10 * SECOND));
	gap(&losses, 5, 6, MS(1010), MS(1070));
	EXPECT(losses_within(&losses, 0, 10 * SECOND));
	EXPECT(losses.at[0].from == MS(1020) && losses.at[0].until == MS(1060));
	EXPECT_INT(3, losses.at[0].streams);
	EXPECT_INT(0, losses.at[0].told);
	EXPECT_INT(7, losses.at[0].frame);
	EXPECT(!losses_within(&losses, 0, SECOND));
	EXPECT(!losses_within(&losses, MS(1061), 10 * SECOND));
}

TEST(streams_of_one_host_may_have_lost_their_packets_on_the_way)
{
	struct losses losses = {0};

	gap(&losses, 1, 2, MS(1000), MS(1060));
	gap(&losses, 3, 2, MS(1000), MS(1060));
	gap(&losses, 2, 5, MS(1000), MS(1060));
	gap(&losses, 6, 7, MS(1000), MS(1060));
	EXPECT_INT(0, losses.count);
}

TEST(gaps_at_different_moments_show_nothing)
{
	struct losses losses = {0};

	gap(&losses, 1, 2, MS(1000), MS(1060));
	gap(&losses, 3, 4, MS(1050), MS(1100));
	gap(&losses, 5, 6, MS(1070), MS(1130));
	EXPECT_INT(0, losses.count);
}

TEST(a_long_gap_is_of_no_moment)
{
	struct losses losses = {0};

	gap(&losses, 1, 2, MS(1000), MS(1060));
	gap(&losses, 3, 4, MS(1000), MS(1060));
	gap(&losses, 5, 6, 0, MS(5000));
	gap(&losses, 7, 8, MS(2000), MS(1000));
	EXPECT_INT(0, losses.count);
}

/* A thousand streams that each lack some now and then: at any moment there are three of them. */
TEST(where_packets_get_lost_all_the_time_some_at_once_are_chance)
{
	struct losses losses = {0};

	for (uint16_t i = 0; i < 6000; i++) {
		uint16_t stream = (uint16_t)(i % 1000);

		gap(&losses, (uint16_t)(2 * stream), (uint16_t)(2 * stream + 1), MS(5 * i), MS(5 * i + 60));
	}
	/* Until the rate is known, the first few may be taken for more. */
	EXPECT(losses.count <= 1);
	EXPECT(!losses_within(&losses, 5 * SECOND, 60 * SECOND));
}

TEST(stretches_near_each_other_are_one)
{
	struct losses losses = {0};

	told(&losses, MS(5000), MS(6000));
	told(&losses, MS(1000), MS(2000));
	EXPECT_INT(2, losses.count);
	EXPECT(losses.at[0].from == MS(1000) && losses.at[1].from == MS(5000));
	told(&losses, MS(2500), MS(4500));
	EXPECT_INT(1, losses.count);
	EXPECT(losses.at[0].from == MS(1000) && losses.at[0].until == MS(6000));
	EXPECT_INT(3, losses.at[0].told);
	EXPECT_INT(0, losses.at[0].streams);
}

TEST(beyond_the_ceiling_a_stretch_swallows_the_next)
{
	struct losses losses = {0};

	for (unsigned i = 0; i < LOSSES_MAX + 3; i++)
		told(&losses, (ns)i * 10 * SECOND, (ns)i * 10 * SECOND + SECOND);
	EXPECT_INT(LOSSES_MAX, losses.count);
	EXPECT(losses.at[LOSSES_MAX - 1].until == (ns)(LOSSES_MAX + 2) * 10 * SECOND + SECOND);
	told(&losses, -100 * SECOND, -90 * SECOND);
	EXPECT_INT(LOSSES_MAX, losses.count);
	EXPECT(losses.at[0].from == -100 * SECOND);
	for (unsigned i = 1; i < losses.count; i++)
		EXPECT(losses.at[i - 1].until < losses.at[i].from);
}

TEST(what_was_lost_nobody_knows_when_may_have_been_at_any_time)
{
	struct losses losses = {.whole = {.from = 0, .until = 100 * SECOND, .told = 5}};

	told(&losses, 20 * SECOND, 21 * SECOND);
	EXPECT(!losses_is_whole(&losses, losses_within(&losses, 20 * SECOND, 30 * SECOND)));
	EXPECT(losses_is_whole(&losses, losses_within(&losses, 40 * SECOND, 50 * SECOND)));
}

TEST(while_an_interface_is_down_nothing_is_certain_from_then_on)
{
	struct losses losses = {0};

	losses_down(&losses, 5 * SECOND);
	losses_down(&losses, 6 * SECOND);
	EXPECT(!losses_within(&losses, 0, 4 * SECOND));
	EXPECT(losses_within(&losses, 4 * SECOND, 5 * SECOND));
	EXPECT(losses_within(&losses, 100 * SECOND, 101 * SECOND));
	losses_up(&losses, 5 * SECOND, 8 * SECOND);
	EXPECT(losses_down_within(&losses, 100 * SECOND, 101 * SECOND));
	losses_up(&losses, 6 * SECOND, 9 * SECOND);
	EXPECT(!losses_within(&losses, 10 * SECOND, 101 * SECOND));
	EXPECT(losses_down_within(&losses, 4 * SECOND, 5 * SECOND));
	EXPECT(losses.count == 1 && losses.at[0].down && losses.at[0].told == 0);
}

TEST(a_loss_that_is_told_beside_a_down_keeps_its_frame)
{
	struct losses losses = {0};

	losses_note(&losses, &(struct loss){.from = SECOND, .until = 2 * SECOND, .frame = 7, .told = 3});
	losses_down(&losses, 2 * SECOND);
	losses_up(&losses, 2 * SECOND, 5 * SECOND);
	EXPECT_INT(1, losses.count);
	EXPECT_INT(7, losses.at[0].frame);
	EXPECT_INT(3, losses.at[0].told);
	EXPECT(losses.at[0].down && losses.at[0].until == 5 * SECOND);
}

TEST(what_was_lost_is_not_down)
{
	struct losses losses = {0};

	told(&losses, SECOND, 2 * SECOND);
	EXPECT(!losses_down_within(&losses, 0, 10 * SECOND));
}

TEST_MAIN
