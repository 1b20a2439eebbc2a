/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libosip2's share. It reads header fields by the grammar, but it is all or nothing, quadratic in
 * the number of values, sensitive to NUL, and once it has read "SIP/2.0 603" without a phrase it
 * takes the next line for it. So it is given a projection of the header that it can neither choke on
 * nor lose anything by: the fields below, unfolded, of bounded count and size, without a body.
 *
 * What it adds is its judgement (DEVIATION_REFUSED: a strict stack may drop this message) and the
 * fields it reads whole. The identity of a message (Call-ID, tags, CSeq, code, top Via) stays the
 * scan's, which saw the bytes as they were sent.
 */
#include "sip/scan.h"

#include "sip/field.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>

enum {
	PROJECTION_MAX = 16 * 1024,
	PROJECTION_MAX_LINE = 2048,
	PROJECTION_MAX_SEPARATORS = 32, /* of a line: each is a list element, which costs the list's length to add */
	HEAP_SIZE = 256 * 1024,
	ALIGNMENT = 16,
};

/*
 * libosip2 allocates through functions without an argument, so what they work on cannot be passed to
 * them. Each thread that parses has its own; it is emptied for each message and nothing is freed.
 */
static _Thread_local struct {
	bool active; /* between calls the functions serve others of this process that use libosip2 */
	size_t used;
	_Alignas(ALIGNMENT) char bytes[HEAP_SIZE];
	char projection[PROJECTION_MAX + 1];
} heap;

struct block {
	_Alignas(ALIGNMENT) size_t size;
};

static bool is_ours(const void *p)
{
	uintptr_t at = (uintptr_t)p, start = (uintptr_t)heap.bytes;

	return at >= start && at < start + HEAP_SIZE;
}

static void *heap_alloc(size_t size)
{
	size_t wanted = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	struct block *block;

	if (!heap.active)
		return malloc(size);
	if (wanted < size || wanted + sizeof(*block) > HEAP_SIZE - heap.used)
		return NULL;
	block = (struct block *)(void *)(heap.bytes + heap.used);
	block->size = size;
	heap.used += sizeof(*block) + wanted;
	return block + 1;
}

static void *heap_realloc(void *p, size_t size)
{
	struct block *block = p;
	void *moved;

	if (!p)
		return heap_alloc(size);
	if (!is_ours(p))
		return realloc(p, size);
	block--;
	moved = heap_alloc(size);
	if (moved)
		memcpy(moved, p, size < block->size ? size : block->size);
	return moved;
}

static void heap_free(void *p)
{
	if (!is_ours(p))
		free(p);
}

static void keep_quiet(const char *file, int line, osip_trace_level_t level, const char *format, va_list args)
{
}

static void prepare(void)
{
	/* Without a trace function of its own libosip2 writes its complaints to stdout. */
	osip_trace_initialize_func(OSIP_FATAL, keep_quiet);
	for (int level = OSIP_FATAL; level < END_TRACE_LEVEL; level++)
		osip_trace_disable_level((osip_trace_level_t)level);
	osip_set_allocators(heap_alloc, heap_realloc, heap_free);
	parser_init();
}

void message_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, prepare);
}

struct projection {
	size_t n;
	uint8_t lines[HEADERS];
	bool partial[HEADERS]; /* of this field something was left out */
};

/* Said last, so that libosip2 looks for no body. */
static const struct str projection_end = {"Content-Length: 0\r\n\r\n", 21};

static bool fits(const struct projection *projection, size_t size)
{
	return size <= PROJECTION_MAX - projection_end.n - projection->n;
}

/* Adds text, blanks in place of control bytes: a NUL ends libosip2's reading, and folds are blanks (RFC 3261 7.3.1). */
static void add(struct projection *projection, struct str text)
{
	char *restrict to = heap.projection + projection->n;
	const char *restrict from = text.p;

	for (size_t i = 0; i < text.n; i++)
		to[i] = (((unsigned char)from[i] < ' ') | (from[i] == 0x7f)) ? ' ' : from[i];
	projection->n += text.n;
}

static void add_as_it_is(struct projection *projection, struct str text)
{
	memcpy(heap.projection + projection->n, text.p, text.n);
	projection->n += text.n;
}

static unsigned count_of(struct str value, char separator)
{
	unsigned count = 0;
	struct str piece;

	while (str_split(&value, separator, &piece))
		count++;
	return count - 1;
}

static bool has_many_separators(struct str value)
{
	/* A short value has no room for many. */
	return value.n > PROJECTION_MAX_SEPARATORS &&
	       count_of(value, ',') + count_of(value, ';') + count_of(value, '&') > PROJECTION_MAX_SEPARATORS;
}

static void add_field(struct projection *projection, enum header header, struct str value)
{
	struct str name = str_of(header_name(header));

	if (projection->lines[header] == scan_projected_lines[header] || value.n > PROJECTION_MAX_LINE ||
	    has_many_separators(value) || !fits(projection, name.n + value.n + 4)) {
		projection->partial[header] = true;
		return;
	}
	projection->lines[header]++;
	add_as_it_is(projection, name);
	add_as_it_is(projection, STR(": "));
	add(projection, value);
	add_as_it_is(projection, STR("\r\n"));
}

/* RFC 3261 7.1, 7.2, with the blank before the phrase that senders forget. */
static bool add_start(struct projection *projection, const struct message *message)
{
	char code[] = "000";

	if (message->request) {
		if (message->method_text.n + message->request_uri.n > PROJECTION_MAX_LINE)
			return false;
		add(projection, message->method_text);
		add(projection, STR(" "));
		add(projection, message->request_uri);
		add(projection, STR(" SIP/2.0"));
	} else {
		for (unsigned i = 3, left = message->code; i-- > 0; left /= 10)
			code[i] = (char)('0' + left % 10);
		add(projection, STR("SIP/2.0 "));
		add(projection, str_of(code));
		add(projection, STR(" "));
		if (message->phrase.n <= PROJECTION_MAX_LINE)
			add(projection, message->phrase);
	}
	add_as_it_is(projection, STR("\r\n"));
	return true;
}

static bool project(struct projection *projection, const struct message *message)
{
	if (!add_start(projection, message))
		return false;
	for (unsigned i = 0; i < message->field_count; i++)
		add_field(projection, message->fields[i].header, message->fields[i].value);
	add_as_it_is(projection, projection_end);
	return true;
}

static osip_message_t *parse_projection(const struct projection *projection)
{
	osip_message_t *sip = NULL;

	if (osip_message_init(&sip) != 0 || !sip)
		return NULL;
	if (osip_message_parse(sip, heap.projection, projection->n) != 0)
		return NULL;
	return sip;
}

static unsigned reason_values(const struct message *message)
{
	unsigned count = 0;

	for (unsigned i = 0; i < message->reason_count; i++)
		count += field_values(message->reason_fields[i]);
	return count;
}

static void forget_field(struct message *message, enum header header)
{
	switch (header) {
	case HEADER_REQUIRE:
		message->required = 0;
		break;
	case HEADER_REASON:
		message->reason_count = 0;
		break;
	default:
		break;
	}
}

/* Takes over all values of one field as libosip2 split and unfolded them. */
static void adopt_field(struct message *message, const osip_message_t *sip, enum header header)
{
	struct scan scan = {.out = message};
	osip_list_iterator_t at;

	forget_field(message, header);
	for (osip_header_t *field = osip_list_get_first(&sip->headers, &at); field; field = osip_list_get_next(&at)) {
		struct header_line line = {.name = str_of(field->hname), .value = str_trim(str_of(field->hvalue))};

		if (header_of(line.name) == header)
			scan_field(&scan, header, &line);
	}
}

static unsigned count_field(const osip_message_t *sip, enum header header)
{
	unsigned count = 0;
	osip_list_iterator_t at;

	for (osip_header_t *field = osip_list_get_first(&sip->headers, &at); field; field = osip_list_get_next(&at))
		count += header_of(str_of(field->hname)) == header;
	return count;
}

/* What libosip2 keeps in its list of other headers and is read from there. */
static void adopt_fields(struct message *message, const osip_message_t *sip, const struct projection *projection)
{
	static const enum header adopted[] = {HEADER_RACK, HEADER_RSEQ, HEADER_REQUIRE};

	for (size_t i = 0; i < sizeof(adopted) / sizeof(adopted[0]); i++)
		if (projection->lines[adopted[i]] && !projection->partial[adopted[i]])
			adopt_field(message, sip, adopted[i]);
	/* A Reason text is whatever a sender wrote: only if both split it alike is libosip2's reading a better one. */
	if (projection->lines[HEADER_REASON] && !projection->partial[HEADER_REASON] &&
	    count_field(sip, HEADER_REASON) == reason_values(message))
		adopt_field(message, sip, HEADER_REASON);
}

void message_parse(struct message *message)
{
	struct projection projection = {0};
	osip_message_t *sip;

	assert(osip_malloc_func == heap_alloc);
	heap.used = 0;
	heap.active = true;
	sip = project(&projection, message) ? parse_projection(&projection) : NULL;
	if (sip)
		adopt_fields(message, sip, &projection);
	else
		message->deviations |= DEVIATION_REFUSED;
	heap.active = false;
}
