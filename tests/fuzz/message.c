/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as one SIP message: scanned, read by libosip2, its SDP and reasons taken apart. The first byte says how it was carried. */
#include "sip/jws.h"
#include "sip/message.h"
#include "sip/session_id.h"
#include "sip/uri.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	message_init();
	return 0;
}

static bool is_within(struct str slice, struct str text)
{
	return slice.n == 0 || (slice.p >= text.p && slice.p + slice.n <= text.p + text.n);
}

/* Slices must stay within the text, and its parts must make up the whole. */
static void check_scan(const struct message *message)
{
	struct str text = message->text;

	MUST(message->header_size + message->body.n + message->rest.n == text.n);
	MUST(is_within(message->call_id, text) && is_within(message->from_tag, text) &&
	     is_within(message->to_tag, text));
	MUST(is_within(message->from_uri, text) && is_within(message->to_uri, text) &&
	     is_within(message->phrase, text));
	MUST(is_within(message->via_branch, text) && is_within(message->via_sent_by, text));
	MUST(is_within(message->verstat, text) && is_within(message->request_uri, text));
	for (unsigned i = 0; i < message->vendor_count; i++)
		MUST(is_within(message->vendor_fields[i], text));
	MUST(is_within(message->start_line, text) && is_within(message->via_received, text));
	MUST(is_within(message->icid, text) && is_within(message->icid_generated_at, text));
	MUST(is_within(message->correlation, text) && is_within(message->call_info, text));
	MUST(is_within(uri_user(message->from_uri), text) && is_within(uri_host(message->to_uri), text));
	MUST(message->has_rseq == (message->rseq_numeral != NUMERAL_ABSENT));
	MUST(message->request ? message->code == 0 : message->code >= 100 && message->code <= 699);
}

static void check_identity(const struct message *scanned, const struct message *parsed)
{
	MUST(parsed->code == scanned->code && parsed->cseq == scanned->cseq && parsed->method == scanned->method);
	MUST(str_eq(parsed->call_id, scanned->call_id) && str_eq(parsed->from_tag, scanned->from_tag));
	MUST(str_eq(parsed->to_tag, scanned->to_tag));
}

static void check_early_media(const struct message *message)
{
	bool absent = message->early_media == EARLY_MEDIA_ABSENT;

	MUST(message->early_media_count <= EARLY_MEDIA_MAX);
	MUST(message_early_media(message, 0) == message->early_media);
	MUST(absent == (message_early_media(message, EARLY_MEDIA_MAX) == EARLY_MEDIA_ABSENT));
}

static void check_parts(const struct message *message, struct arena *arena)
{
	unsigned count;
	struct body_part *parts = message_parts(message, arena, &count);

	MUST(count <= BODY_MAX_PARTS && (parts != NULL) == (count != 0));
	for (unsigned i = 0; i < count; i++)
		MUST(parts[i].size <= message->body.n);
}

static void read_identity(const struct message *message)
{
	struct session_id id;
	struct endpoint endpoint;

	MUST(!session_id_parse(message->session_id, &id) || is_within(id.remote, message->text));
	message_contact(message, &endpoint);
}

static void read_redress(const struct reason *reason)
{
	struct redress redress;

	for (; reason; reason = reason->next)
		redress_parse(reason->text, &redress);
}

/* Whatever stands in the fields of a token is read as one. */
static void read_tokens(const struct message *message, struct arena *arena)
{
	struct buf payload = {0};
	struct redress redress;

	if (jws_payload(message->identity, &payload))
		jws_attestation(buf_str(&payload));
	jws_redress(message->body, arena, &redress);
	if (jws_payload(message->call_info, &payload))
		jws_redress(buf_str(&payload), arena, &redress);
	buf_done(&payload);
}

static void read_refusal(const struct message *message, struct arena *arena)
{
	uint32_t number;

	for (const struct vendor *vendor = message_vendors(message, arena); vendor; vendor = vendor->next)
		vendor_number(vendor->value, &number);
	for (const struct warning *warning = message_warnings(message, arena); warning; warning = warning->next)
		MUST(warning->code < 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct header_names names = {.name = {{"X-Call", 6}, {"Call-ID", 7}}, .count = 2};
	struct arena arena = {0};
	struct message scanned, parsed;
	struct message_place place;

	if (size == 0)
		return 0;
	place = (struct message_place){
		.datagram = data[0] & 1,
		.cut = data[0] & 2,
		.fragment_lost = data[0] & 4,
		.shortened = data[0] & 8,
		.overrun = data[0] & 16,
		.correlation = data[0] & 32 ? &names : NULL,
	};
	if (!message_scan((struct str){(const char *)data + 1, size - 1}, place, &scanned))
		return 0;
	check_scan(&scanned);
	check_early_media(&scanned);
	check_parts(&scanned, &arena);
	read_identity(&scanned);
	for (unsigned left = scanned.deviations; left;)
		MUST(deviation_next(&left));
	parsed = scanned;
	message_parse(&parsed);
	check_identity(&scanned, &parsed);
	read_redress(message_reasons(&parsed, &arena));
	read_tokens(&scanned, &arena);
	read_refusal(&scanned, &arena);
	message_sdp(&parsed, &arena);
	message_early_session(&parsed, &arena);
	arena_done(&arena);
	return 0;
}
