/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP payloads of a few connections: each is a byte that says whose it is, a length, and its bytes. Bits of the first byte: the
 * direction, the connection, a new stream, after a gap, the end.
 */
#include "net/session.h"

#include "base/memory.h"
#include "tests/fuzz/target.h"

struct input {
	const uint8_t *data;
	size_t size;
};

struct scene {
	struct net_counters counters;
	struct tls_keys *keys;
	struct sessions *sessions;
	struct payloads out;
	uint64_t streams[8], last;
	uint64_t sum;
};

/* Reads all that came out, so that bytes that are gone are noticed. */
static void check(struct scene *scene)
{
	for (size_t i = 0; i < scene->out.count; i++) {
		const struct payload *payload = &scene->out.items[i];

		MUST(payload->bytes && payload->size <= payload->length);
		MUST(payload->flow.transport < TRANSPORTS);
		for (size_t at = 0; at < payload->size; at++)
			scene->sum += payload->bytes[at];
	}
	payloads_clear(&scene->out);
}

static void take(struct scene *scene, unsigned head, const uint8_t *data, size_t size)
{
	uint8_t *copy = memory_new(size ? size : 1);
	struct payload payload = {.bytes = copy, .size = size, .length = size, .frame = ++scene->last};
	uint64_t *stream = &scene->streams[head & 7];

	memcpy(copy, data, size);
	if (head & 8 || !*stream)
		*stream = ++scene->last;
	payload.stream = *stream;
	payload.flow.transport = TRANSPORT_TCP;
	payload.flow.source.port = head & 1 ? 5060 : 40000 + (head >> 1 & 3);
	payload.flow.destination.port = head & 1 ? 40000 + (head >> 1 & 3) : 5060;
	payload.gap = head & 16;
	payload.end = head & 32;
	if (payload.end)
		*stream = 0;
	sessions_take(scene->sessions, &payload, &scene->out);
	MUST(scene->out.count > 0);
	check(scene);
	memory_free(copy);
}

static bool next(struct scene *scene, struct input *input)
{
	unsigned head;
	size_t size;

	if (input->size < 2)
		return false;
	head = input->data[0];
	size = input->data[1];
	input->data += 2;
	input->size -= 2;
	size = size < input->size ? size : input->size;
	take(scene, head, input->data, size);
	input->data += size;
	input->size -= size;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scene *scene = memory_new(sizeof(*scene));
	struct hash_key key = {1, 2};
	struct input input = {data, size};

	scene->keys = tls_keys_new(&key);
	scene->sessions = sessions_new(&key, &scene->counters, scene->keys);
	while (next(scene, &input))
		;
	sessions_retry(scene->sessions, &scene->out);
	check(scene);
	sessions_flush(scene->sessions, &scene->out);
	check(scene);
	sessions_free(scene->sessions);
	tls_keys_free(scene->keys);
	payloads_done(&scene->out);
	memory_free(scene);
	return 0;
}
