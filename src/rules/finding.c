/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/finding.h"

#include <stdarg.h>
#include <stdio.h>

/* Bytes of one finding's sentence: it may quote header fields, which come from strangers. */
enum {
	FINDING_MAX_TEXT = 4096
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

void finding_begin(struct finding *finding)
{
	finding->frame_count = 0;
	finding->time = 0;
	buf_clear(&finding->text);
	finding->text.ceiling = FINDING_MAX_TEXT;
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
	char line[1024];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n < 0)
		return;
	buf_add(&finding->text, (struct str){line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1});
}

void finding_event(struct finding *finding, const struct event *event)
{
	if (event->request)
		buf_add(&finding->text, event_method(event));
	else
		buf_number(&finding->text, event->code, 1);
	buf_add(&finding->text, STR(" (frame "));
	buf_number(&finding->text, frame_number(event->frame), 1);
	buf_byte(&finding->text, ')');
	finding_proof(finding, event);
}

void finding_end(struct finding *finding, const struct attempt *attempt)
{
	const struct event *event = attempt->final ? attempt->final : attempt->cancel;

	if (!event) {
		finding_printf(finding, attempt->given_up ? "a caller gives up, since no final response was captured"
		                                          : "the end of the capture");
		return;
	}
	finding_printf(finding, "the ");
	finding_event(finding, event);
}

void finding_seconds(struct finding *finding, ns duration)
{
	/* Below a second one digit hides what matters: 0.65 s late is not 0.6 s. */
	clock_seconds(&finding->text, duration, duration < SECOND ? 2 : 1);
	finding_printf(finding, " s");
}

void finding_endpoint(struct finding *finding, const struct endpoint *endpoint)
{
	endpoint_format(&finding->text, endpoint);
}

void finding_differences(struct finding *finding, unsigned differences)
{
	const char *before = "";

	for (unsigned difference = 1; difference <= SDP_DIFFERS_OTHER; difference <<= 1) {
		if (!(differences & difference))
			continue;
		finding_printf(finding, "%s%s", before, sdp_difference_name((enum sdp_difference)difference));
		before = ", ";
	}
}

void finding_audio(struct finding *finding, const struct sdp_media *audio)
{
	if (!audio)
		finding_printf(finding, "an address that no SDP names");
	else if (audio->has_address)
		finding_endpoint(finding, &(struct endpoint){audio->address, audio->port});
	else
		finding_printf(finding, STR_FMT ":%u", STR_ARG(audio->address_text), audio->port);
}
