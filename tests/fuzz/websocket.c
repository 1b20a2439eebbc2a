/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One direction of a WebSocket connection: first how long its pieces are (a byte; 0: all at once), then its bytes. However they
 * are cut, the same messages must come out.
 */
#include "net/websocket.h"

#include "base/memory.h"
#include "tests/fuzz/target.h"

#include <string.h>

struct told {
	struct buf messages;
	unsigned refused;
	bool foreign;
};

static void read_all(struct websocket *websocket, struct told *told)
{
	struct str message;
	size_t length;

	for (;;) {
		switch (websocket_next(websocket, &message, &length)) {
		case WEBSOCKET_MESSAGE:
			MUST(message.n && message.n <= length && message.n <= WEBSOCKET_MAX_KEPT);
			buf_number(&told->messages, length, 0);
			buf_add(&told->messages, message);
			memory_free((void *)(uintptr_t)message.p);
			break;
		case WEBSOCKET_COMPRESSED:
		case WEBSOCKET_REFUSED:
			told->refused++;
			break;
		case WEBSOCKET_FOREIGN:
			told->foreign = true;
			return;
		default:
			return;
		}
	}
}

static void read_cut(const uint8_t *data, size_t size, size_t step, struct told *told)
{
	struct websocket *websocket = websocket_new();

	for (size_t at = 0; at < size && !told->foreign; at += step) {
		size_t n = size - at < step ? size - at : step;
		char *copy = memory_new(n);

		memcpy(copy, data + at, n);
		websocket_put(websocket, (struct str){copy, n});
		read_all(websocket, told);
		memory_free(copy);
		MUST(websocket_held(websocket) < 4 * WEBSOCKET_MAX_KEPT);
	}
	websocket_gap(websocket);
	read_all(websocket, told);
	websocket_free(websocket);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct told cut = {0}, whole = {0};
	size_t step;
	bool maybe;

	if (size < 2)
		return 0;
	step = data[0] ? data[0] : size;
	websocket_begins((struct str){(const char *)data + 1, size - 1}, &maybe);
	read_cut(data + 1, size - 1, step, &cut);
	read_cut(data + 1, size - 1, size, &whole);
	MUST(cut.refused == whole.refused && cut.foreign == whole.foreign);
	MUST(str_eq(buf_str(&cut.messages), buf_str(&whole.messages)));
	buf_done(&cut.messages);
	buf_done(&whole.messages);
	return 0;
}
