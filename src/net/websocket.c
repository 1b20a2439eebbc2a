/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/websocket.h"

#include "base/cursor.h"
#include "base/memory.h"

#include <string.h>

enum {
	FRAME_HEADER = 14, /* RFC 6455 5.2: the longest */
	MASK = 4,          /* its last bytes, when there is a mask */
	SIP_LOOK = 16,     /* bytes of a message that tell SIP */
	SIP_WORD = 10,     /* letters of a method; the longest known one is SUBSCRIBE */
	LOOK = FRAME_HEADER + SIP_LOOK,
	CONTROL_LENGTH = 125, /* RFC 6455 5.5 */
};

enum opcode {
	OPCODE_CONTINUATION = 0,
	OPCODE_TEXT = 1,
	OPCODE_BINARY = 2,
	OPCODE_CLOSE = 8,
	OPCODE_PING = 9,
	OPCODE_PONG = 10,
};

/* RFC 6455 5.2 */
struct frame_header {
	uint64_t length;
	uint8_t mask[MASK];
	uint8_t opcode;
	uint8_t reserved; /* RSV1 to RSV3: the bits of extensions */
	bool fin;
	bool masked;
	bool wasteful; /* the length would have fit a shorter form, which is forbidden */
};

enum state {
	STATE_BEGIN,     /* the first bytes decide */
	STATE_HANDSHAKE, /* lines of an HTTP header */
	STATE_SKIP,      /* the body of an HTTP response that is not the last word: 401, 302 ... */
	STATE_HEADER,    /* of a frame */
	STATE_DATA,
	STATE_HUNT, /* anything, until a frame carries SIP */
	STATE_FOREIGN,
};

/* What a handshake said so far. */
struct handshake {
	struct buf line;
	size_t bytes; /* of the header */
	bool first;   /* the first line was there */
	bool response, switching, upgrade, chunked;
	uint64_t body;
};

struct websocket {
	enum state state;
	struct str input;
	uint8_t head[LOOK]; /* bytes that came before input and are not understood yet */
	size_t head_count, head_taken;
	struct handshake handshake;
	struct frame_header frame;
	uint64_t left; /* of the frame's data, or of a body to skip */
	struct buf message;
	uint64_t length; /* of the message as sent, with what is still to come of the frame at hand */
	bool within;     /* a message began and is not over */
	bool refused;    /* and is not read */
	bool cut;        /* websocket_gap was called */
};

struct websocket *websocket_new(void)
{
	return memory_new(sizeof(struct websocket));
}

void websocket_free(struct websocket *websocket)
{
	if (!websocket)
		return;
	buf_done(&websocket->handshake.line);
	buf_done(&websocket->message);
	memory_free(websocket);
}

bool websocket_is_open(const struct websocket *websocket)
{
	return websocket->state >= STATE_HEADER && websocket->state != STATE_FOREIGN;
}

size_t websocket_held(const struct websocket *websocket)
{
	return sizeof(*websocket) + websocket->handshake.line.room + websocket->message.room;
}

enum answer {
	NO,
	YES,
	MAYBE
};

/* Whether bytes begin with the literal, or are the first bytes of it. */
static enum answer begins(struct str bytes, struct str literal)
{
	size_t n = bytes.n < literal.n ? bytes.n : literal.n;

	if (n == 0)
		return MAYBE;
	if (memcmp(bytes.p, literal.p, n) != 0)
		return NO;
	return n == literal.n ? YES : MAYBE;
}

static enum answer begins_any(struct str bytes, const struct str *literals, size_t count)
{
	enum answer answer = NO;

	for (size_t i = 0; i < count && answer != YES; i++) {
		enum answer one = begins(bytes, literals[i]);

		answer = one == NO ? answer : one;
	}
	return answer;
}

/* RFC 6455 4.1: a GET of a path or an http URI. A SIP request never names either. */
static enum answer begins_handshake(struct str bytes)
{
	static const struct str starts[] = {
		{"GET /", 5},
		{"GET http", 8},
		{"GET ws", 6},
		{"HTTP/1.", 7},
	};

	return begins_any(bytes, starts, sizeof(starts) / sizeof(starts[0]));
}

/* Stricter than RFC 3261 7.1: chance must not find SIP in any bytes. */
static enum answer begins_sip(struct str bytes)
{
	static const struct str uris[] = {{"sip:", 4}, {"sips:", 5}, {"tel:", 4}, {"urn:", 4}};
	enum answer answer = begins(bytes, STR("SIP/2.0 "));
	size_t n = 0;

	if (answer != NO)
		return answer;
	while (n < bytes.n && n <= SIP_WORD && bytes.p[n] >= 'A' && bytes.p[n] <= 'Z')
		n++;
	if (n == bytes.n && n <= SIP_WORD)
		return MAYBE;
	if (n < 3 || n > SIP_WORD || bytes.p[n] != ' ')
		return NO;
	return begins_any(str_from(bytes, n + 1), uris, sizeof(uris) / sizeof(uris[0]));
}

static bool is_control(unsigned opcode)
{
	return opcode & 8;
}

static uint64_t read_length(struct cursor *at, unsigned bytes)
{
	uint64_t length = 0;

	while (bytes--)
		length = length << 8 | cursor_u8(at);
	return length;
}

/* The header's size; 0: it goes on behind the bytes. */
static size_t read_header(struct str bytes, struct frame_header *out)
{
	struct cursor at = cursor_of(bytes.p, bytes.n);
	unsigned first = cursor_u8(&at), second = cursor_u8(&at);
	struct frame_header header = {
		.opcode = first & 0x0f,
		.reserved = first >> 4 & 7,
		.fin = first & 0x80,
		.masked = second & 0x80,
		.length = second & 0x7f,
	};
	const uint8_t *mask;

	if (header.length == 126) {
		header.length = read_length(&at, 2);
		header.wasteful = header.length < 126;
	} else if (header.length == 127) {
		header.length = read_length(&at, 8);
		header.wasteful = header.length <= UINT16_MAX;
	}
	mask = header.masked ? cursor_take(&at, MASK) : NULL;
	if (at.bad)
		return 0;
	if (mask)
		memcpy(header.mask, mask, MASK);
	*out = header;
	return bytes.n - cursor_left(&at);
}

static void unmask(const struct frame_header *frame, uint64_t position, uint8_t *bytes, size_t n)
{
	for (size_t i = 0; frame->masked && i < n; i++)
		bytes[i] ^= frame->mask[(position + i) % MASK];
}

/* A frame that begins a SIP message, by its header and its first bytes: nothing else is a place to start at. */
static enum answer begins_frame(struct str bytes)
{
	struct frame_header header;
	unsigned first = bytes.n ? (uint8_t)bytes.p[0] : 0x80 | OPCODE_TEXT;
	uint8_t data[SIP_LOOK];
	size_t size, n;

	/* A first fragment need not have FIN. */
	if ((first & 0x7f) != OPCODE_TEXT && (first & 0x7f) != OPCODE_BINARY)
		return NO;
	size = read_header(bytes, &header);
	if (size == 0)
		return MAYBE;
	if (header.wasteful || header.length < SIP_LOOK || header.length > WEBSOCKET_MAX_MESSAGE)
		return NO;
	n = bytes.n - size < sizeof(data) ? bytes.n - size : sizeof(data);
	memcpy(data, bytes.p + size, n);
	unmask(&header, 0, data, n);
	return begins_sip((struct str){(const char *)data, n});
}

bool websocket_begins(struct str bytes, bool *maybe)
{
	enum answer handshake, frame;

	if (bytes.n == 0) {
		*maybe = true;
		return false;
	}
	handshake = begins_handshake(bytes);
	frame = begins_frame(bytes);
	*maybe = handshake == MAYBE || frame == MAYBE;
	return handshake == YES || frame == YES;
}

void websocket_put(struct websocket *websocket, struct str bytes)
{
	websocket->input = bytes;
}

void websocket_gap(struct websocket *websocket)
{
	websocket->cut = true;
}

/* What can be read next: bytes that were looked at before go first. */
static struct str ahead(const struct websocket *websocket)
{
	if (websocket->head_taken < websocket->head_count)
		return (struct str){(const char *)websocket->head + websocket->head_taken,
		                    websocket->head_count - websocket->head_taken};
	return websocket->input;
}

static void skip(struct websocket *websocket, size_t n)
{
	if (websocket->head_taken < websocket->head_count)
		websocket->head_taken += n;
	else
		websocket->input = str_from(websocket->input, n);
}

/* Collects up to n bytes that belong together, whatever pieces they come in. */
static struct str gather(struct websocket *websocket, size_t n)
{
	size_t kept = websocket->head_count - websocket->head_taken;
	size_t more = n > kept ? n - kept : 0;

	memmove(websocket->head, websocket->head + websocket->head_taken, kept);
	if (more > websocket->input.n)
		more = websocket->input.n;
	if (more)
		memcpy(websocket->head + kept, websocket->input.p, more);
	websocket->input = str_from(websocket->input, more);
	websocket->head_taken = 0;
	websocket->head_count = kept + more;
	return (struct str){(const char *)websocket->head, websocket->head_count};
}

static void forget_message(struct websocket *websocket)
{
	buf_done(&websocket->message);
	websocket->message.ceiling = WEBSOCKET_MAX_KEPT;
	websocket->length = 0;
	websocket->within = websocket->refused = false;
}

static enum websocket_state go_on(struct websocket *websocket, enum state state)
{
	websocket->state = state;
	return WEBSOCKET_MORE;
}

static enum websocket_state refuse(struct websocket *websocket)
{
	bool counted = websocket->refused;

	forget_message(websocket);
	websocket->state = STATE_HUNT;
	return counted ? WEBSOCKET_MORE : WEBSOCKET_REFUSED;
}

static enum websocket_state foreign(struct websocket *websocket)
{
	buf_done(&websocket->handshake.line);
	websocket->state = STATE_FOREIGN;
	return WEBSOCKET_FOREIGN;
}

static void start_handshake(struct websocket *websocket)
{
	struct buf line = websocket->handshake.line;

	buf_clear(&line);
	line.ceiling = WEBSOCKET_MAX_HANDSHAKE;
	websocket->handshake = (struct handshake){.line = line};
	websocket->state = STATE_HANDSHAKE;
}

static enum websocket_state read_begin(struct websocket *websocket)
{
	struct str bytes = gather(websocket, LOOK);

	switch (begins_handshake(bytes)) {
	case YES:
		start_handshake(websocket);
		return WEBSOCKET_MORE;
	case NO:
		return go_on(websocket, STATE_HUNT);
	default:
		return WEBSOCKET_MORE;
	}
}

/* RFC 9110 15.2.2: 101. RFC 6455 4: both sides say Upgrade: websocket. */
static bool first_line(struct handshake *handshake, struct str line)
{
	handshake->first = true;
	handshake->response = str_starts(line, STR("HTTP/"));
	handshake->switching = str_starts(line, STR("HTTP/1.1 101"));
	return handshake->response || str_starts(line, STR("GET "));
}

static void header_line(struct handshake *handshake, struct str line)
{
	struct str name;

	if (!str_split(&line, ':', &name))
		return;
	if (str_ieq(name, STR("Upgrade")))
		handshake->upgrade = str_ihas(line, STR("websocket"));
	else if (str_ieq(name, STR("Content-Length")))
		handshake->chunked |= !str_to_u64(str_trim(line), &handshake->body);
	else if (str_ieq(name, STR("Transfer-Encoding")))
		handshake->chunked = true;
}

/* After another answer (401, 302) or another request the client may try again on the same connection. */
static enum websocket_state end_handshake(struct websocket *websocket)
{
	const struct handshake *handshake = &websocket->handshake;

	if (handshake->upgrade && (handshake->switching || !handshake->response)) {
		buf_done(&websocket->handshake.line);
		forget_message(websocket);
		return go_on(websocket, STATE_HEADER);
	}
	if (handshake->chunked || handshake->switching)
		return foreign(websocket);
	websocket->left = handshake->body;
	return go_on(websocket, STATE_SKIP);
}

static enum websocket_state take_line(struct websocket *websocket)
{
	struct handshake *handshake = &websocket->handshake;
	struct str line = str_trim(buf_str(&handshake->line));

	if (!handshake->first && line.n == 0)
		; /* RFC 9112 2.2: empty lines before a request are ignored */
	else if (!handshake->first && !first_line(handshake, line))
		return foreign(websocket);
	else if (line.n == 0)
		return end_handshake(websocket);
	else
		header_line(handshake, line);
	buf_clear(&handshake->line);
	return WEBSOCKET_MORE;
}

static enum websocket_state read_handshake(struct websocket *websocket)
{
	struct handshake *handshake = &websocket->handshake;
	struct str bytes = ahead(websocket);
	const char *end = bytes.n ? memchr(bytes.p, '\n', bytes.n) : NULL;
	size_t n = end ? (size_t)(end - bytes.p) + 1 : bytes.n;

	handshake->bytes += n;
	if (handshake->bytes > WEBSOCKET_MAX_HANDSHAKE)
		return foreign(websocket);
	buf_add(&handshake->line, (struct str){bytes.p, n});
	skip(websocket, n);
	return end ? take_line(websocket) : WEBSOCKET_MORE;
}

static size_t next_part(const struct websocket *websocket)
{
	size_t n = ahead(websocket).n;

	return n < websocket->left ? n : (size_t)websocket->left;
}

static enum websocket_state read_skip(struct websocket *websocket)
{
	size_t n = next_part(websocket);

	skip(websocket, n);
	websocket->left -= n;
	if (websocket->left == 0)
		start_handshake(websocket);
	return WEBSOCKET_MORE;
}

/* RFC 6455 5.2, 5.4, 5.5 */
static bool makes_sense(const struct websocket *websocket, const struct frame_header *frame)
{
	if (is_control(frame->opcode))
		return frame->opcode <= OPCODE_PONG && frame->fin && frame->length <= CONTROL_LENGTH &&
		       frame->reserved == 0;
	if (frame->opcode > OPCODE_BINARY || frame->reserved & 3 || frame->length > WEBSOCKET_MAX_MESSAGE)
		return false;
	if (frame->opcode == OPCODE_CONTINUATION)
		return websocket->within && websocket->length + frame->length <= WEBSOCKET_MAX_MESSAGE;
	return !websocket->within;
}

/* RFC 7692 6: RSV1 in the first frame of a message says that it is compressed. */
static enum websocket_state begin_message(struct websocket *websocket)
{
	forget_message(websocket);
	websocket->within = true;
	websocket->refused = websocket->frame.reserved != 0;
	return websocket->refused ? WEBSOCKET_COMPRESSED : WEBSOCKET_MORE;
}

/* A client whose first handshake was refused may try again: no frame begins with a letter. */
static enum websocket_state read_nonsense(struct websocket *websocket, struct str bytes)
{
	enum answer answer = begins_handshake(bytes);

	if (answer == NO)
		return refuse(websocket);
	if (answer == YES)
		start_handshake(websocket);
	return WEBSOCKET_MORE;
}

static enum websocket_state read_frame_header(struct websocket *websocket)
{
	struct str bytes = gather(websocket, FRAME_HEADER);
	struct frame_header frame;
	size_t size = read_header(bytes, &frame);

	if (size == 0)
		return WEBSOCKET_MORE;
	if (!makes_sense(websocket, &frame))
		return read_nonsense(websocket, bytes);
	websocket->head_taken = size;
	websocket->frame = frame;
	websocket->left = frame.length;
	websocket->state = STATE_DATA;
	if (!is_control(frame.opcode) && frame.opcode != OPCODE_CONTINUATION)
		return begin_message(websocket);
	return WEBSOCKET_MORE;
}

static void add_data(struct websocket *websocket, struct str bytes)
{
	uint64_t position = websocket->frame.length - websocket->left;
	struct buf *message = &websocket->message;
	size_t room = WEBSOCKET_MAX_KEPT - message->n;
	size_t start = message->n;

	websocket->length += bytes.n;
	if (bytes.n > room)
		bytes.n = room;
	buf_add(message, bytes);
	unmask(&websocket->frame, position, (uint8_t *)message->p + start, message->n - start);
}

static enum websocket_state hand_out(struct websocket *websocket, struct str *out, size_t *length)
{
	bool empty = websocket->message.n == 0;

	if (!empty) {
		*out = buf_str(&websocket->message);
		*length = (size_t)websocket->length;
		websocket->message = (struct buf){0};
	}
	forget_message(websocket);
	return empty ? WEBSOCKET_MORE : WEBSOCKET_MESSAGE;
}

static enum websocket_state read_data(struct websocket *websocket, struct str *out, size_t *length)
{
	const struct frame_header *frame = &websocket->frame;
	size_t n = next_part(websocket);

	if (!is_control(frame->opcode) && !websocket->refused && n)
		add_data(websocket, (struct str){ahead(websocket).p, n});
	skip(websocket, n);
	websocket->left -= n;
	if (websocket->left)
		return WEBSOCKET_MORE;
	websocket->state = STATE_HEADER;
	if (is_control(frame->opcode) || !frame->fin)
		return WEBSOCKET_MORE;
	return hand_out(websocket, out, length);
}

static enum websocket_state read_hunt(struct websocket *websocket)
{
	struct str bytes = gather(websocket, LOOK);
	enum answer answer = NO;

	while (bytes.n && (answer = begins_frame(bytes)) == NO)
		bytes = str_from(bytes, 1);
	websocket->head_taken = websocket->head_count - bytes.n;
	if (answer == YES)
		websocket->state = STATE_HEADER;
	return WEBSOCKET_MORE;
}

/* What was understood of a message that is cut here is better than nothing: its length says that it is not all. */
static enum websocket_state read_gap(struct websocket *websocket, struct str *out, size_t *length)
{
	bool opened = websocket->state >= STATE_HEADER;
	enum websocket_state state = WEBSOCKET_MORE;

	websocket->cut = false;
	websocket->head_count = websocket->head_taken = 0;
	if (websocket->state == STATE_FOREIGN)
		return WEBSOCKET_MORE;
	if (websocket->within) {
		bool more = websocket->state == STATE_DATA && !is_control(websocket->frame.opcode);

		websocket->length += more ? websocket->left : 1;
		state = hand_out(websocket, out, length);
	}
	buf_done(&websocket->handshake.line);
	websocket->state = opened ? STATE_HUNT : STATE_BEGIN;
	return state;
}

static enum websocket_state read_on(struct websocket *websocket, struct str *out, size_t *length)
{
	switch (websocket->state) {
	case STATE_BEGIN:
		return read_begin(websocket);
	case STATE_HANDSHAKE:
		return read_handshake(websocket);
	case STATE_SKIP:
		return read_skip(websocket);
	case STATE_HEADER:
		return read_frame_header(websocket);
	case STATE_DATA:
		return read_data(websocket, out, length);
	case STATE_HUNT:
		return read_hunt(websocket);
	default:
		return WEBSOCKET_FOREIGN;
	}
}

static size_t unread(const struct websocket *websocket)
{
	return websocket->input.n + websocket->head_count - websocket->head_taken;
}

enum websocket_state websocket_next(struct websocket *websocket, struct str *out, size_t *length)
{
	enum websocket_state result = websocket->cut ? read_gap(websocket, out, length) : WEBSOCKET_MORE;
	enum state before;
	size_t left;

	while (result == WEBSOCKET_MORE) {
		before = websocket->state;
		left = unread(websocket);
		result = read_on(websocket, out, length);
		/* The state changes without bytes at most from one to the next, never around. */
		if (result == WEBSOCKET_MORE && websocket->state == before && unread(websocket) == left)
			break;
	}
	return result;
}
