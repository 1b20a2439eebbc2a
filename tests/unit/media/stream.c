/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/stream.h"

#include "tests/test.h"

static const struct flow flow = {
	.source = {.port = 40000},
	.destination = {.port = 30000},
};

/* A sender of PCMU, one packet each 20 ms, as this capture sees it. */
struct talk {
	struct stream stream;
	uint64_t frame;
};

static struct rtp packet(uint16_t sequence)
{
	return (struct rtp){.sequence = sequence, .timestamp = sequence * 160u, .ssrc = 7};
}

static void begin(struct talk *talk, uint16_t sequence)
{
	struct rtp rtp = packet(sequence);

	*talk = (struct talk){0};
	stream_start(&talk->stream, &flow, &rtp);
}

static void hear(struct talk *talk, uint16_t sequence, ns time)
{
	struct rtp rtp = packet(sequence);

	stream_add(&talk->stream, &rtp, time, ++talk->frame);
}

static const struct run *last(const struct talk *talk)
{
	return &talk->stream.runs[talk->stream.run_count - 1];
}

#define MS(n) ((ns)(n)*MILLISECOND)

TEST(packets_in_order_are_one_run)
{
	struct talk talk;

	begin(&talk, 100);
	for (unsigned i = 0; i < 50; i++)
		hear(&talk, (uint16_t)(100 + i), SECOND + MS(20 * i));
	EXPECT_INT(1, talk.stream.run_count);
	EXPECT_INT(50, last(&talk)->packets);
	EXPECT_INT(SECOND, last(&talk)->first);
	EXPECT_INT(SECOND + MS(980), last(&talk)->last);
	EXPECT_INT(1, last(&talk)->first_frame);
	EXPECT_INT(50, last(&talk)->last_frame);
	EXPECT_INT(100, last(&talk)->sequence_first);
	EXPECT_INT(149, last(&talk)->sequence_highest);
	EXPECT_INT(0, run_lost(last(&talk)));
	EXPECT_INT(0, last(&talk)->jitter);
	EXPECT_INT(50, talk.stream.in_sequence);
	stream_done(&talk.stream);
}

TEST(a_stream_starts_with_its_names_and_nothing_counted)
{
	struct talk talk;

	begin(&talk, 1);
	EXPECT(endpoint_same(&flow.source, &talk.stream.source));
	EXPECT(endpoint_same(&flow.destination, &talk.stream.destination));
	EXPECT_INT(7, talk.stream.ssrc);
	EXPECT_INT(0, talk.stream.run_count);
	EXPECT(!talk.stream.valid);
	stream_done(&talk.stream);
}

TEST(a_second_without_a_packet_is_no_pause_but_more_is)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, 0);
	hear(&talk, 2, SECOND);
	EXPECT_INT(1, talk.stream.run_count);
	hear(&talk, 3, 2 * SECOND + 1);
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(SECOND, talk.stream.runs[0].last);
	EXPECT_INT(2 * SECOND + 1, talk.stream.runs[1].first);
	EXPECT_INT(1, talk.stream.runs[1].packets);
	EXPECT_INT(0, run_lost(&talk.stream.runs[1]));
	stream_done(&talk.stream);
}

TEST(packets_missing_within_a_run_are_lost)
{
	struct talk talk;

	begin(&talk, 10);
	hear(&talk, 10, MS(0));
	hear(&talk, 14, MS(80));
	hear(&talk, 15, MS(100));
	EXPECT_INT(3, run_lost(last(&talk)));
	EXPECT_INT(1, talk.stream.run_count);
	stream_done(&talk.stream);
}

TEST(packets_missing_during_a_pause_are_not_counted_twice_or_at_all)
{
	struct talk talk;

	begin(&talk, 10);
	hear(&talk, 10, 0);
	hear(&talk, 110, 2 * SECOND);
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(0, run_lost(&talk.stream.runs[0]));
	EXPECT_INT(0, run_lost(&talk.stream.runs[1]));
	stream_done(&talk.stream);
}

TEST(sequence_numbers_go_round)
{
	struct talk talk;

	begin(&talk, 65534);
	for (unsigned i = 0; i < 6; i++)
		if (i != 3)
			hear(&talk, (uint16_t)(65534 + i), MS(20 * i));
	EXPECT_INT(1, talk.stream.run_count);
	EXPECT_INT(65534, last(&talk)->sequence_first);
	EXPECT_INT(65539, last(&talk)->sequence_highest);
	EXPECT_INT(1, run_lost(last(&talk)));
	stream_done(&talk.stream);
}

TEST(a_late_packet_from_before_the_wrap_fills_its_place)
{
	struct talk talk;

	begin(&talk, 65534);
	hear(&talk, 65534, MS(0));
	hear(&talk, 0, MS(20));
	EXPECT_INT(1, run_lost(last(&talk)));
	hear(&talk, 65535, MS(21));
	EXPECT_INT(0, run_lost(last(&talk)));
	hear(&talk, 1, MS(40));
	EXPECT_INT(65537, last(&talk)->sequence_highest);
	EXPECT_INT(0, run_lost(last(&talk)));
	EXPECT_INT(1, talk.stream.run_count);
	stream_done(&talk.stream);
}

TEST(a_packet_overtaken_by_the_first_one_is_expected_too)
{
	struct talk talk;

	begin(&talk, 0);
	hear(&talk, 0, MS(0));
	hear(&talk, 65535, MS(1));
	hear(&talk, 1, MS(20));
	EXPECT_INT(0, run_lost(last(&talk)));
	EXPECT_INT(3, last(&talk)->packets);
	hear(&talk, 65533, MS(21));
	EXPECT_INT(1, run_lost(last(&talk)));
	stream_done(&talk.stream);
}

TEST(a_jump_forward_begins_a_new_run_and_loses_nothing)
{
	struct talk talk;

	begin(&talk, 100);
	hear(&talk, 100, MS(0));
	hear(&talk, 3099, MS(20)); /* the greatest loss that RFC 3550 A.1 believes */
	EXPECT_INT(0, talk.stream.run_count - 1);
	EXPECT_INT(2998, run_lost(last(&talk)));
	talk.stream.valid = true;
	hear(&talk, 6099, MS(40));
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(0, run_lost(last(&talk)));
	EXPECT_INT(6099, last(&talk)->sequence_first);
	stream_done(&talk.stream);
}

TEST(a_jump_back_begins_a_new_run_with_the_number_sent)
{
	struct talk talk;

	begin(&talk, 5000);
	talk.stream.valid = true;
	hear(&talk, 5000, MS(0));
	hear(&talk, 4901, MS(20)); /* late: RFC 3550 A.1 allows less than 100 */
	EXPECT_INT(1, talk.stream.run_count);
	hear(&talk, 4900, MS(30));
	EXPECT_INT(2, talk.stream.run_count);
	hear(&talk, 17, MS(40));
	hear(&talk, 18, MS(60));
	EXPECT_INT(3, talk.stream.run_count);
	EXPECT_INT(17, (uint16_t)last(&talk)->sequence_first);
	EXPECT_INT(18, (uint16_t)last(&talk)->sequence_highest);
	EXPECT_INT(0, run_lost(last(&talk)));
	stream_done(&talk.stream);
}

TEST(before_a_jump_there_was_no_rtp_unless_it_was_proved)
{
	struct talk talk;

	begin(&talk, 5000);
	hear(&talk, 5000, MS(0));
	hear(&talk, 17, MS(40));
	EXPECT_INT(1, talk.stream.run_count);
	EXPECT_INT(MS(40), talk.stream.runs[0].first);
	EXPECT_INT(1, talk.stream.in_sequence);
	stream_done(&talk.stream);
}

TEST(a_sender_that_resumes_a_little_lower_has_begun_anew)
{
	struct talk talk;

	begin(&talk, 500);
	talk.stream.valid = true;
	hear(&talk, 500, MS(0));
	for (unsigned i = 0; i < 5; i++)
		hear(&talk, (uint16_t)(450 + i), 5 * SECOND + MS(20 * i));
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(5, last(&talk)->packets);
	EXPECT_INT(0, run_lost(last(&talk)));
	stream_done(&talk.stream);
}

TEST(what_a_capture_shows_twice_counts_once_and_hides_no_loss)
{
	struct talk talk;

	begin(&talk, 1);
	for (unsigned i = 1; i <= 10; i++) {
		if (i == 5)
			continue;
		hear(&talk, (uint16_t)i, MS(20 * i));
		hear(&talk, (uint16_t)i, MS(20 * i) + 1000);
	}
	EXPECT_INT(9, last(&talk)->packets);
	EXPECT_INT(1, run_lost(last(&talk)));
	EXPECT_INT(MS(200), last(&talk)->last);
	EXPECT_INT(17, last(&talk)->last_frame);
	EXPECT_INT(9, last(&talk)->duplicates);
	stream_done(&talk.stream);
}

TEST(copies_that_come_two_packets_later_count_once_and_hide_no_loss)
{
	struct talk talk;

	begin(&talk, 65500);
	for (unsigned i = 0; i < 300; i++) {
		if (i % 50 != 7)
			hear(&talk, (uint16_t)(65500 + i), MS(20 * i));
		if (i >= 2 && (i - 2) % 50 != 7)
			hear(&talk, (uint16_t)(65500 + i - 2), MS(20 * i) + 5);
	}
	EXPECT_INT(1, talk.stream.run_count);
	EXPECT_INT(294, last(&talk)->packets);
	EXPECT_INT(6, run_lost(last(&talk)));
	EXPECT_INT(292, last(&talk)->duplicates);
	EXPECT_INT(0, last(&talk)->jitter);
	stream_done(&talk.stream);
}

TEST(a_packet_that_was_overtaken_is_no_copy_but_its_copy_is)
{
	struct talk talk;

	begin(&talk, 12);
	hear(&talk, 12, MS(0)); /* overtook the two before it */
	hear(&talk, 13, MS(20));
	hear(&talk, 16, MS(80));
	hear(&talk, 14, MS(81));
	hear(&talk, 14, MS(82));
	hear(&talk, 10, MS(83));
	hear(&talk, 10, MS(84));
	hear(&talk, 11, MS(85));
	hear(&talk, 11, MS(86));
	hear(&talk, 17, MS(100));
	hear(&talk, 15, MS(101));
	hear(&talk, 15, MS(102));
	EXPECT_INT(8, last(&talk)->packets);
	EXPECT_INT(0, run_lost(last(&talk)));
	EXPECT_INT(2, last(&talk)->duplicates); /* the others are too late for one, by the pace of the run */
	stream_done(&talk.stream);
}

TEST(a_copy_of_early_audio_behind_the_final_begins_no_late_run)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, MS(0));
	hear(&talk, 2, MS(20));
	hear(&talk, 3, MS(40));
	talk.stream.cut = true;
	hear(&talk, 2, MS(45));
	hear(&talk, 3, MS(46));
	EXPECT_INT(1, talk.stream.run_count);
	hear(&talk, 4, MS(60));
	EXPECT_INT(2, talk.stream.run_count);
	hear(&talk, 3, MS(61));
	EXPECT_INT(1, last(&talk)->packets);
	EXPECT_INT(3, talk.stream.runs[0].packets);
	stream_done(&talk.stream);
}

TEST(the_same_packet_sent_again_and_again_is_no_copy)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, MS(0));
	hear(&talk, 1, MS(200));
	hear(&talk, 1, MS(400));
	EXPECT_INT(1, last(&talk)->packets);
	EXPECT_INT(0, last(&talk)->duplicates);
	EXPECT_INT(MS(400), last(&talk)->last);
	stream_done(&talk.stream);
}

TEST(in_sequence_counts_successors_only)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, 0);
	EXPECT_INT(1, talk.stream.in_sequence);
	hear(&talk, 1, 0);
	EXPECT_INT(1, talk.stream.in_sequence);
	hear(&talk, 2, 0);
	EXPECT_INT(2, talk.stream.in_sequence);
	hear(&talk, 4, 0);
	EXPECT_INT(1, talk.stream.in_sequence);
	stream_done(&talk.stream);
}

TEST(a_cut_parts_before_from_after)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, MS(0));
	hear(&talk, 2, MS(20));
	talk.stream.cut = true;
	hear(&talk, 2, MS(21)); /* the same again is of before */
	hear(&talk, 4, MS(60));
	hear(&talk, 5, MS(80));
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT(!talk.stream.cut);
	EXPECT_INT(2, talk.stream.runs[0].packets);
	EXPECT_INT(MS(20), talk.stream.runs[0].last);
	EXPECT_INT(MS(60), talk.stream.runs[1].first);
	EXPECT_INT(0, run_lost(&talk.stream.runs[0]));
	EXPECT_INT(0, run_lost(&talk.stream.runs[1]));
	stream_done(&talk.stream);
}

TEST(a_packet_overtaken_by_the_cut_is_not_expected_after_it)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, MS(0));
	hear(&talk, 2, MS(20));
	hear(&talk, 6, MS(40));
	talk.stream.cut = true;
	hear(&talk, 3, MS(41));
	hear(&talk, 8, MS(60));
	hear(&talk, 7, MS(61));
	hear(&talk, 9, MS(80));
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(3, run_lost(&talk.stream.runs[0]));
	EXPECT_INT(0, run_lost(&talk.stream.runs[1]));
	EXPECT_INT(4, talk.stream.runs[1].packets);
	stream_done(&talk.stream);
}

TEST(time_that_goes_back_makes_no_pause_and_no_disorder)
{
	struct talk talk;

	begin(&talk, 1);
	talk.stream.valid = true;
	hear(&talk, 1, 10 * SECOND);
	hear(&talk, 2, 3 * SECOND);
	EXPECT_INT(1, talk.stream.run_count);
	EXPECT_INT(10 * SECOND, last(&talk)->last);
	EXPECT_INT(1, last(&talk)->last_frame);
	hear(&talk, 3, 10 * SECOND + MS(40));
	EXPECT_INT(1, talk.stream.run_count);
	EXPECT_INT(3, last(&talk)->last_frame);
	talk.stream.cut = true;
	hear(&talk, 4, 5 * SECOND);
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(10 * SECOND + MS(40), last(&talk)->first);
	EXPECT_INT(10 * SECOND + MS(40), last(&talk)->last);
	stream_done(&talk.stream);
}

TEST(the_farthest_times_are_harmless)
{
	const ns latest = (ns)1 << 62; /* that a capture can have */
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, 0);
	hear(&talk, 2, latest);
	hear(&talk, 3, 0);
	hear(&talk, 4, 5);
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(latest, last(&talk)->last);
	EXPECT_INT(3, last(&talk)->packets);
	stream_done(&talk.stream);
}

/* Each packet after a pause: a run of its own as long as there is room. */
static void pauses(struct talk *talk, unsigned count)
{
	begin(talk, 1);
	for (unsigned i = 0; i < count; i++)
		hear(talk, (uint16_t)(1 + i), 2 * SECOND * i);
}

TEST(when_runs_are_full_the_last_swallows_what_follows)
{
	struct talk talk;

	pauses(&talk, 100);
	EXPECT(talk.stream.run_count <= STREAM_MAX_RUNS);
	EXPECT_INT(2 * SECOND * 99, last(&talk)->last);
	EXPECT_INT(100 - (talk.stream.run_count - 1), last(&talk)->packets);
	EXPECT_INT(0, run_lost(last(&talk)));
	stream_done(&talk.stream);
}

TEST(after_many_pauses_a_cut_still_parts_before_from_after)
{
	struct talk talk;
	unsigned before;

	pauses(&talk, 100);
	before = talk.stream.run_count;
	talk.stream.cut = true;
	hear(&talk, 101, 1000 * SECOND);
	EXPECT_INT(before + 1, talk.stream.run_count);
	EXPECT_INT(1, last(&talk)->packets);
	for (unsigned i = 0; i < 20; i++) {
		talk.stream.cut = true;
		hear(&talk, (uint16_t)(102 + i), 1000 * SECOND + MS(20 * i));
	}
	EXPECT_INT(STREAM_MAX_RUNS, talk.stream.run_count);
	EXPECT_INT(1000 * SECOND + MS(380), last(&talk)->last);
	stream_done(&talk.stream);
}

TEST(jumps_that_are_swallowed_lose_nothing)
{
	struct talk talk;
	uint16_t sequence = 0;

	begin(&talk, 0);
	talk.stream.valid = true;
	for (unsigned i = 0; i < 200; i++, sequence = (uint16_t)(sequence + 20011))
		hear(&talk, sequence, MS(20 * i));
	EXPECT(talk.stream.run_count <= STREAM_MAX_RUNS);
	for (unsigned i = 0; i < talk.stream.run_count; i++)
		EXPECT_INT(0, run_lost(&talk.stream.runs[i]));
	sequence = (uint16_t)(sequence - 20011 + 3);
	hear(&talk, sequence, MS(4000));
	EXPECT_INT(2, run_lost(last(&talk)));
	stream_done(&talk.stream);
}

TEST(jitter_follows_rfc_3550)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, MS(20));
	hear(&talk, 2, MS(50)); /* 10 ms late: 80 units, a 16th of it is 5 */
	EXPECT_INT(5, last(&talk)->jitter);
	hear(&talk, 3, MS(60)); /* back: 5 + (80 - 5) / 16 */
	EXPECT_INT(9, last(&talk)->jitter);
	for (unsigned i = 4; i < 2000; i++)
		hear(&talk, (uint16_t)i, MS(20 * i + (i % 2 ? 0 : 5)));
	EXPECT(last(&talk)->jitter >= 39 && last(&talk)->jitter <= 40);
	stream_done(&talk.stream);
}

TEST(jitter_begins_anew_with_each_run_and_sees_losses_and_late_packets)
{
	struct talk talk;

	begin(&talk, 1);
	hear(&talk, 1, MS(20));
	hear(&talk, 2, MS(90));
	EXPECT(last(&talk)->jitter > 0);
	hear(&talk, 3, 5 * SECOND);
	hear(&talk, 4, 5 * SECOND + MS(20));
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(0, last(&talk)->jitter);
	hear(&talk, 6, 5 * SECOND + MS(70)); /* 10 ms late */
	EXPECT_INT(5, last(&talk)->jitter);
	EXPECT_INT(5 * SECOND + MS(70), stream_last(&talk.stream));
	stream_done(&talk.stream);
}

TEST(jitter_knows_the_clock_of_static_types)
{
	struct rtp rtp = {.payload_type = 14, .sequence = 1};
	struct stream stream;

	stream_start(&stream, &flow, &rtp);
	for (unsigned i = 0; i < 100; i++) {
		rtp.sequence = (uint16_t)(1 + i);
		rtp.timestamp = 1800 * i; /* 20 ms of 90 kHz */
		stream_add(&stream, &rtp, MS(20 * i), i);
	}
	EXPECT_INT(0, stream.runs[0].jitter);
	stream_done(&stream);
}

TEST(timestamps_that_begin_anew_are_no_jitter)
{
	struct talk talk;
	struct rtp rtp;

	begin(&talk, 1);
	hear(&talk, 1, MS(20));
	for (unsigned i = 2; i < 100; i++) {
		rtp = packet((uint16_t)i);
		rtp.timestamp += i % 2 ? 0x80000000u : 0;
		stream_add(&talk.stream, &rtp, MS(20 * i), i);
	}
	EXPECT_INT(0, last(&talk)->jitter);
	stream_done(&talk.stream);
}

/* As hear, with what the test has changed in rtp. */
static void hear_packet(struct talk *talk, struct rtp rtp, ns time)
{
	stream_add(&talk->stream, &rtp, time, ++talk->frame);
}

/* Plays 50 packets, from 1 on and from 0 on, each of 160 bytes. */
static void hear_second(struct talk *talk)
{
	begin(talk, 1);
	for (unsigned i = 1; i <= 50; i++) {
		struct rtp rtp = packet((uint16_t)i);

		rtp.payload_length = 160;
		hear_packet(talk, rtp, MS(20 * (i - 1)));
	}
}

TEST(a_run_of_equal_packets_is_told_by_one_of_them)
{
	struct talk talk;

	hear_second(&talk);
	EXPECT_INT(160, last(&talk)->step);
	EXPECT_INT(49, run_pairs(last(&talk)));
	EXPECT_INT(0, last(&talk)->off_step);
	EXPECT_INT(160, last(&talk)->size_least);
	EXPECT_INT(160, last(&talk)->size_most);
	EXPECT_INT(MS(20), last(&talk)->gap);
	EXPECT_INT(2, last(&talk)->burst);
	EXPECT_INT(1, last(&talk)->payload_types[0]);
	EXPECT_INT(0, last(&talk)->payload_types[1]);
	EXPECT_INT(0, last(&talk)->reordered);
	EXPECT_INT(0, last(&talk)->jumps);
	EXPECT(!last(&talk)->jumped);
	stream_done(&talk.stream);
}

TEST(each_payload_type_and_size_of_a_run_is_remembered)
{
	struct talk talk;
	struct rtp keys = packet(51), last_one = packet(52);

	hear_second(&talk);
	keys.payload_type = 101;
	keys.payload_length = 4;
	hear_packet(&talk, keys, MS(1000));
	last_one.payload_type = 13;
	last_one.payload_length = 100000;
	hear_packet(&talk, last_one, MS(1020));
	EXPECT(run_has_payload_type(last(&talk), 0));
	EXPECT(run_has_payload_type(last(&talk), 13));
	EXPECT(run_has_payload_type(last(&talk), 101));
	EXPECT(!run_has_payload_type(last(&talk), 8));
	EXPECT(!run_has_payload_type(last(&talk), 37));
	EXPECT_INT(0, last(&talk)->payload_type);
	EXPECT_INT(4, last(&talk)->size_least);
	EXPECT_INT(UINT16_MAX, last(&talk)->size_most);
	EXPECT_INT(1, talk.stream.run_count);
	stream_done(&talk.stream);
}

TEST(telephone_events_of_one_timestamp_are_no_pairs)
{
	struct talk talk;
	uint32_t pairs;

	hear_second(&talk);
	pairs = run_pairs(last(&talk));
	for (unsigned i = 51; i < 60; i++) {
		struct rtp rtp = packet((uint16_t)i);

		rtp.payload_type = 101;
		rtp.timestamp = 51 * 160;
		hear_packet(&talk, rtp, MS(20 * (i - 1)));
	}
	hear(&talk, 60, MS(1180));
	EXPECT_INT(pairs, run_pairs(last(&talk)));
	EXPECT_INT(0, last(&talk)->off_step);
	hear(&talk, 61, MS(1200));
	EXPECT_INT(pairs + 1, run_pairs(last(&talk)));
	stream_done(&talk.stream);
}

TEST(packets_after_a_loss_and_with_marker_are_no_pairs)
{
	struct talk talk;
	struct rtp rtp = packet(53);

	hear_second(&talk);
	hear(&talk, 52, MS(1020));
	EXPECT_INT(49, run_pairs(last(&talk)));
	rtp.marker = true;
	rtp.timestamp += 4000;
	hear_packet(&talk, rtp, MS(1540));
	EXPECT_INT(49, run_pairs(last(&talk)));
	EXPECT_INT(0, last(&talk)->off_step);
	EXPECT_INT(0, last(&talk)->jumps);
	EXPECT_INT(MS(520), last(&talk)->gap);
	stream_done(&talk.stream);
}

TEST(the_usual_step_is_the_commonest_wherever_it_begins)
{
	struct talk talk;
	struct rtp rtp;
	uint32_t timestamp = 0;

	begin(&talk, 1);
	for (unsigned i = 1; i <= 100; i++) {
		rtp = packet((uint16_t)i);
		timestamp += i < 10 ? 240 : 160;
		rtp.timestamp = timestamp;
		hear_packet(&talk, rtp, MS(20 * i));
	}
	EXPECT_INT(160, last(&talk)->step);
	EXPECT_INT(8, last(&talk)->off_step);
	EXPECT_INT(99, run_pairs(last(&talk)));
	for (unsigned i = 101; i <= 400; i++) {
		rtp = packet((uint16_t)i);
		timestamp += i % 2 ? 320 : 80;
		rtp.timestamp = timestamp;
		hear_packet(&talk, rtp, MS(20 * i));
	}
	EXPECT_INT(160, last(&talk)->step); /* 91 pairs, and neither of the others is steady */
	EXPECT_INT(308, last(&talk)->off_step);
	stream_done(&talk.stream);
}

TEST(a_new_run_has_a_step_of_its_own)
{
	struct talk talk;
	struct rtp rtp;

	hear_second(&talk);
	talk.stream.cut = true;
	for (unsigned i = 0; i < 20; i++) {
		rtp = packet((uint16_t)(51 + i));
		rtp.timestamp = 51 * 160 + 80 * i;
		hear_packet(&talk, rtp, MS(1000 + 10 * i));
	}
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT_INT(160, talk.stream.runs[0].step);
	EXPECT_INT(80, talk.stream.runs[1].step);
	EXPECT_INT(0, talk.stream.runs[1].off_step);
	EXPECT_INT(3, talk.stream.runs[1].burst); /* at 0, 10 and 20 ms */
	EXPECT_INT(MS(10), talk.stream.runs[1].gap);
	stream_done(&talk.stream);
}

TEST(what_a_relay_kept_back_is_a_burst)
{
	struct talk talk;

	begin(&talk, 1);
	for (unsigned i = 1; i <= 50; i++)
		hear(&talk, (uint16_t)i, i < 15 ? (ns)i * MILLISECOND / 10 : MS(20 * i));
	EXPECT_INT(14, last(&talk)->burst);
	stream_done(&talk.stream);
}

/* A packet after a second of others, its timestamp off by so much; gives whether that is a jump. */
static bool jumps(uint8_t payload_type, uint32_t rate, int32_t off, ns late)
{
	struct talk talk;
	struct rtp rtp;
	bool found;

	begin(&talk, 1);
	talk.stream.rate = rate;
	for (unsigned i = 1; i <= 52; i++) {
		rtp = packet((uint16_t)i);
		rtp.payload_type = payload_type;
		rtp.timestamp += i > 50 ? (uint32_t)off : 0;
		hear_packet(&talk, rtp, MS(20 * i) + (i > 50 ? late : 0));
	}
	found = last(&talk)->jumps == 1;
	EXPECT(last(&talk)->jumps == found);
	EXPECT_INT(1, last(&talk)->off_step);
	EXPECT_INT(found ? MS(1020) + late : 0, last(&talk)->jump);
	EXPECT_INT(found ? 51 : 0, last(&talk)->jump_frame);
	stream_done(&talk.stream);
	return found;
}

TEST(timestamps_that_leave_the_arrivals_are_a_jump)
{
	EXPECT(jumps(0, 0, 8000, 0));
	EXPECT(jumps(0, 0, -8000, 0));
	EXPECT(jumps(0, 0, 0x40000000, 0));
	EXPECT(!jumps(0, 0, 800, 0)); /* 100 ms */
	EXPECT(jumps(0, 0, 808, 0));
}

TEST(timestamps_that_leave_out_silence_are_no_jump)
{
	EXPECT(!jumps(0, 0, 4000, MS(500)));
	EXPECT(!jumps(0, 0, 4000, MS(400)));
	EXPECT(jumps(0, 0, 4000, MS(390)));
}

TEST(a_clock_that_is_not_known_proves_no_jump)
{
	EXPECT(!jumps(96, 0, 8000, 0));
	EXPECT(jumps(96, 8000, 8000, 0));
	EXPECT(!jumps(96, 90000, 8000, 0)); /* 89 ms */
	EXPECT(jumps(0, 90000, 8000, 0));   /* PCMU has a clock of its own */
}

TEST(a_network_that_stands_still_is_no_jump)
{
	struct talk talk;

	begin(&talk, 1);
	for (unsigned i = 1; i <= 100; i++)
		hear(&talk, (uint16_t)i, i >= 50 && i < 80 ? MS(1600) + i : MS(20 * i));
	EXPECT_INT(0, last(&talk)->jumps);
	EXPECT_INT(0, last(&talk)->off_step);
	EXPECT_INT(1, talk.stream.run_count);
	EXPECT_INT(MS(620) + 50, last(&talk)->gap);
	stream_done(&talk.stream);
}

TEST(packets_overtaken_by_others_are_reordered)
{
	struct talk talk;

	hear_second(&talk);
	hear(&talk, 52, MS(1020));
	hear(&talk, 51, MS(1021));
	hear(&talk, 53, MS(1040));
	EXPECT_INT(1, last(&talk)->reordered);
	EXPECT_INT(53, last(&talk)->packets);
	EXPECT_INT(0, run_lost(last(&talk)));
	EXPECT_INT(50, run_pairs(last(&talk))); /* 52 and 53 are one */
	EXPECT_INT(0, last(&talk)->off_step);
	EXPECT_INT(0, last(&talk)->jumps);
	stream_done(&talk.stream);
}

TEST(a_run_that_begins_with_other_sequence_numbers_says_so)
{
	struct talk talk;

	hear_second(&talk);
	talk.stream.valid = true;
	hear(&talk, 20000, MS(1000));
	EXPECT_INT(2, talk.stream.run_count);
	EXPECT(!talk.stream.runs[0].jumped);
	EXPECT(talk.stream.runs[1].jumped);
	hear(&talk, 20001, MS(3000));
	EXPECT_INT(3, talk.stream.run_count);
	EXPECT(!talk.stream.runs[2].jumped);
	stream_done(&talk.stream);
}

TEST(the_greatest_jitter_stays_known)
{
	struct talk talk;

	hear_second(&talk);
	EXPECT_INT(0, last(&talk)->jitter_most);
	hear(&talk, 51, MS(1100)); /* 100 ms late: 800 / 16 */
	EXPECT_INT(50, last(&talk)->jitter_most);
	for (unsigned i = 56; i < 300; i++)
		hear(&talk, (uint16_t)i, MS(20 * (i - 1)));
	EXPECT(last(&talk)->jitter < 10);
	EXPECT_INT(96, last(&talk)->jitter_most); /* the next was in time again: 50 + (800 - 50) / 16 */
	stream_done(&talk.stream);
}

TEST(jitter_is_measured_by_the_clock_that_was_told)
{
	struct talk talk;

	begin(&talk, 1);
	talk.stream.rate = 48000;
	for (unsigned i = 1; i < 100; i++) {
		struct rtp rtp = packet((uint16_t)i);

		rtp.payload_type = 111;
		rtp.timestamp = 960 * i;
		hear_packet(&talk, rtp, MS(20 * i));
	}
	EXPECT_INT(0, last(&talk)->jitter);
	EXPECT_INT(48000, stream_clock(&talk.stream, 111));
	EXPECT_INT(8000, stream_clock(&talk.stream, 9)); /* RFC 3551 4.5.2: G.722 */
	EXPECT_INT(90000, stream_clock(&talk.stream, 34));
	stream_done(&talk.stream);
}

TEST(an_answered_call_has_no_jitter)
{
	struct talk talk;

	hear_second(&talk);
	talk.stream.settled = true;
	hear(&talk, 51, MS(1100));
	hear(&talk, 53, MS(1200));
	EXPECT_INT(0, last(&talk)->jitter_most);
	stream_done(&talk.stream);
}

TEST(three_runs_are_kept_for_the_phases_of_a_call)
{
	struct talk talk;
	unsigned sequence = 1;

	begin(&talk, 1);
	for (unsigned i = 0; i < 20; i++, sequence++)
		hear(&talk, (uint16_t)sequence, 2 * SECOND * i);
	EXPECT_INT(STREAM_MAX_RUNS - 3, talk.stream.run_count);
	for (unsigned i = 20; i < 25; i++, sequence++) {
		talk.stream.cut = true;
		hear(&talk, (uint16_t)sequence, 2 * SECOND * i);
	}
	EXPECT_INT(STREAM_MAX_RUNS, talk.stream.run_count);
	EXPECT_INT(STREAM_PAUSE, last(&talk)->gap);
	stream_done(&talk.stream);
}

TEST(runs_that_are_joined_count_what_both_counted)
{
	struct talk talk;
	struct rtp rtp = packet(51);
	struct run run;

	hear_second(&talk);
	talk.stream.cut = true;
	rtp.payload_type = 101;
	rtp.payload_length = 4;
	hear_packet(&talk, rtp, MS(1000));
	hear(&talk, 53, MS(1040));
	for (unsigned i = 54; i < 60; i++)
		hear(&talk, (uint16_t)i, MS(20 * (i - 1)));
	run = talk.stream.runs[0];
	run_join(&run, &talk.stream.runs[1]);
	EXPECT_INT(58, run.packets);
	EXPECT_INT(1, run_lost(&run));
	EXPECT_INT(160, run.step);
	EXPECT_INT(49 + 6, run_pairs(&run));
	EXPECT_INT(0, run.off_step);
	EXPECT_INT(0, run.size_least);
	EXPECT_INT(160, run.size_most);
	EXPECT_INT(MS(40), run.gap);
	EXPECT_INT(MS(1160), run.last);
	EXPECT_INT(0, run.first);
	EXPECT(run_has_payload_type(&run, 0));
	EXPECT(run_has_payload_type(&run, 101));
	stream_done(&talk.stream);
}

static uint32_t random_state = 1;

static unsigned below(unsigned n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

enum {
	ROUNDS = 200,
	SENT = 400,
	WINDOW = 8
};

/* Swaps packets such that none is more than WINDOW places from its own. */
static void shuffle(uint16_t *sequences, unsigned count)
{
	for (unsigned block = 0; block < count; block += WINDOW)
		for (unsigned i = 0; i < WINDOW && block + i < count; i++) {
			unsigned room = count - block < WINDOW ? count - block : WINDOW, j = below(room);
			uint16_t kept = sequences[block + i];

			sequences[block + i] = sequences[block + j];
			sequences[block + j] = kept;
		}
}

TEST(the_same_packets_in_another_order_lose_the_same)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint16_t sequences[SENT];
		unsigned count = 0, first = below(65536);
		struct talk ordered, mixed;

		for (unsigned i = 0; i < SENT; i++)
			if (below(10))
				sequences[count++] = (uint16_t)(first + i);
		begin(&ordered, sequences[0]);
		for (unsigned i = 0; i < count; i++)
			hear(&ordered, sequences[i], MS(20 * i));
		shuffle(sequences, count);
		begin(&mixed, sequences[0]);
		for (unsigned i = 0; i < count; i++)
			hear(&mixed, sequences[i], MS(20 * i));
		EXPECT_INT(1, mixed.stream.run_count);
		EXPECT_INT(run_lost(last(&ordered)), run_lost(last(&mixed)));
		EXPECT_INT(last(&ordered)->packets, last(&mixed)->packets);
		EXPECT_INT((uint16_t)last(&ordered)->sequence_highest, (uint16_t)last(&mixed)->sequence_highest);
		stream_done(&ordered.stream);
		stream_done(&mixed.stream);
	}
}

/* RFC 3550 A.3: one that comes late counts as received even if it was before, so it can hide a loss, never make one. */
TEST(packets_repeated_later_hide_losses_at_most_one_each)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned lost = 0, repeated = 0, from = 0;
		struct talk talk;

		begin(&talk, 0);
		for (unsigned i = 0; i < SENT; i++) {
			if (i && i + 1 < SENT && below(10) == 0) {
				lost++;
				continue;
			}
			hear(&talk, (uint16_t)i, MS(20 * i));
			from = i;
			if (i && below(10) == 0) {
				hear(&talk, (uint16_t)i, MS(20 * i + 1)); /* at once: no effect */
			} else if (i > WINDOW && below(10) == 0) {
				hear(&talk, (uint16_t)(from - 1 - below(WINDOW)), MS(20 * i + 1));
				repeated++;
			}
		}
		EXPECT(run_lost(last(&talk)) <= lost);
		EXPECT(run_lost(last(&talk)) + repeated >= lost);
		stream_done(&talk.stream);
	}
}

TEST(more_than_expected_is_nothing_lost)
{
	struct run run = {.packets = 9, .sequence_first = 5, .sequence_highest = 7};

	EXPECT_INT(0, run_lost(&run));
	run.packets = 2;
	EXPECT_INT(1, run_lost(&run));
}

TEST_MAIN
