/* SPDX-License-Identifier: BSD-2-Clause */
/* What a refusal says of itself: the first byte tells of which field the others are the value, or that they are a token or what is in one. */
#include "sip/jws.h"
#include "sip/vendor.h"
#include "sip/warning.h"

#include "tests/fuzz/target.h"

enum kind {
	KIND_REASON,
	KIND_WARNING,
	KIND_VENDOR,
	KIND_TOKEN,
	KIND_CARD,
	KINDS
};

static bool is_within(struct str slice, struct str text)
{
	return slice.n == 0 || (slice.p >= text.p && slice.p + slice.n <= text.p + text.n);
}

static void check_redress(struct str text)
{
	struct redress redress;

	redress_parse(text, &redress);
	MUST(is_within(redress.url, text) && is_within(redress.tel, text) && is_within(redress.email, text));
	MUST(is_within(redress.id, text) && !redress.name.n);
	MUST(redress.analytics || !redress.first);
}

/* Twice the same field: what it has is as often there, up to the ceiling. */
static void read_reasons(struct arena *arena, struct str field)
{
	struct reason *list = NULL;
	unsigned once = 0, both = 0;

	reason_parse(arena, field, &list);
	for (const struct reason *reason = list; reason; reason = reason->next, once++) {
		MUST(reason->text.n <= field.n && reason->protocol.n <= field.n && reason->location.n <= field.n);
		check_redress(reason->text);
	}
	reason_parse(arena, field, &list);
	for (const struct reason *reason = list; reason; reason = reason->next)
		both++;
	MUST(once <= REASON_MAX && both == (2 * once < REASON_MAX ? 2 * once : REASON_MAX));
}

static void read_warnings(struct arena *arena, struct str field)
{
	struct warning *list = NULL;
	unsigned count = 0;

	warning_parse(arena, field, &list);
	for (const struct warning *warning = list; warning; warning = warning->next, count++) {
		MUST(warning->code == 0 || (warning->code >= 100 && warning->code <= 999));
		MUST(warning->text.n <= field.n && warning->server.n <= field.n);
	}
	MUST(count <= WARNING_MAX);
}

static void read_vendors(struct arena *arena, struct str field)
{
	struct vendor *list = NULL;
	unsigned count = 0;
	uint32_t number;

	for (unsigned i = 0; i < VENDOR_MAX + 2; i++)
		vendor_parse(arena, field, &list);
	for (const struct vendor *vendor = list; vendor; vendor = vendor->next, count++) {
		MUST(str_eq(vendor_named(list, vendor->name), list->value));
		vendor_number(vendor->value, &number);
	}
	MUST(count == 0 || count == VENDOR_MAX);
}

static void read_card(struct arena *arena, struct str payload)
{
	struct redress redress = {.analytics = false};
	bool told = jws_redress(payload, arena, &redress);
	char attestation = jws_attestation(payload);

	MUST(told == (redress.url.n || redress.tel.n || redress.email.n || redress.name.n));
	/* No escape is shorter than what it stands for. */
	MUST(redress.url.n <= payload.n && redress.tel.n <= payload.n && redress.name.n <= payload.n);
	MUST(attestation == 0 || (attestation >= 'A' && attestation <= 'C'));
}

static void read_token(struct arena *arena, struct str token)
{
	struct buf payload = {0};

	if (jws_payload(token, &payload)) {
		MUST(payload.n && payload.n <= JWS_MAX_BYTES && payload.n < token.n);
		read_card(arena, buf_str(&payload));
	}
	buf_done(&payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[KINDS])(struct arena * arena, struct str text) = {
		[KIND_REASON] = read_reasons, [KIND_WARNING] = read_warnings, [KIND_VENDOR] = read_vendors,
		[KIND_TOKEN] = read_token,    [KIND_CARD] = read_card,
	};
	struct arena arena = {0};

	if (size == 0)
		return 0;
	readers[data[0] % KINDS](&arena, (struct str){(const char *)data + 1, size - 1});
	arena_done(&arena);
	return 0;
}
