/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/finding.h"

#include <stdarg.h>

/* Bytes of one finding's sentence: it may quote header fields, which come from strangers. */
enum {
	FINDING_MAX_TEXT = 8192,
	WORD_MAX_TEXT = 512, /* of what one header field adds to it */
};

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"info", "notice", "warning", "error"};

	return names[severity];
}

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = {"low", "medium", "high", "certain"};

	return names[confidence];
}

const char *origin_name(enum origin origin)
{
	static const char *const names[] = {
		[ORIGIN_UNKNOWN] = "unknown",   [ORIGIN_NETWORK_ANALYTICS] = "network-analytics",
		[ORIGIN_PROVIDER] = "provider", [ORIGIN_PBX] = "pbx",
		[ORIGIN_GATEWAY] = "gateway",   [ORIGIN_DEVICE] = "device",
		[ORIGIN_USER] = "user",
	};

	return names[origin];
}

void finding_begin(struct finding *finding)
{
	finding->frame_count = 0;
	finding->time = 0;
	buf_clear(&finding->text);
	arena_reset(&finding->words);
	finding->text.ceiling = finding->word.ceiling = FINDING_MAX_TEXT;
}

void finding_done(struct finding *finding)
{
	buf_done(&finding->text);
	arena_done(&finding->words);
	buf_done(&finding->word);
}

void finding_frame(struct finding *finding, uint64_t frame, ns time)
{
	if (finding->frame_count == 0)
		finding->time = time;
	for (unsigned i = 0; i < finding->frame_count; i++)
		if (finding->frames[i] == frame)
			return;
	if (finding->frame_count < FINDING_MAX_FRAMES)
		finding->frames[finding->frame_count++] = frame;
}

void finding_proof(struct finding *finding, const struct event *event)
{
	if (event)
		finding_frame(finding, event->frame, event->time);
}

void finding_printf(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(&finding->text, format, args);
	va_end(args);
}

const char *word_buf(struct finding *finding, struct buf *text)
{
	const char *told = arena_text(&finding->words, buf_str(text));

	buf_done(text);
	return told;
}

const char *word_printf(struct finding *finding, const char *format, ...)
{
	va_list args;

	buf_clear(&finding->word);
	va_start(args, format);
	buf_vprintf(&finding->word, format, args);
	va_end(args);
	return arena_text(&finding->words, buf_str(&finding->word));
}

/* A character is not cut in two: in UTF-8 all bytes but its first are 10xxxxxx. */
static struct str begin_of(struct str text, size_t most)
{
	if (text.n <= most)
		return text;
	while (most && ((uint8_t)text.p[most] & 0xc0) == 0x80)
		most--;
	return (struct str){text.p, most};
}

const char *word_begin(struct finding *finding, struct str text, size_t most)
{
	struct str begin = begin_of(text, most);

	if (begin.n == text.n)
		return arena_text(&finding->words, text);
	return word_printf(finding, STR_FMT "\u2026", STR_ARG(begin));
}

const char *word_str(struct finding *finding, struct str text)
{
	return word_begin(finding, text, WORD_MAX_TEXT);
}

const char *word_event(struct finding *finding, const struct event *event)
{
	const char *name;

	buf_clear(&finding->word);
	if (event->request)
		buf_add(&finding->word, event_method(event));
	else
		buf_number(&finding->word, event->code, 1);
	name = arena_text(&finding->words, buf_str(&finding->word));
	finding_proof(finding, event);
	/* TRANSLATORS: a message and its frame: "183 (frame 15)" */
	return word_printf(finding, _("%s (frame %llu)"), name, (unsigned long long)frame_number(event->frame));
}

const char *word_frame(struct finding *finding, uint64_t frame, ns time)
{
	finding_frame(finding, frame, time);
	return word_printf(finding, _("frame %llu"), (unsigned long long)frame_number(frame));
}

const char *word_end(struct finding *finding, const struct attempt *attempt)
{
	const struct event *event = attempt->final ? attempt->final : attempt->cancel;

	if (event)
		/* TRANSLATORS: %s is a message: "the 200 (frame 31)" */
		return word_printf(finding, _("the %s"), word_event(finding, event));
	if (attempt->goes_on && !attempt->given_up)
		/* TRANSLATORS: stands where a message does that ends a time: "none came until now" */
		return _("now");
	return attempt->given_up ? _("the time a caller gives up, since no final response was captured")
	                         : _("the end of the capture");
}

const char *word_seconds(struct finding *finding, ns duration)
{
	struct buf text = {0};

	/* Below a second one digit hides what matters: 0.65 s late is not 0.6 s. */
	clock_seconds(&text, duration, duration < SECOND ? 2 : 1);
	return word_printf(finding, _("%s s"), word_buf(finding, &text));
}

const char *word_endpoint(struct finding *finding, const struct endpoint *endpoint)
{
	struct buf text = {0};

	endpoint_format(&text, endpoint);
	return word_buf(finding, &text);
}

const char *word_address(struct finding *finding, const struct address *address)
{
	struct buf text = {0};

	address_format(&text, address);
	return word_buf(finding, &text);
}

const char *word_differences(struct finding *finding, unsigned differences)
{
	struct buf text = {0};

	for (unsigned difference = 1; difference <= SDP_DIFFERS_OTHER; difference <<= 1)
		if (differences & difference)
			buf_printf(&text, "%s%s", text.n ? _(", ") : "",
			           _(sdp_difference_name((enum sdp_difference)difference)));
	return word_buf(finding, &text);
}

const char *word_audio(struct finding *finding, const struct sdp_media *audio)
{
	if (!audio)
		return _("an address that no SDP names");
	if (audio->has_address)
		return word_endpoint(finding, &(struct endpoint){audio->address, audio->port});
	return word_printf(finding, STR_FMT ":%u", STR_ARG(audio->address_text), audio->port);
}
