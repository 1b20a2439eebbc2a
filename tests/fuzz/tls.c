/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A TLS connection told what to take by the input: pieces of sessions whose secrets may be known, whole, cut or changed, on
 * either side and in any order; or bytes of the input's own. What comes out can only be what the sessions said.
 */
#include "net/tls.h"

#include "base/cursor.h"
#include "tests/fuzz/target.h"
#include "tests/unit/net/tls_sessions.h"

enum {
	SESSIONS = sizeof(tls_sessions) / sizeof(tls_sessions[0]),
	MOST_STEPS = 2048,
	MOST_BYTES = 4096,
};

enum step {
	STEP_PIECE,   /* the next one of a session */
	STEP_ANY,     /* one of them */
	STEP_CHANGED, /* with a byte that is another */
	STEP_CUT,
	STEP_BYTES,
	STEP_LEARN,
	STEP_END,
	STEP_NEW,
	STEPS
};

struct play {
	struct tls_keys *keys;
	struct tls *tls;
	struct net_counters counters;
	unsigned next[SESSIONS];
	bool ended[2];
	uint64_t frame;
};

static bool is_said(struct str text)
{
	return str_eq(text, STR("INVITE sip:bob\n")) || str_eq(text, STR("bob:pis ETIVNI\n")) ||
	       str_eq(text, STR("after update\n"));
}

static void listen(struct play *play)
{
	struct payload payload;

	for (unsigned side = 0; side < 2; side++)
		while (tls_next(play->tls, side, &payload)) {
			MUST(!play->ended[side] && payload.size == payload.length);
			MUST(payload.flow.transport == TRANSPORT_TLS && payload.frame <= play->frame);
			MUST(payload.end || is_said((struct str){(const char *)payload.bytes, payload.size}));
			play->ended[side] = payload.end;
		}
}

static void put(struct play *play, unsigned side, const uint8_t *bytes, size_t n, bool gap, bool end)
{
	struct payload payload = {
		.flow.transport = TRANSPORT_TCP,
		.bytes = bytes,
		.size = n,
		.length = n,
		.frame = ++play->frame,
		.gap = gap,
		.end = end,
	};

	payload.flow.source.port = (uint16_t)(5061 + side);
	payload.flow.destination.port = (uint16_t)(5062 - side);
	if (play->ended[side])
		return;
	tls_put(play->tls, side, &payload);
	listen(play);
}

static size_t read_hex(const char *hex, uint8_t *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;

	for (; *hex; hex += 2)
		out[n++] = (uint8_t)((strchr(digits, hex[0]) - digits) << 4 | (strchr(digits, hex[1]) - digits));
	return n;
}

static void put_piece(struct play *play, unsigned number, unsigned piece, enum step step, struct cursor *input)
{
	const struct tls_session *session = &tls_sessions[number];
	uint8_t bytes[MOST_BYTES], how = 0;
	size_t n, at;

	if (piece >= SESSION_PIECES || !session->piece[piece].hex)
		return;
	n = read_hex(session->piece[piece].hex, bytes);
	if (step != STEP_PIECE)
		how = cursor_u8(input);
	if (step == STEP_CHANGED) {
		at = cursor_u16(input) % n;
		bytes[at] ^= cursor_u8(input);
	}
	if (step == STEP_CUT)
		n = cursor_u16(input) % n;
	put(play, session->piece[piece].side ^ (how >> 1 & 1), bytes, n, how & 1, false);
}

static void begin(struct play *play)
{
	tls_free(play->tls);
	play->tls = tls_new(play->keys, &play->counters);
	memset(play->next, 0, sizeof(play->next));
	play->ended[0] = play->ended[1] = false;
}

static void take_step(struct play *play, struct cursor *input)
{
	uint8_t first = cursor_u8(input);
	unsigned number = first >> 4 < SESSIONS ? first >> 4 : 0;
	enum step step = (enum step)((first & 15) % STEPS);
	const uint8_t *bytes;
	size_t n;

	switch (step) {
	case STEP_PIECE:
		put_piece(play, number, play->next[number]++, step, input);
		break;
	case STEP_ANY:
	case STEP_CHANGED:
	case STEP_CUT:
		put_piece(play, number, cursor_u8(input) % SESSION_PIECES, step, input);
		break;
	case STEP_BYTES:
		n = cursor_u16(input) % MOST_BYTES;
		n = n < cursor_left(input) ? n : cursor_left(input);
		bytes = cursor_take(input, n);
		put(play, number & 1, bytes, n, number >> 1 & 1, false);
		break;
	case STEP_LEARN:
		tls_keys_add(play->keys, str_of(tls_sessions[number].keys));
		listen(play);
		break;
	case STEP_END:
		put(play, number & 1, NULL, 0, false, true);
		break;
	default:
		begin(play);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tls_closed closed;
	struct hash_key key = {1, 2};
	struct play play = {.keys = tls_keys_new(&key)};
	struct cursor input = cursor_of(data, size);

	begin(&play);
	for (unsigned i = 0; i < MOST_STEPS && cursor_left(&input); i++)
		take_step(&play, &input);
	tls_closed(play.keys, &closed);
	MUST(closed.count <= closed.total);
	tls_keys_add(play.keys, (struct str){(const char *)data, size});
	tls_free(play.tls);
	tls_keys_free(play.keys);
	return 0;
}
