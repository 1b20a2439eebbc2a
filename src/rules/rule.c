/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include <assert.h>
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

const struct rule *rule_find(struct str id)
{
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		if (str_eq(str_of((*rule)->id), id))
			return *rule;
	return NULL;
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
		finding_printf(finding, STR_FMT, STR_ARG(event->method_text));
	else
		finding_printf(finding, "%u", event->code);
	finding_printf(finding, " (frame %llu)", (unsigned long long)frame_number(event->frame));
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

enum confidence confidence_of(enum visibility visibility)
{
	if (visibility == VISIBILITY_PROVEN)
		return CONFIDENCE_HIGH;
	return visibility == VISIBILITY_LEARNED ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

bool absence_shows(const struct attempt *attempt)
{
	const struct call *call = attempt->call;

	return !attempt->half && !attempt->mid_call && attempt->invite && !attempt->final_elsewhere &&
	       !attempt->times_odd && !attempt->message_lost && !call->gap_before && !call->events_dropped;
}

const struct event *opened_before(const struct attempt *attempt, unsigned index)
{
	const struct event *event = attempt->provisionals[index];

	for (unsigned i = 0; i < index; i++)
		if (attempt->provisionals[i]->sdp && attempt->provisionals[i]->cseq == event->cseq &&
		    str_eq(attempt->provisionals[i]->to_tag, event->to_tag))
			return attempt->provisionals[i];
	return NULL;
}

/* Runs rule into the next free finding; true when it fired. */
static bool run(const struct rule *rule, const struct attempt *attempt, struct finding *out)
{
	*out = (struct finding){.rule = rule, .severity = rule->severity, .confidence = rule->confidence};
	out->text.ceiling = FINDING_MAX_TEXT;
	if (rule->check && rule->check(attempt, out)) {
		assert(out->frame_count > 0);
		return true;
	}
	buf_done(&out->text);
	return false;
}

void rules_run(const struct attempt *attempt, const struct rule_setting *settings, struct findings *out)
{
	bool declined = false;

	out->count = 0;
	for (unsigned i = 0; rule_catalogue[i] && out->count < FINDINGS_MAX; i++) {
		const struct rule *rule = rule_catalogue[i];
		struct finding *finding = &out->found[out->count];

		if ((rule->origin && declined) || !run(rule, attempt, finding))
			continue;
		/* An origin that is switched off still is the origin: a weaker guess must not take its place. */
		declined = declined || rule->origin;
		if (settings && settings[i].off) {
			buf_done(&finding->text);
			continue;
		}
		if (settings && settings[i].has_severity)
			finding->severity = settings[i].severity;
		out->count++;
	}
}

void findings_done(struct findings *findings)
{
	for (unsigned i = 0; i < findings->count; i++)
		buf_done(&findings->found[i].text);
	findings->count = 0;
}

const struct finding *findings_find(const struct findings *findings, const char *id)
{
	for (unsigned i = 0; i < findings->count; i++)
		if (str_eq(str_of(findings->found[i].rule->id), str_of(id)))
			return &findings->found[i];
	return NULL;
}
