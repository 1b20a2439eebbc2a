/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a TCP stream. Each piece begins with a byte that says its size, and whether a gap is
 * before it or the end behind it. Without gaps the pieces must not matter: the same bytes are fed
 * one by one to a second connection, and both must hand out as many messages.
 */
#include "sip/framing.h"
#include "sip/start.h"

#include "tests/fuzz/target.h"

enum {
	PIECE_GAP = 0x40,
	PIECE_END = 0x80,
	PIECE_SIZE = 0x3f,
};

static uint64_t hash;

static unsigned drain(struct framing *framing)
{
	static const struct hash_key key = {1, 2};
	struct framed framed;
	unsigned count = 0;

	while (framing_next(framing, &framed)) {
		MUST(framed.text.n <= FRAMING_MAX_EXAMINED && framed.text.n <= framed.length);
		MUST(framed.cut || framed.length == framed.text.n || framed.text.n == FRAMING_MAX_EXAMINED);
		MUST(framed.length <= FRAMING_MAX_MESSAGE);
		MUST(framed.first_frame <= framed.frame);
		hash = hash * 31 + hash_str(&key, framed.text);
		count++;
	}
	return count;
}

static unsigned feed(struct framing *framing, const uint8_t *bytes, size_t size, uint8_t flags)
{
	static uint64_t frame;
	struct payload payload = {
		.flow.transport = TRANSPORT_TCP,
		.bytes = bytes,
		.size = size,
		.length = size,
		.frame = ++frame,
		.stream = 1,
		.gap = flags & PIECE_GAP,
		.end = flags & PIECE_END,
	};

	framing_take(framing, &payload);
	return drain(framing);
}

/* Bodies nobody announced go with their message only as far as its last payload: there pieces do matter. */
static bool pieces_matter(const uint8_t *data, size_t size)
{
	return str_has((struct str){(const char *)data, size}, STR("v=0"));
}

/* And before the first message: a stream that begins within a body is searched by where its payloads begin. */
static bool begins_with_message(const uint8_t *data, size_t size)
{
	size_t piece = size ? (data[0] & PIECE_SIZE) * 4u : 0;
	struct str first = {(const char *)data + 1, piece < size ? piece : size - 1};

	return piece && start_look(str_skip_lines(first), first.n) == START_YES;
}

/* So do they where a Content-Length is too large: what follows must be there before the message is handed out. */
static bool found_overruns(const struct framing *framing)
{
	return framing_counters(framing)->overruns > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hash_key key = {3, 4};
	struct framing *framing = framing_new(&key), *bytewise = framing_new(&key);
	unsigned count = 0, count_bytewise = 0;
	uint64_t hash_pieces;
	bool plain = true;

	hash = 0;
	for (size_t at = 0; at < size;) {
		uint8_t head = data[at++];
		size_t piece = (head & PIECE_SIZE) * 4u;

		piece = piece < size - at ? piece : size - at;
		plain = plain && !(head & (PIECE_GAP | PIECE_END));
		count += feed(framing, data + at, piece, head);
		at += piece;
	}
	hash_pieces = hash;
	hash = 0;
	for (size_t at = 0; plain && at < size;) {
		size_t piece = (data[at++] & PIECE_SIZE) * 4u;

		for (; piece && at < size; piece--)
			count_bytewise += feed(bytewise, data + at++, 1, 0);
	}
	if (plain && size < 4096 && begins_with_message(data, size) && !pieces_matter(data, size) &&
	    !found_overruns(framing) && !found_overruns(bytewise)) {
		MUST(count == count_bytewise);
		MUST(hash == hash_pieces);
	}
	framing_flush(framing);
	drain(framing);
	framing_free(framing);
	framing_free(bytewise);
	return 0;
}
