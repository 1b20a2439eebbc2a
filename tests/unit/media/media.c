/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/media.h"

#include "tests/follow.h"
#include "tests/test.h"

static const struct hash_key key = {0x0123456789abcdef, 0xfedcba9876543210};

#define MS(n) ((ns)(n)*MILLISECOND)

static struct endpoint at(uint32_t host, uint16_t port)
{
	const uint8_t bytes[4] = {(uint8_t)(host >> 24), (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host};

	return (struct endpoint){address_of_ipv4(bytes), port};
}

enum {
	CALLER = 0x0a000001, /* 10.0.0.1 */
	CALLEE = 0x0a010002, /* 10.1.0.2 */
};

/* One packet of RTP. All zeroes but the ends of the flow is a fair one. */
struct sent {
	struct endpoint from, to;
	uint32_t ssrc;
	uint16_t sequence;
	ns time;
	uint8_t payload_type;
	bool marker;
	uint32_t timestamp; /* besides 160 a packet */
	uint16_t shorter;   /* than 160 bytes of payload */
	bool empty;
	size_t missing; /* bytes cut off by the snap length */
};

static uint64_t frames;

/* media_follow first where it may be asked. */
static bool following;
static unsigned followed;

static enum media_kind send(struct media *media, const struct sent *sent)
{
	uint8_t bytes[172] = {0x80, sent->payload_type | (sent->marker ? 0x80 : 0), (uint8_t)(sent->sequence >> 8),
	                      (uint8_t)sent->sequence};
	uint32_t timestamp = sent->timestamp + sent->sequence * 160u;
	struct payload payload = {
		.flow = {sent->from, sent->to, TRANSPORT_UDP},
		.bytes = bytes,
		.length = sent->empty ? 12 : sizeof(bytes) - sent->shorter,
		.time = sent->time,
		.frame = ++frames,
	};

	payload.size = payload.length - sent->missing;
	for (unsigned i = 0; i < 4; i++) {
		bytes[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
		bytes[8 + i] = (uint8_t)(sent->ssrc >> (24 - 8 * i));
	}
	if (following && follow(media, &payload)) {
		followed++;
		return MEDIA_RTP;
	}
	return media_take(media, &payload);
}

/* count packets, 20 ms apart, from sent->sequence and sent->time on; sent is left behind the last. */
static void talk(struct media *media, struct sent *sent, unsigned count)
{
	for (unsigned i = 0; i < count; i++, sent->sequence++, sent->time += MS(20))
		send(media, sent);
}

static unsigned count_streams(const struct media *media, struct endpoint to)
{
	unsigned count = 0;

	for (const struct stream *stream = media_streams(media, &to); stream; stream = stream->next)
		count++;
	return count;
}

static struct sent callee_to_caller(void)
{
	return (struct sent){.from = at(CALLEE, 40000), .to = at(CALLER, 30000), .time = SECOND, .sequence = 1};
}

static bool any(void *arg, const struct stream *stream)
{
	return true;
}

static bool to_port(void *arg, const struct stream *stream)
{
	return stream->destination.port == *(const uint16_t *)arg;
}

TEST(a_packet_to_a_watched_endpoint_counts_at_once)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	const struct stream *stream;

	media_watch(media, &sent.to);
	EXPECT(!media_rtp_seen(media));
	EXPECT(!media_streams(media, &sent.to));
	EXPECT_INT(MEDIA_RTP, send(media, &sent));
	EXPECT(media_rtp_seen(media));
	stream = media_streams(media, &sent.to);
	EXPECT(stream && stream->valid && !stream->next);
	EXPECT_INT(1, stream->run_count);
	EXPECT_INT(SECOND, stream->runs[0].first);
	EXPECT_INT(1, media_counters(media)->rtp);
	media_free(media);
}

TEST(a_packet_to_nobody_is_on_probation)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	talk(media, &sent, 2);
	EXPECT(!media_rtp_seen(media));
	EXPECT(!media_streams(media, &sent.to)->valid);
	EXPECT(!media_stream_from(media, &sent.from.address, 0, any, NULL));
	EXPECT_INT(MEDIA_RTP, send(media, &sent));
	EXPECT(media_rtp_seen(media));
	EXPECT(media_streams(media, &sent.to)->valid);
	EXPECT_INT(3, media_counters(media)->rtp);
	media_free(media);
}

TEST(look_alikes_never_become_rtp)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	for (unsigned i = 0; i < 100; i++, sent.sequence = (uint16_t)(sent.sequence * 31 + 7))
		send(media, &sent);
	EXPECT(!media_rtp_seen(media));
	media_free(media);
}

TEST(an_empty_packet_counts_only_where_it_is_expected)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	sent.empty = true;
	EXPECT_INT(MEDIA_NONE, send(media, &sent));
	EXPECT(!media_streams(media, &sent.to));
	media_watch(media, &sent.to);
	EXPECT_INT(MEDIA_RTP, send(media, &sent));
	EXPECT_INT(1, count_streams(media, sent.to));
	media_free(media);
}

TEST(a_name_server_sends_no_rtp)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	sent.from.port = 53;
	EXPECT_INT(MEDIA_NONE, send(media, &sent));
	EXPECT(!media_streams(media, &sent.to));
	EXPECT_INT(0, media_counters(media)->rtp);
	media_free(media);
}

TEST(rtcp_is_told_by_its_look)
{
	const uint8_t report[] = {0x80, 200, 0, 1, 1, 2, 3, 4};
	const uint8_t other[] = {0x80, 200, 0, 9, 1, 2, 3, 4};
	struct media *media = media_new(&key);
	struct payload payload = {.flow = {at(CALLEE, 40001), at(CALLER, 30001), TRANSPORT_UDP}};

	payload.bytes = report;
	payload.size = payload.length = sizeof(report);
	EXPECT_INT(MEDIA_RTCP, media_take(media, &payload));
	payload.bytes = other;
	EXPECT_INT(MEDIA_NONE, media_take(media, &payload));
	payload.size = payload.length = 0;
	EXPECT_INT(MEDIA_NONE, media_take(media, &payload));
	EXPECT_INT(1, media_counters(media)->rtcp);
	EXPECT_INT(0, media_counters(media)->rtp);
	EXPECT(!media_rtp_seen(media));
	media_free(media);
}

TEST(a_packet_cut_by_the_snap_length_is_rtp_still)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	sent.missing = 160;
	talk(media, &sent, 3);
	EXPECT(media_rtp_seen(media));
	sent.missing = 161;
	EXPECT_INT(MEDIA_NONE, send(media, &sent));
	media_free(media);
}

TEST(of_a_cut_packet_the_extension_is_no_payload)
{
	uint8_t bytes[16 + 8] = {0x90, 0, 0, 1, [12] = 0xbe, 0xde, 0, 2};
	struct media *media = media_new(&key);
	struct payload payload = {.flow = {at(CALLEE, 40000), at(CALLER, 30000), TRANSPORT_UDP}, .bytes = bytes};

	payload.length = 12 + 4 + 8 + 160;
	payload.time = SECOND;
	payload.size = sizeof(bytes);
	EXPECT_INT(MEDIA_RTP, media_take(media, &payload));
	payload.size = 16;
	for (unsigned i = 2; i < 5; i++) {
		bytes[3] = (uint8_t)i;
		payload.time += MS(20);
		EXPECT_INT(MEDIA_RTP, media_take(media, &payload));
	}
	const struct stream *stream = media_streams(media, &payload.flow.destination);

	EXPECT_INT(160, stream->runs[0].size_least);
	EXPECT_INT(160, stream->runs[0].size_most);
	bytes[0] |= 0x20; /* and so may be all the rest */
	bytes[3]++;
	payload.time += MS(20);
	EXPECT_INT(MEDIA_RTP, media_take(media, &payload));
	EXPECT_INT(0, stream->runs[0].size_least);
	EXPECT_INT(160, stream->runs[0].size_most);
	bytes[15] = 200;
	EXPECT_INT(MEDIA_NONE, media_take(media, &payload));
	media_free(media);
}

TEST(padding_that_was_cut_away_is_not_missed)
{
	const uint8_t bytes[16] = {0xb0, 0, 0, 1};
	struct media *media = media_new(&key);
	struct payload payload = {.flow = {at(CALLEE, 40000), at(CALLER, 30000), TRANSPORT_UDP}, .bytes = bytes};

	payload.size = sizeof(bytes);
	payload.length = 200;
	EXPECT_INT(MEDIA_RTP, media_take(media, &payload));
	payload.length = sizeof(bytes);
	EXPECT_INT(MEDIA_NONE, media_take(media, &payload));
	media_free(media);
}

TEST(sources_and_ssrcs_are_told_apart_and_the_last_used_comes_first)
{
	struct media *media = media_new(&key);
	struct sent one = callee_to_caller(), two = one, three = one;

	two.ssrc = 2;
	three.from.port = 40002;
	media_watch(media, &one.to);
	send(media, &one);
	send(media, &two);
	send(media, &three);
	EXPECT_INT(3, count_streams(media, one.to));
	EXPECT_INT(40002, media_streams(media, &one.to)->source.port);
	send(media, &one);
	send(media, &two);
	EXPECT_INT(3, count_streams(media, one.to));
	EXPECT_INT(2, media_streams(media, &one.to)->ssrc);
	EXPECT_INT(0, media_streams(media, &one.to)->next->ssrc);
	media_free(media);
}

TEST(rtp_that_came_before_the_watch_is_kept_in_a_run_of_its_own)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	const struct stream *stream;

	talk(media, &sent, 2);
	media_watch(media, &sent.to);
	EXPECT_INT(1, count_streams(media, sent.to));
	talk(media, &sent, 5);
	stream = media_streams(media, &sent.to);
	EXPECT_INT(2, stream->run_count);
	EXPECT_INT(2, stream->runs[0].packets);
	EXPECT_INT(5, stream->runs[1].packets);
	EXPECT(stream->valid);
	media_free(media);
}

TEST(a_second_watcher_does_not_disturb_the_first)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	media_watch(media, &sent.to);
	talk(media, &sent, 5);
	media_watch(media, &sent.to);
	talk(media, &sent, 5);
	EXPECT_INT(2, media_watchers(media, &sent.to));
	EXPECT_INT(1, media_streams(media, &sent.to)->run_count);
	media_unwatch(media, &sent.to);
	media_watch(media, &sent.to);
	talk(media, &sent, 5);
	EXPECT_INT(1, media_streams(media, &sent.to)->run_count);
	media_free(media);
}

TEST(a_new_call_on_an_old_port_has_runs_of_its_own)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	const struct stream *stream;

	for (unsigned call = 0; call < 50; call++) {
		media_watch(media, &sent.to);
		talk(media, &sent, 10);
		stream = media_streams(media, &sent.to);
		EXPECT(stream->run_count <= STREAM_MAX_RUNS);
		EXPECT_INT(10, stream->runs[stream->run_count - 1].packets);
		media_unwatch(media, &sent.to);
	}
	EXPECT_INT(0, media_watchers(media, &sent.to));
	media_free(media);
}

TEST(runs_merged_for_a_new_call_keep_their_sums_and_the_last_apart)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	const struct stream *stream;

	for (unsigned run = 0; run < 9; run++, sent.time += 5 * SECOND) {
		talk(media, &sent, 10);
		sent.sequence++;
		talk(media, &sent, 10);
	}
	EXPECT_INT(9, media_streams(media, &sent.to)->run_count);
	media_watch(media, &sent.to);
	stream = media_streams(media, &sent.to);
	EXPECT_INT(2, stream->run_count);
	EXPECT_INT(160, stream->runs[0].packets);
	EXPECT_INT(8, run_lost(&stream->runs[0]));
	EXPECT_INT(SECOND, stream->runs[0].first);
	EXPECT_INT(5 * SECOND + MS(20), stream->runs[1].first - stream->runs[0].last);
	EXPECT(stream->runs[0].last_frame + 1 == stream->runs[1].first_frame);
	EXPECT_INT(20, stream->runs[1].packets);
	EXPECT_INT(1, run_lost(&stream->runs[1]));
	media_free(media);
}

TEST(a_cut_begins_a_new_run_of_each_stream)
{
	struct media *media = media_new(&key);
	struct sent one = callee_to_caller(), two = one;

	two.ssrc = 2;
	media_watch(media, &one.to);
	talk(media, &one, 5);
	talk(media, &two, 5);
	media_cut(media, &one.to);
	talk(media, &one, 5);
	talk(media, &two, 5);
	for (const struct stream *stream = media_streams(media, &one.to); stream; stream = stream->next)
		EXPECT_INT(2, stream->run_count);
	media_free(media);
}

TEST(an_endpoint_nobody_knows_is_answered_for)
{
	struct media *media = media_new(&key);
	struct endpoint to = at(CALLER, 30000);

	EXPECT(!media_streams(media, &to));
	EXPECT_INT(0, media_watchers(media, &to));
	media_cut(media, &to);
	media_unwatch(media, &to);
	EXPECT(!media_host_seen(media, &to.address));
	EXPECT(!media_stream_to(media, &to.address, 0, any, NULL));
	media_watch(media, &to);
	EXPECT_INT(1, media_watchers(media, &to));
	media_unwatch(media, &to);
	media_unwatch(media, &to);
	EXPECT_INT(0, media_watchers(media, &to));
	media_free(media);
	media_free(NULL);
}

TEST(no_more_streams_than_agreed_and_those_of_the_call_stay)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	const struct stream *stream;

	media_watch(media, &sent.to);
	for (unsigned i = 0; i < 100; i++, sent.ssrc++)
		talk(media, &sent, 2);
	EXPECT_INT(MEDIA_MAX_STREAMS, count_streams(media, sent.to));
	for (stream = media_streams(media, &sent.to); stream; stream = stream->next)
		EXPECT(stream->ssrc < MEDIA_MAX_STREAMS);
	EXPECT_INT(2 * (100 - MEDIA_MAX_STREAMS), media_counters(media)->unkept);
	media_free(media);
}

TEST(stray_packets_keep_no_audio_out)
{
	struct media *media = media_new(&key);
	struct sent stray = callee_to_caller(), sent = stray;
	const struct stream *stream;

	media_watch(media, &sent.to);
	for (unsigned i = 0; i < MEDIA_MAX_STREAMS; i++) {
		stray.ssrc++;
		send(media, &stray);
	}
	talk(media, &sent, 50);
	EXPECT_INT(MEDIA_MAX_STREAMS, count_streams(media, sent.to));
	stream = media_streams(media, &sent.to);
	EXPECT(stream && stream->ssrc == sent.ssrc && stream->runs[0].packets >= 35);
	media_free(media);
}

TEST(as_many_streams_as_fit_grow_when_all_begin_at_once)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	media_watch(media, &sent.to);
	for (unsigned i = 0; i < 10 * (MEDIA_MAX_STREAMS + 1); i++) {
		sent.ssrc = i % (MEDIA_MAX_STREAMS + 1);
		sent.sequence = (uint16_t)(i / (MEDIA_MAX_STREAMS + 1));
		sent.time = SECOND + sent.sequence * MS(20);
		send(media, &sent);
	}
	EXPECT_INT(10, media_counters(media)->unkept);
	media_free(media);
}

TEST(streams_of_calls_before_make_room_for_those_of_this_one)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	for (unsigned call = 0; call < 30; call++, sent.ssrc++, sent.time += SECOND) {
		media_watch(media, &sent.to);
		talk(media, &sent, 3);
		EXPECT_INT(sent.ssrc, media_streams(media, &sent.to)->ssrc);
		media_unwatch(media, &sent.to);
	}
	EXPECT_INT(MEDIA_MAX_STREAMS, count_streams(media, sent.to));
	EXPECT_INT(0, media_counters(media)->unkept);
	media_free(media);
}

TEST(a_flood_of_sources_does_not_push_out_valid_rtp)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller(), flood = sent;
	bool found = false;

	talk(media, &sent, 10);
	for (flood.ssrc = 100; flood.ssrc < 200; flood.ssrc++)
		send(media, &flood);
	for (const struct stream *stream = media_streams(media, &sent.to); stream; stream = stream->next)
		found = found || stream->ssrc == sent.ssrc;
	EXPECT(found);
	EXPECT_INT(MEDIA_MAX_STREAMS, count_streams(media, sent.to));
	media_free(media);
}

static uint32_t random_state;

static unsigned below(unsigned n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

/* What makes a packet unlike the one before, and sometimes those behind it. */
static void change(struct sent *sent)
{
	switch (below(7)) {
	case 0:
		sent->payload_type = sent->payload_type ? 0 : 101;
		break;
	case 1:
		sent->timestamp += below(3) ? 80 : 50000;
		break;
	case 2:
		sent->shorter = (uint16_t)below(3);
		break;
	case 3:
		sent->marker = true;
		break;
	case 4:
		sent->time += MS(below(300));
		break;
	case 5:
		sent->time -= MS(below(30));
		break;
	default:
		sent->missing = sent->missing ? 0 : 100;
	}
}

/* Two sources to two destinations, with losses, disorder, pauses, cuts and watches; the same each time. */
static void play(struct media *media)
{
	struct sent sent[4];

	random_state = 1;
	frames = 0;
	for (unsigned i = 0; i < 4; i++) {
		sent[i] = callee_to_caller();
		sent[i].ssrc = i & 1;
		sent[i].to.port = (uint16_t)(sent[i].to.port + (i & 2));
	}
	for (unsigned step = 0; step < 20000; step++) {
		struct sent *one = &sent[below(4)];
		unsigned chance = below(500);

		one->sequence = (uint16_t)(one->sequence + (chance < 20 ? below(8) - 3 : 1));
		one->time += chance == 21 ? 2 * SECOND : MS(20);
		if (chance >= 480)
			change(one);
		if (chance == 22)
			media_cut(media, &one->to);
		else if (chance == 23)
			media_watch(media, &one->to);
		else if (chance == 24)
			media_unwatch(media, &one->to);
		else if (chance == 25)
			media_settle(media, &one->to, one->time);
		send(media, one);
		one->marker = false;
	}
}

static bool same_run(const struct run *a, const struct run *b)
{
	return a->first == b->first && a->last == b->last && a->first_frame == b->first_frame &&
	       a->last_frame == b->last_frame && a->packets == b->packets && a->jitter == b->jitter &&
	       a->sequence_first == b->sequence_first && a->sequence_highest == b->sequence_highest &&
	       a->jitter_most == b->jitter_most && a->duplicates == b->duplicates && a->reordered == b->reordered &&
	       a->burst == b->burst && a->step == b->step && a->off_step == b->off_step && a->unpaired == b->unpaired &&
	       a->jumps == b->jumps && a->jump == b->jump && a->jump_frame == b->jump_frame && a->gap == b->gap &&
	       a->payload_types[0] == b->payload_types[0] && a->payload_types[1] == b->payload_types[1] &&
	       a->size_least == b->size_least && a->size_most == b->size_most && a->payload_type == b->payload_type &&
	       a->jumped == b->jumped;
}

TEST(following_gives_what_taking_gives)
{
	struct media *taken = media_new(&key), *other = media_new(&key);

	play(taken);
	following = true;
	play(other);
	following = false;
	EXPECT(followed > 1000);
	EXPECT_INT(media_counters(taken)->rtp, media_counters(other)->rtp);
	for (uint16_t port = 30000; port <= 30002; port = (uint16_t)(port + 2)) {
		struct endpoint to = at(CALLER, port);
		const struct stream *a = media_streams(taken, &to), *b = media_streams(other, &to);

		for (; a && b; a = a->next, b = b->next) {
			EXPECT(a->ssrc == b->ssrc && a->valid == b->valid);
			EXPECT_INT(a->run_count, b->run_count);
			for (unsigned i = 0; i < a->run_count; i++)
				EXPECT(same_run(&a->runs[i], &b->runs[i]));
		}
		EXPECT(!a && !b);
	}
	media_free(taken);
	media_free(other);
}

TEST(hosts_are_seen_by_rtp_and_by_note)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	struct flow signalling = {at(1, 5060), at(2, 5060), TRANSPORT_TCP};
	struct endpoint absent = at(3, 1);

	media_note_hosts(media, &signalling);
	send(media, &sent);
	EXPECT(media_host_seen(media, &signalling.source.address));
	EXPECT(media_host_seen(media, &signalling.destination.address));
	EXPECT(media_host_seen(media, &sent.from.address));
	EXPECT(media_host_seen(media, &sent.to.address));
	EXPECT(!media_host_seen(media, &absent.address));
	media_free(media);
}

TEST(hosts_not_seen_for_long_are_forgotten)
{
	struct media *media = media_new(&key);
	struct endpoint first = at(1, 1), second = at(2, 1), last = at(MEDIA_MAX_HOSTS + 1, 1);

	for (uint32_t host = 1; host <= MEDIA_MAX_HOSTS; host++)
		media_note_hosts(media, &(struct flow){.source = at(host, 1), .destination = at(host, 1)});
	media_note_hosts(media, &(struct flow){.source = first, .destination = first});
	media_note_hosts(media, &(struct flow){.source = last, .destination = last});
	EXPECT(media_host_seen(media, &first.address));
	EXPECT(media_host_seen(media, &last.address));
	EXPECT(!media_host_seen(media, &second.address));
	media_free(media);
}

TEST(a_stream_is_found_by_host_then_by_network)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	struct endpoint near = at(CALLEE + 9, 0), far = at(CALLEE + 0x100, 0), neighbour = at(CALLER + 3, 0);
	const struct stream *found;

	talk(media, &sent, 3);
	found = media_stream_from(media, &sent.from.address, 0, any, NULL);
	EXPECT(found && found == media_streams(media, &sent.to));
	EXPECT(found == media_stream_from(media, &near.address, 0, any, NULL));
	EXPECT(!media_stream_from(media, &far.address, 0, any, NULL));
	EXPECT(found == media_stream_to(media, &sent.to.address, 0, any, NULL));
	EXPECT(found == media_stream_to(media, &neighbour.address, 0, any, NULL));
	EXPECT(!media_stream_to(media, &sent.from.address, 0, any, NULL));
	EXPECT(!media_stream_from(media, &sent.to.address, 0, any, NULL));
	/* A newer one of a neighbour comes second. */
	sent.from = near;
	sent.from.port = 40000;
	talk(media, &sent, 3);
	EXPECT(found == media_stream_from(media, &found->source.address, 0, any, NULL));
	EXPECT_INT(0,
	           memcmp(&near.address, &media_stream_from(media, &near.address, 0, any, NULL)->source.address, 16));
	media_free(media);
}

TEST(a_v6_network_is_a_64)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	struct address near, far;

	EXPECT(address_parse(STR("2001:db8:1:2::a"), &sent.from.address));
	EXPECT(address_parse(STR("2001:db8:1:2:f::b"), &near));
	EXPECT(address_parse(STR("2001:db8:1:3::a"), &far));
	talk(media, &sent, 3);
	EXPECT(media_stream_from(media, &near, 0, any, NULL));
	EXPECT(!media_stream_from(media, &far, 0, any, NULL));
	media_free(media);
}

TEST(the_most_recent_stream_that_passes_is_found)
{
	struct media *media = media_new(&key);
	struct sent old = callee_to_caller(), new = old;
	uint16_t port = 30000, absent = 1;

	new.to.port = 30002;
	new.time += 10 * SECOND;
	talk(media, &old, 3);
	talk(media, &new, 3);
	EXPECT_INT(30002, media_stream_from(media, &old.from.address, 0, any, NULL)->destination.port);
	EXPECT_INT(30000, media_stream_from(media, &old.from.address, 0, to_port, &port)->destination.port);
	EXPECT(!media_stream_from(media, &old.from.address, 0, to_port, &absent));
	EXPECT(!media_stream_from(media, &old.from.address, 2 * SECOND, to_port, &port));
	EXPECT(media_stream_from(media, &old.from.address, SECOND + MS(40), to_port, &port));
	/* What begins again is recent again. */
	old.time += 60 * SECOND;
	talk(media, &old, 1);
	EXPECT_INT(30000, media_stream_from(media, &old.from.address, 0, any, NULL)->destination.port);
	media_free(media);
}

static bool count_and_refuse(void *arg, const struct stream *stream)
{
	++*(unsigned *)arg;
	return false;
}

TEST(one_question_looks_at_so_many_streams_and_no_more)
{
	struct media *media = media_new(&key);
	struct endpoint callee = at(CALLEE, 0);
	unsigned asked = 0;

	for (uint16_t i = 0; i < 1000; i++) {
		struct sent sent = callee_to_caller();

		sent.to.port = (uint16_t)(30000 + i);
		talk(media, &sent, 3);
	}
	EXPECT(!media_stream_from(media, &callee.address, 0, count_and_refuse, &asked));
	EXPECT_INT(MEDIA_MAX_WALK, asked);
	media_free(media);
}

static struct endpoint nth(uint32_t n)
{
	return at(0x0b000000 + n, 30000);
}

TEST(the_oldest_destination_nobody_watches_is_forgotten_first)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	struct endpoint watched = nth(0), oldest = nth(1), used = nth(2);

	media_watch(media, &watched);
	for (uint32_t n = 0; n < MEDIA_MAX_STREAMS_ALL; n++, sent.time += MS(20)) {
		sent.to = nth(n);
		talk(media, &sent, 3);
	}
	EXPECT_INT(0, media_counters(media)->evicted);
	sent.to = used;
	sent.time += 2 * SECOND;
	talk(media, &sent, 1);
	sent.to = nth(MEDIA_MAX_STREAMS_ALL);
	talk(media, &sent, 3);
	EXPECT_INT(1, media_counters(media)->evicted);
	EXPECT(media_streams(media, &watched));
	EXPECT(media_streams(media, &used));
	EXPECT(media_streams(media, &sent.to));
	EXPECT(!media_streams(media, &oldest));
	EXPECT(!media_stream_to(media, &oldest.address, 0, to_port, &(uint16_t){1}));
	media_free(media);
}

TEST(what_is_forgotten_gives_back_its_places)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	for (; sent.ssrc < MEDIA_MAX_STREAMS; sent.ssrc++)
		talk(media, &sent, 3);
	for (uint32_t n = 0; n < MEDIA_MAX_STREAMS_ALL; n++, sent.time += MS(20)) {
		sent.to = nth(n);
		talk(media, &sent, 3);
	}
	EXPECT_INT(1, media_counters(media)->evicted);
	media_free(media);
}

TEST(a_destination_watched_later_is_not_forgotten)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller(), other = sent;

	talk(media, &sent, 3);
	media_watch(media, &sent.to);
	for (uint32_t n = 0; n <= MEDIA_MAX_STREAMS_ALL; n++, other.time += MS(20)) {
		other.to = nth(n);
		talk(media, &other, 3);
	}
	EXPECT(media_streams(media, &sent.to));
	EXPECT_INT(2, media_counters(media)->evicted);
	media_free(media);
}

TEST(the_last_of_many_sources_nobody_watches_have_a_place)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	for (unsigned i = 0; i < 2; i++) {
		for (unsigned n = 0; n < 20; n++, sent.ssrc++)
			talk(media, &sent, 3);
		EXPECT_INT(sent.ssrc - 1, media_streams(media, &sent.to)->ssrc);
		EXPECT_INT(MEDIA_MAX_STREAMS, count_streams(media, sent.to));
		media_watch(media, &sent.to);
		media_unwatch(media, &sent.to);
	}
	EXPECT_INT(0, media_counters(media)->unkept);
	media_free(media);
}

TEST(what_a_watched_destination_hears_is_claimed)
{
	struct media *media = media_new(&key);
	struct sent before = callee_to_caller(), later = before;

	later.ssrc = 2;
	talk(media, &before, 3);
	EXPECT(!media_streams(media, &before.to)->claimed);
	media_watch(media, &before.to);
	EXPECT(media_streams(media, &before.to)->claimed);
	talk(media, &later, 3);
	EXPECT(media_streams(media, &later.to)->claimed);
	media_free(media);
}

TEST(look_alikes_are_forgotten_before_rtp)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller(), noise = sent;

	talk(media, &sent, 3);
	for (uint32_t n = 0; n < 100000; n++, noise.time += MS(1)) {
		noise.to = nth(n);
		send(media, &noise);
	}
	EXPECT(media_streams(media, &sent.to));
	EXPECT(media_counters(media)->evicted > 0);
	EXPECT_INT(100000 + 3, media_counters(media)->rtp);
	media_free(media);
}

TEST(watched_destinations_with_audio_are_never_forgotten)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();
	struct endpoint extra = nth(MEDIA_MAX_STREAMS_ALL + 1);

	for (uint32_t n = 0; n <= MEDIA_MAX_STREAMS_ALL; n++) {
		sent.to = nth(n);
		media_watch(media, &sent.to);
		EXPECT_INT(MEDIA_RTP, send(media, &sent));
	}
	for (uint32_t n = 0; n < MEDIA_MAX_STREAMS_ALL; n++)
		EXPECT(media_streams(media, &(struct endpoint){nth(n).address, 30000}));
	EXPECT_INT(1, media_counters(media)->unkept);
	sent.to = extra;
	EXPECT_INT(MEDIA_RTP, send(media, &sent));
	EXPECT(!media_streams(media, &extra));
	EXPECT_INT(2, media_counters(media)->unkept);
	/* One call less, one place more. */
	media_unwatch(media, &(struct endpoint){nth(5).address, 30000});
	send(media, &sent);
	EXPECT(media_streams(media, &extra));
	EXPECT(!media_streams(media, &(struct endpoint){nth(5).address, 30000}));
	media_free(media);
}

TEST(audio_without_a_place_is_a_sign_of_life)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	media_limit(media, (struct budget){BUDGET_LEAST});
	sent.time = MS(1000);
	for (uint32_t n = 0; n <= budget_of((struct budget){BUDGET_LEAST}, MEDIA_MAX_STREAMS_ALL); n++) {
		sent.to = nth(n);
		media_watch(media, &sent.to);
		EXPECT_INT(0, media_last(media, &sent.to));
		send(media, &sent);
		EXPECT_INT(MS(1000), media_last(media, &sent.to));
	}
	EXPECT(!media_streams(media, &sent.to));
	sent.time = MS(1020);
	send(media, &sent);
	EXPECT_INT(MS(1020), media_last(media, &sent.to));
	media_free(media);
}

TEST(where_all_places_are_of_calls_audio_that_fell_silent_gives_way)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller(), lasting = sent, extra = sent;
	struct endpoint stranger = nth(MEDIA_MAX_STREAMS_ALL + 2);

	media_watch(media, &lasting.to);
	send(media, &lasting);
	for (uint32_t n = 1; n < MEDIA_MAX_STREAMS_ALL; n++) {
		sent.to = nth(n);
		media_watch(media, &sent.to);
		send(media, &sent);
	}
	lasting.time = extra.time = sent.time + MS(5000);
	talk(media, &lasting, 1);
	extra.to = stranger;
	send(media, &extra);
	EXPECT(!media_streams(media, &stranger));
	media_watch(media, &stranger);
	send(media, &extra);
	EXPECT(media_streams(media, &stranger));
	EXPECT(media_streams(media, &lasting.to));
	EXPECT(!media_streams(media, &(struct endpoint){nth(1).address, 30000}));
	EXPECT(media_overrun(media, &(struct endpoint){nth(1).address, 30000}));
	media_free(media);
}

TEST(watches_have_a_ceiling)
{
	struct media *media = media_new(&key);
	struct endpoint over = nth(MEDIA_MAX_WATCHED);

	for (uint32_t n = 0; n < MEDIA_MAX_WATCHED; n++) {
		struct endpoint endpoint = nth(n);

		EXPECT(media_watch(media, &endpoint));
	}
	EXPECT(!media_watch(media, &over));
	EXPECT_INT(0, media_watchers(media, &over));
	EXPECT_INT(1, media_counters(media)->evicted);
	for (uint32_t n = 0; n < MEDIA_MAX_WATCHED; n++) {
		struct endpoint endpoint = nth(n);

		media_unwatch(media, &endpoint);
	}
	EXPECT(media_watch(media, &over));
	EXPECT_INT(1, media_watchers(media, &over));
	media_free(media);
}

TEST(a_stream_forgotten_is_found_nowhere)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller(), other = sent;

	talk(media, &sent, 3);
	other.from = at(0x0c000001, 40000);
	for (uint32_t n = 0; n < MEDIA_MAX_STREAMS_ALL; n++, other.time += MS(20)) {
		other.to = nth(n);
		talk(media, &other, 3);
	}
	EXPECT(!media_streams(media, &sent.to));
	EXPECT(!media_stream_from(media, &sent.from.address, 0, any, NULL));
	EXPECT(!media_stream_to(media, &sent.to.address, 0, any, NULL));
	EXPECT(media_rtp_seen(media));
	media_free(media);
}

/* ICMP errors */

static bool refuse(struct media *media, const struct sent *sent, ns time)
{
	const struct payload payload = {
		.flow = {sent->from, sent->to, TRANSPORT_UDP},
		.time = time,
		.frame = ++frames,
		.unreachable = true,
		.icmp_type = 3,
		.icmp_code = 3,
	};

	return media_refuse(media, &payload);
}

TEST(a_destination_remembers_the_first_and_the_last_time_it_refused)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	EXPECT(!refuse(media, &sent, SECOND));
	media_watch(media, &sent.to);
	EXPECT(!media_refusal(media, &sent.to));
	EXPECT(refuse(media, &sent, 2 * SECOND));
	EXPECT(refuse(media, &sent, 3 * SECOND));
	EXPECT_INT(2, media_refusal(media, &sent.to)->count);
	EXPECT_INT(2 * SECOND, media_refusal(media, &sent.to)->first);
	EXPECT_INT(3 * SECOND, media_refusal(media, &sent.to)->last);
	EXPECT(endpoint_same(&sent.from, &media_refusal(media, &sent.to)->source));
	EXPECT_INT(0, media_counters(media)->rtp);
	EXPECT_INT(0, count_streams(media, sent.to));
	media_free(media);
}

TEST(what_a_port_refused_long_before_a_call_is_none_of_its_business)
{
	struct media *media = media_new(&key);
	struct sent sent = callee_to_caller();

	talk(media, &sent, 10);
	EXPECT(refuse(media, &sent, SECOND));
	media_watch(media, &sent.to);
	EXPECT(media_refusal(media, &sent.to));
	media_unwatch(media, &sent.to);
	sent.time += 5 * SECOND;
	talk(media, &sent, 10);
	media_watch(media, &sent.to);
	EXPECT(!media_refusal(media, &sent.to));
	media_free(media);
}

TEST_MAIN
