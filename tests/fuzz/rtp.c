/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sequence of payloads and orders through media. Each begins with an order byte, three bytes that
 * choose source, destination and time step, and a length; some destinations are watched.
 */
#include "base/cursor.h"
#include "media/media.h"

#include <string.h>

#include "tests/follow.h"
#include "tests/fuzz/target.h"

enum order {
	ORDER_TAKE_CUT = 250, /* below: take whole, the even ones if they do not follow */
	ORDER_WATCH,
	ORDER_UNWATCH,
	ORDER_CUT,
	ORDER_ASK,
	ORDER_NOTE,
};

static struct endpoint endpoint_of(uint8_t choice)
{
	const uint8_t bytes[4] = {10, 0, choice & 3, (uint8_t)(choice >> 2 & 7)};

	return (struct endpoint){address_of_ipv4(bytes), (uint16_t)(30000 + (choice >> 5))};
}

static void check_stream(const struct stream *stream)
{
	MUST(stream->run_count >= 1 && stream->run_count <= STREAM_MAX_RUNS);
	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct run *run = &stream->runs[i];

		MUST(run->packets > 0 && run->first <= run->last && run->first_frame <= run->last_frame);
		MUST(i == 0 || run[-1].last <= run->first);
		(void)run_lost(run);
	}
}

static void check_receipts(const struct stream *stream)
{
	unsigned count = 0;

	for (const struct receipt *receipt = stream->receipts; receipt; receipt = receipt->next) {
		MUST(receipt->unnamed <= receipt->none.count);
		MUST(++count <= RECEIPT_MAX);
	}
}

static void check_losses(const struct losses *losses)
{
	MUST(losses->count <= LOSSES_MAX);
	for (unsigned i = 0; i < losses->count; i++) {
		MUST(losses->at[i].from <= losses->at[i].until && losses->at[i].streams >= LOSSES_STREAMS);
		MUST(i == 0 || losses->at[i - 1].until < losses->at[i].from);
	}
}

static bool pass(void *arg, const struct stream *stream)
{
	check_stream(stream);
	MUST(stream->valid);
	return stream->ssrc & 1;
}

static void ask(const struct media *media, const struct endpoint *endpoint, ns now)
{
	unsigned count = 0;

	for (const struct stream *stream = media_streams(media, endpoint); stream; stream = stream->next) {
		MUST(endpoint_same(&stream->destination, endpoint));
		check_stream(stream);
		check_receipts(stream);
		count++;
	}
	MUST(count <= MEDIA_MAX_STREAMS);
	check_losses(media_losses(media));
	media_stream_from(media, &endpoint->address, now - SECOND, pass, NULL);
	media_stream_to(media, &endpoint->address, 0, pass, NULL);
	media_host_seen(media, &endpoint->address);
}

static void obey(struct media *media, enum order order, struct payload *payload)
{
	switch (order) {
	case ORDER_WATCH:
		media_watch(media, &payload->flow.destination);
		break;
	case ORDER_UNWATCH:
		media_unwatch(media, &payload->flow.destination);
		break;
	case ORDER_CUT:
		media_cut(media, &payload->flow.destination);
		break;
	case ORDER_ASK:
		ask(media, &payload->flow.destination, payload->time);
		break;
	case ORDER_NOTE:
		media_note_hosts(media, &payload->flow);
		break;
	case ORDER_TAKE_CUT:
		payload->length += 100;
		media_take(media, payload);
		break;
	default:
		if (order & 1 || !follow(media, payload))
			media_take(media, payload);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct hash_key key = {1, 2};
	struct media *media = media_new(&key);
	struct cursor cursor = cursor_of(data, size);
	ns time = 1700000000 * SECOND;

	for (uint64_t frame = 1; cursor_left(&cursor); frame++) {
		uint8_t order = cursor_u8(&cursor);
		struct payload payload = {.frame = frame};

		payload.flow.source = endpoint_of(cursor_u8(&cursor));
		payload.flow.destination = endpoint_of(cursor_u8(&cursor));
		time += (int8_t)cursor_u8(&cursor) * 20 * MILLISECOND;
		payload.time = time;
		payload.size = cursor_u8(&cursor);
		if (payload.size > cursor_left(&cursor))
			payload.size = cursor_left(&cursor);
		payload.length = payload.size;
		payload.bytes = cursor_take(&cursor, payload.size);
		obey(media, order, &payload);
	}
	for (unsigned choice = 0; choice < 256; choice++) {
		struct endpoint endpoint = endpoint_of((uint8_t)choice);

		ask(media, &endpoint, time);
	}
	media_free(media);
	return 0;
}
