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
	if (audio->has_address)
		finding_endpoint(finding, &(struct endpoint){audio->address, audio->port});
	else
		finding_printf(finding, STR_FMT ":%u", STR_ARG(audio->address_text), audio->port);
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

enum confidence confidence_in_silence(const struct attempt *attempt)
{
	/* Messages this call may have had are not in the capture, or their times cannot be believed. */
	if (attempt->cut || attempt->given_up || !absence_shows(attempt))
		return CONFIDENCE_LOW;
	return attempt->opened ? confidence_of(attempt->visibility) : CONFIDENCE_HIGH;
}

/* Gateways that watch for early RTP use about as much before they give up on it. */
#define PATIENCE (2 * SECOND)

/* An offer in the 18x that the caller did not answer names no place to send to: that is no fault of the audio's. */
static bool is_place_unknown(const struct attempt *attempt)
{
	return !attempt->backward.endpoint_count || !attempt->offer;
}

bool audio_is_missing(const struct attempt *attempt, ns since, ns until)
{
	if (attempt_had_early_audio(attempt) || attempt->elsewhere || attempt->backward.refused)
		return false;
	if (is_place_unknown(attempt) || until - since < PATIENCE)
		return false;
	/* A capture that lacks a direction of the signalling may lack that direction of the audio. */
	return attempt->visibility >= (attempt->half ? VISIBILITY_LEARNED : VISIBILITY_PLAUSIBLE);
}

bool order_shows(const struct event *a, const struct event *b)
{
	return a->seen && b->seen;
}

bool is_unacknowledged(const struct attempt *attempt, const struct reliable *reliable)
{
	const struct event *response = reliable->response;
	/* RFC 3262 3: a callee that waits repeats it after T1; one that does not had its PRACK. */
	bool repeats = response->retransmissions || attempt->end - response->time < SECOND ||
	               attempt->transport != TRANSPORT_UDP;

	return !reliable->prack && repeats && absence_shows(attempt) && !prack_may_be_missing(attempt, reliable);
}

/* RFC 3262 3: the callee gives up after 64*T1. */
#define PRACK_GIVE_UP (32 * SECOND)

bool is_prack_overdue(const struct attempt *attempt, const struct reliable *reliable)
{
	const struct event *response = reliable->response;

	return response->retransmissions >= PRACK_RETRANSMISSIONS || attempt->end - response->time >= PRACK_GIVE_UP;
}

bool is_answered_elsewhere(const struct event *cancel)
{
	for (const struct reason *reason = cancel->reasons; reason; reason = reason->next)
		if (str_ieq(reason->protocol, STR("SIP")) && reason->has_cause && reason->cause == 200)
			return true;
	return false;
}

/* Fragments of other messages are another finding's business. */
bool lost_18x(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->code > 100 && event->code < 200 && attempt_lost(attempt, event))
			return true;
	return false;
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

/* Begins a finding anew, of which a rule that did not fire may have left something. */
static void begin(struct finding *finding)
{
	finding->frame_count = 0;
	finding->time = 0;
	buf_clear(&finding->text);
	finding->text.ceiling = FINDING_MAX_TEXT;
}

/* Runs rule into a finding that was begun; true when it fired. */
static bool run(const struct rule *rule, const struct attempt *attempt, struct finding *out)
{
	if (!rule->check)
		return false;
	out->rule = rule;
	out->severity = rule->severity;
	out->confidence = rule->confidence;
	if (rule->check(attempt, out)) {
		assert(out->frame_count > 0);
		return true;
	}
	if (out->frame_count || out->text.n)
		begin(out);
	return false;
}

void rules_run(const struct attempt *attempt, const struct rule_setting *settings, struct findings *out)
{
	struct finding *finding = out->found, *end = finding + FINDINGS_MAX;
	bool declined = false;

	begin(finding);
	for (unsigned i = 0; rule_catalogue[i] && finding < end; i++) {
		const struct rule *rule = rule_catalogue[i];

		if ((rule->origin && declined) || !run(rule, attempt, finding))
			continue;
		/* An origin that is switched off still is the origin: a weaker guess must not take its place. */
		declined = declined || rule->origin;
		if (settings && settings[i].off) {
			begin(finding);
			continue;
		}
		if (settings && settings[i].has_severity)
			finding->severity = settings[i].severity;
		if (++finding < end)
			begin(finding);
	}
	out->count = (unsigned)(finding - out->found);
	if (finding < end)
		buf_done(&finding->text);
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
