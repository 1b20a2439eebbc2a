/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/store.h"

#include "base/memory.h"

#include "tests/test.h"

enum {
	DAY = 86400,
	PADDING = 30000,
};

/* A store and what it let go, in order. */
struct shop {
	struct media *media;
	struct store *store;
	struct call *gone[64];
	unsigned count;
	uint64_t frame;
	unsigned padding; /* bytes of User-Agent */
};

static struct shop shop_open(unsigned max_calls, size_t max_bytes)
{
	static const struct hash_key key = {1, 2};
	struct media *media = media_new(&key);

	message_init();
	return (struct shop){.media = media, .store = store_new(&key, media, max_calls, max_bytes)};
}

static void shop_close(struct shop *shop)
{
	for (unsigned i = 0; i < shop->count; i++)
		call_free(shop->gone[i], shop->media);
	store_free(shop->store);
	media_free(shop->media);
}

static void gather(struct shop *shop, ns time)
{
	struct call *call;

	while ((call = store_due(shop->store, time))) {
		if (shop->count < sizeof(shop->gone) / sizeof(shop->gone[0]))
			shop->gone[shop->count++] = call;
		else
			call_free(call, shop->media);
	}
}

static struct endpoint host(unsigned n)
{
	const uint8_t bytes[4] = {10, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};

	return (struct endpoint){address_of_ipv4(bytes), 5060};
}

/* A message between host 1 and the host given; start is its start line. */
static void take_from(struct shop *shop, double second, const char *start, const char *call_id, unsigned caller)
{
	bool request = strncmp(start, "SIP/", 4) != 0;
	struct endpoint a = host(caller), b = host(1);
	struct flow flow = {.source = request ? a : b, .destination = request ? b : a};
	struct sighting at = {.time = (ns)(second * 1000) * MILLISECOND, .frame = ++shop->frame, .flow = &flow};
	const char *space = strchr(start, ' ');
	struct message message;
	struct buf text = {0};

	buf_printf(&text,
	           "%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK%s\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>%s\r\n"
	           "Call-ID: %s\r\nCSeq: 1 %.*s\r\nUser-Agent: %0*d\r\nContent-Length: 0\r\n\r\n",
	           start, call_id, strncmp(start, "INVITE", 6) ? ";tag=2" : "", call_id,
	           request ? (int)(space - start) : 6, request ? start : "INVITE", (int)shop->padding + 1, (int)caller);
	EXPECT(message_scan(buf_str(&text), (struct message_place){.datagram = true}, &message));
	store_take(shop->store, &message, &at);
	gather(shop, at.time);
	buf_done(&text);
}

static void take(struct shop *shop, double second, const char *start, const char *call_id)
{
	take_from(shop, second, start, call_id, 2);
}

static unsigned evicted(const struct shop *shop)
{
	return (unsigned)store_counters(shop->store)->evicted;
}

TEST(a_call_that_failed_lingers_and_goes)
{
	struct shop shop = shop_open(0, 0);

	take(&shop, 0, "INVITE sip:b SIP/2.0", "one");
	take(&shop, 1, "SIP/2.0 603 Decline", "one");
	for (int second = 2; second <= 32; second++)
		gather(&shop, second * SECOND);
	EXPECT_INT(0, shop.count);
	for (int second = 33; second <= 35; second++)
		gather(&shop, second * SECOND);
	EXPECT_INT(1, shop.count);
	EXPECT(shop.count && !shop.gone[0]->evicted);
	shop_close(&shop);
}

TEST(large_messages_count_by_their_bytes)
{
	struct shop shop = shop_open(0, 1000000);
	char call_id[16];

	shop.padding = PADDING;
	for (int i = 0; i < 200; i++) {
		snprintf(call_id, sizeof(call_id), "call%d", i);
		take(&shop, i * 0.001, "INVITE sip:b SIP/2.0", call_id);
		EXPECT(store_counters(shop.store)->bytes <= 1000000);
	}
	EXPECT(evicted(&shop) > 150 && evicted(&shop) < 200);
	EXPECT(shop.count > 0 && shop.gone[0]->evicted);
	EXPECT(shop.count > 0 && str_eq(shop.gone[0]->id, STR("call0")));
	shop_close(&shop);
}

TEST(what_is_let_go_costs_nothing_any_more)
{
	struct shop shop = shop_open(0, 0);

	take(&shop, 0, "INVITE sip:b SIP/2.0", "one");
	take(&shop, 1, "SIP/2.0 603 Decline", "one");
	EXPECT(store_counters(shop.store)->bytes > 0);
	for (int second = 10; second <= 100; second += 10)
		gather(&shop, second * SECOND);
	EXPECT_INT(1, shop.count);
	EXPECT_INT(0, store_counters(shop.store)->bytes);
	shop_close(&shop);
}

TEST(one_call_of_many_large_messages_is_bounded_and_keeps_its_final)
{
	struct shop shop = shop_open(0, 0);
	char start[64];

	shop.padding = PADDING;
	take(&shop, 0, "INVITE sip:b SIP/2.0", "one");
	for (int i = 0; i < 150; i++) {
		snprintf(start, sizeof(start), "INFO sip:b%d SIP/2.0", i);
		take_from(&shop, 1, start, "one", 1000 + (unsigned)i);
	}
	EXPECT(store_counters(shop.store)->bytes < 2 * CALL_MAX_BYTES);
	take(&shop, 2, "SIP/2.0 603 Decline", "one");
	gather(&shop, 20 * SECOND);
	gather(&shop, 40 * SECOND);
	gather(&shop, 60 * SECOND);
	gather(&shop, 61 * SECOND);
	EXPECT_INT(1, shop.count);
	EXPECT(shop.count && shop.gone[0]->events_dropped > 0);
	EXPECT(shop.count && shop.gone[0]->transactions->final && shop.gone[0]->transactions->final->code == 603);
	shop_close(&shop);
}

TEST(a_call_that_is_over_makes_room_first_and_nothing_is_lost_by_it)
{
	struct shop shop = shop_open(3, 0);

	take(&shop, 0.0, "INVITE sip:b SIP/2.0", "silent");
	take(&shop, 0.1, "INVITE sip:b SIP/2.0", "rings");
	take(&shop, 0.2, "SIP/2.0 180 Ringing", "rings");
	take(&shop, 0.3, "INVITE sip:b SIP/2.0", "over");
	take(&shop, 0.4, "SIP/2.0 603 Decline", "over");
	take(&shop, 0.5, "INVITE sip:b SIP/2.0", "new");
	EXPECT_INT(1, shop.count);
	EXPECT(shop.count == 1 && str_eq(shop.gone[0]->id, STR("over")) && !shop.gone[0]->evicted);
	EXPECT_INT(0, evicted(&shop));
	take(&shop, 0.6, "INVITE sip:b SIP/2.0", "newer");
	EXPECT(shop.count == 2 && str_eq(shop.gone[1]->id, STR("silent")) && shop.gone[1]->evicted);
	EXPECT_INT(1, evicted(&shop));
	shop_close(&shop);
}

/* Each call of the flood gets a response at once; one in the middle of it takes its time. */
TEST(a_flood_of_ringing_calls_leaves_a_new_one_time_to_ring)
{
	struct shop shop = shop_open(100, 0);
	char call_id[16];

	for (int i = 0; i < 1000; i++) {
		double second = i * 0.001;

		snprintf(call_id, sizeof(call_id), "call%d", i);
		take(&shop, second, "INVITE sip:b SIP/2.0", call_id);
		if (i == 500)
			take(&shop, second, "INVITE sip:b SIP/2.0", "slow");
		if (i == 510)
			take(&shop, second, "SIP/2.0 180 Ringing", "slow");
		if (i == 550)
			take(&shop, second, "SIP/2.0 603 Decline", "slow");
		take(&shop, second, "SIP/2.0 180 Ringing", call_id);
	}
	EXPECT_INT(1001, store_counters(shop.store)->calls);
	shop_close(&shop);
}

TEST(many_wild_time_stamps_end_no_other_call)
{
	struct shop shop = shop_open(0, 0);
	uint64_t wild = 1;

	take(&shop, 10 * DAY, "INVITE sip:b SIP/2.0", "good");
	for (int i = 1; i < 20000; i++) {
		wild = wild * 6364136223846793005u + 1442695040888963407u;
		take(&shop, wild >> 63 ? (double)(wild >> 32) : 10 * DAY + i * 0.001, "OPTIONS sip:b SIP/2.0", "none");
	}
	EXPECT_INT(0, shop.count);
	shop_close(&shop);
}

TEST(a_wild_time_stamp_ends_no_other_call)
{
	struct shop shop = shop_open(0, 0);

	take(&shop, 10 * DAY, "INVITE sip:b SIP/2.0", "good");
	for (int i = 1; i < 10; i++) {
		take(&shop, 40000.0 * DAY + i, "OPTIONS sip:b SIP/2.0", "wild");
		take(&shop, 10 * DAY + i, "SIP/2.0 180 Ringing", "good");
		take(&shop, 10 * i, "OPTIONS sip:b SIP/2.0", "old");
	}
	EXPECT_INT(0, shop.count);
	shop_close(&shop);
}

TEST(a_call_with_clocks_of_its_own_stays_whole)
{
	struct shop shop = shop_open(0, 0);

	for (int i = 0; i < 6; i++) {
		take(&shop, DAY + i, "INVITE sip:b SIP/2.0", "good");
		take(&shop, DAY - 7200 + i, i ? "SIP/2.0 180 Ringing" : "INVITE sip:b SIP/2.0", "behind");
	}
	EXPECT_INT(0, shop.count);
	EXPECT_INT(2, store_counters(shop.store)->calls);
	shop_close(&shop);
}

TEST(a_clock_that_was_set_back_goes_on_from_there)
{
	struct shop shop = shop_open(0, 0);

	take(&shop, 10 * DAY, "INVITE sip:b SIP/2.0", "before");
	take(&shop, 10 * DAY + 1, "SIP/2.0 603 Decline", "before");
	for (int second = 0; second < 1000; second++)
		take(&shop, DAY + second, "OPTIONS sip:b SIP/2.0", "none");
	EXPECT_INT(1, shop.count);
	shop_close(&shop);
}

static void take_text(struct shop *shop, bool back, const char *text)
{
	struct endpoint a = host(2), b = host(1);
	struct flow flow = {.source = back ? b : a, .destination = back ? a : b};
	struct sighting at = {.time = (ns)++shop->frame * SECOND, .frame = shop->frame, .flow = &flow};
	struct message message;

	EXPECT(message_scan(str_of(text), (struct message_place){.datagram = true}, &message));
	store_take(shop->store, &message, &at);
}

static const struct transaction *only_transaction(struct shop *shop, struct call **call)
{
	*call = store_flush(shop->store);
	EXPECT(*call && (*call)->transaction_count == 1 && !store_flush(shop->store));
	return *call && (*call)->transaction_count ? (*call)->transactions : NULL;
}

#define INVITE_REST "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=A\r\nTo: <sip:b@h>\r\n"
#define FINAL_REST "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=A\r\nTo: <sip:b@h>;tag=B\r\n"

TEST(a_call_without_call_id_is_still_one_call)
{
	struct shop shop = shop_open(0, 0);
	const struct transaction *t;
	struct call *call;

	take_text(&shop, false, "INVITE sip:b SIP/2.0\r\n" INVITE_REST "CSeq: 1 INVITE\r\n\r\n");
	take_text(&shop, true, "SIP/2.0 603 Decline\r\n" FINAL_REST "CSeq: 1 INVITE\r\n\r\n");
	take_text(&shop, true,
	          "BYE sip:a SIP/2.0\r\nFrom: <sip:b@h>;tag=B\r\nTo: <sip:a@h>;tag=A\r\nCSeq: 1 BYE\r\n\r\n");
	t = only_transaction(&shop, &call);
	EXPECT(t && t->invite && t->final && t->final->code == 603);
	EXPECT(call && call->bye);
	call_free(call, shop.media);
	shop_close(&shop);
}

TEST(a_final_without_cseq_is_known_by_its_branch)
{
	static const char *const finals[] = {
		"SIP/2.0 603 Decline\r\n" FINAL_REST "Call-ID: c\r\n\r\n",
		"SIP/2.0 603 Decline\r\n" FINAL_REST "Call-ID: c\r\nCSeq: x\r\n\r\n",
		"SIP/2.0 603 Decline\r\n" FINAL_REST "Call-ID: c\r\nCSeq: 1 invite\r\n\r\n",
		"SIP/2.0 603 Decline\r\nCall-ID: c\r\n\r\n",
	};

	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++) {
		struct shop shop = shop_open(0, 0);
		const struct transaction *t;
		struct call *call;

		take_text(&shop, false, "INVITE sip:b SIP/2.0\r\n" INVITE_REST "Call-ID: c\r\nCSeq: 1 INVITE\r\n\r\n");
		take_text(&shop, true, finals[i]);
		t = only_transaction(&shop, &call);
		EXPECT(t && t->invite && t->final && t->final->code == 603);
		call_free(call, shop.media);
		shop_close(&shop);
	}
}

TEST(an_answer_to_cancel_without_cseq_answers_no_call)
{
	struct shop shop = shop_open(0, 0);
	const struct transaction *t;
	struct call *call;

	take_text(&shop, false, "INVITE sip:b SIP/2.0\r\n" INVITE_REST "Call-ID: c\r\nCSeq: 1 INVITE\r\n\r\n");
	take_text(&shop, false, "CANCEL sip:b SIP/2.0\r\n" INVITE_REST "Call-ID: c\r\nCSeq: 1 CANCEL\r\n\r\n");
	take_text(&shop, true, "SIP/2.0 200 OK\r\n" FINAL_REST "Call-ID: c\r\n\r\n");
	t = only_transaction(&shop, &call);
	EXPECT(t && t->cancel && !t->final);
	call_free(call, shop.media);
	shop_close(&shop);
}

TEST(an_invite_that_lacks_all_it_can_is_a_call)
{
	struct shop shop = shop_open(0, 0);
	struct call *call;

	take_text(&shop, false, "INVITE sip:b SIP/2.0\r\nCall-ID: c\r\n\r\n");
	take_text(&shop, true, "SIP/2.0 486 Busy\r\nCall-ID: c\r\n\r\n");
	EXPECT(only_transaction(&shop, &call) && call->transactions->final);
	call_free(call, shop.media);
	shop_close(&shop);
}

/* ICMP errors */

static struct payload refusal(ns time)
{
	return (struct payload){
		.flow = {host(2), host(1), TRANSPORT_UDP},
		.bytes = (const uint8_t *)"",
		.time = time,
		.frame = 99,
		.unreachable = true,
		.icmp_type = 3,
		.icmp_code = 3,
	};
}

static struct message quoted(const char *text)
{
	struct message message;

	EXPECT(message_scan(str_of(text), (struct message_place){.datagram = true, .cut = true}, &message));
	return message;
}

static unsigned refused(struct shop *shop, const char *call_id)
{
	unsigned count = 0;
	struct call *call;

	while ((call = store_flush(shop->store))) {
		if (str_eq(call->id, str_of(call_id)))
			count = call->refused_count;
		call_free(call, shop->media);
	}
	return count;
}

TEST(an_icmp_error_finds_its_call_by_the_call_id_it_quotes)
{
	struct shop shop = shop_open(0, 0);
	struct message message = quoted("INVITE sip:b SIP/2.0\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n");
	struct payload payload = refusal(2 * SECOND);

	take(&shop, 0, "INVITE sip:b SIP/2.0", "one");
	take(&shop, 1, "INVITE sip:b SIP/2.0", "two");
	EXPECT(store_refuse(shop.store, &payload, &message));
	EXPECT_INT(1, refused(&shop, "one"));
	shop_close(&shop);
}

TEST(an_icmp_error_that_quotes_no_call_id_is_about_the_last_message_that_way)
{
	struct shop shop = shop_open(0, 0);
	struct message start = quoted("INVITE sip:b SIP/2.0\r\nVia: SIP/2.0/UDP");
	struct payload payload = refusal(2 * SECOND);

	take(&shop, 0, "INVITE sip:b SIP/2.0", "one");
	take(&shop, 1, "INVITE sip:b SIP/2.0", "two");
	take_from(&shop, 1.5, "INVITE sip:b SIP/2.0", "three", 3);
	EXPECT(store_refuse(shop.store, &payload, NULL));
	EXPECT(store_refuse(shop.store, &payload, &start));
	EXPECT_INT(1, refused(&shop, "two"));
	shop_close(&shop);
}

TEST(an_icmp_error_about_another_kind_of_message_or_long_after_is_no_calls)
{
	struct shop shop = shop_open(0, 0);
	struct message other = quoted("OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/UDP");
	struct payload soon = refusal(SECOND), late = refusal(30 * SECOND);

	take(&shop, 0, "INVITE sip:b SIP/2.0", "one");
	EXPECT(!store_refuse(shop.store, &soon, &other));
	EXPECT(!store_refuse(shop.store, &late, NULL));
	/* A REGISTER after it was sent that way is what is meant. */
	take(&shop, 1, "REGISTER sip:b SIP/2.0", "reg");
	EXPECT(store_refuse(shop.store, &soon, NULL));
	EXPECT_INT(0, refused(&shop, "one"));
	shop_close(&shop);
}

TEST(calls_that_begin_in_one_frame_come_out_by_call_id)
{
	struct shop shop = shop_open(0, 0);
	struct call *call;

	take(&shop, 0, "INVITE sip:b SIP/2.0", "b");
	shop.frame--;
	take(&shop, 0, "INVITE sip:b SIP/2.0", "aa");
	shop.frame--;
	take(&shop, 0, "INVITE sip:b SIP/2.0", "a");
	for (const char *const *id = (const char *const[]){"a", "aa", "b", NULL}; *id; id++) {
		call = store_flush(shop.store);
		EXPECT(call && str_eq(call->id, str_of(*id)));
		call_free(call, shop.media);
	}
	shop_close(&shop);
}

TEST_MAIN
