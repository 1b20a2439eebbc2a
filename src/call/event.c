/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/event.h"

#include "call/transaction.h"
#include "sip/field.h"
#include "sip/jws.h"
#include "sip/status.h"

static const struct details no_details;

struct str event_method(const struct event *event)
{
	if (event->details->method_text.n)
		return event->details->method_text;
	return str_of(method_name((enum method)event->method));
}

bool event_is_reliable(const struct event *event)
{
	return event->rseq && (event->required & OPTION_100REL);
}

bool event_is_incomplete(const struct event *event)
{
	return (event->deviations & (DEVIATION_CUT | DEVIATION_GAP | DEVIATION_FRAGMENT_LOST)) != 0;
}

bool event_shows_header(const struct event *event)
{
	return !event_is_incomplete(event) && !(event->deviations & (DEVIATION_TOO_LONG | DEVIATION_NO_END));
}

static bool has_sdp_part(const struct event *event)
{
	for (unsigned i = 0; i < event->details->part_count; i++)
		if (event->details->parts[i].is_sdp)
			return true;
	return false;
}

bool event_lacks_sdp(const struct event *event)
{
	return !event->sdp && event_shows_header(event) && !(event->deviations & DEVIATION_CONTENT_TYPE_WRONG) &&
	       !has_sdp_part(event);
}

bool event_fits(const struct event *event)
{
	const struct event *request = event->answers;

	return request && request->cseq == event->cseq && str_eq(request->branch, event->branch);
}

bool event_promises_audio(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	if (!audio || sdp_is_refused(audio) || !sdp_sends(audio->direction))
		return false;
	return event->early_media != EARLY_MEDIA_INACTIVE && event->early_media != EARLY_MEDIA_RECVONLY;
}

/* RFC 3264 5.1, 8.4: c= of zeroes asks for nothing to be sent; with ICE the address comes later. */
static bool bars_audio(const struct sdp_media *audio)
{
	if (sdp_is_refused(audio) || audio->direction == SDP_SENDONLY || audio->direction == SDP_INACTIVE)
		return true;
	return audio->has_address && address_is_unspecified(&audio->address) && !audio->has_ice;
}

bool event_authorises_audio(const struct event *event)
{
	return event->early_media == EARLY_MEDIA_SENDRECV || event->early_media == EARLY_MEDIA_SENDONLY;
}

bool event_reserves(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	return audio && audio->has_preconditions && !event_authorises_audio(event);
}

bool event_names(const struct event *event, const struct endpoint *endpoint)
{
	const struct sdp *sdp = event->sdp;

	for (unsigned i = 0; sdp && i < sdp->media_count; i++)
		if (sdp->media[i].has_address && sdp->media[i].port == endpoint->port &&
		    address_same(&sdp->media[i].address, &endpoint->address))
			return true;
	return false;
}

bool event_is_answered_elsewhere(const struct event *cancel)
{
	for (const struct reason *reason = cancel->reasons; reason; reason = reason->next)
		if (str_ieq(reason->protocol, STR("SIP")) && reason->has_cause && reason->cause == 200)
			return true;
	return false;
}

bool event_bars_audio(const struct event *invite)
{
	unsigned lines = 0;

	for (unsigned i = 0; invite->sdp && i < invite->sdp->media_count; i++) {
		if (!sdp_is_audio(&invite->sdp->media[i]) || invite->sdp->media[i].port_bad)
			continue;
		if (!bars_audio(&invite->sdp->media[i]))
			return false;
		lines++;
	}
	return lines > 0;
}

struct details *event_details(struct event *event, struct arena *arena)
{
	struct details *details = (struct details *)event->details;

	if (event->details != &no_details)
		return details;
	details = arena_alloc(arena, sizeof(*details));
	event->details = details;
	return details;
}

/* What a message says */

/* Tags, branches and products are the same in most messages of a call. */
static struct str shared(struct arena *arena, const struct event *others, size_t field, struct str text)
{
	if (!text.n)
		return STR_NONE;
	for (const struct event *other = others; other; other = other->next) {
		const struct str *known = (const struct str *)((const char *)other + field);

		if (str_eq(*known, text))
			return *known;
	}
	return arena_str(arena, text);
}

static struct str shared_phrase(struct arena *arena, const struct event *others, const struct message *message)
{
	const char *standard = status_phrase(message->code);

	if (standard && str_eq(message->phrase, str_of(standard)))
		return str_of(standard);
	return shared(arena, others, offsetof(struct event, phrase), message->phrase);
}

/* An answer is repeated from response to response. */
static struct sdp *shared_sdp(struct arena *arena, const struct event *event, const struct event *others,
                              const struct message *message)
{
	const unsigned form = DEVIATION_CONTENT_TYPE_MISSING | DEVIATION_CONTENT_TYPE_WRONG;

	for (const struct event *other = others; other; other = other->next)
		if (other != event && other->sdp && other->body == event->body && message->body.n &&
		    (other->deviations & form) == (event->deviations & form) &&
		    str_eq(other->details->content_type, event->details->content_type))
			return other->sdp;
	return message_sdp(message, arena);
}

static bool is_plain_sdp(struct str content_type)
{
	return !content_type.n || str_ieq(content_type, STR("application/sdp"));
}

static void keep_rare(struct event *event, struct arena *arena, struct str text, size_t field)
{
	if (text.n)
		*(struct str *)((char *)event_details(event, arena) + field) = arena_str(arena, text);
}

/* Header fields that few messages have, kept as they are. */
static void describe_rare(struct event *event, struct arena *arena, const struct message *message)
{
	static const struct {
		size_t from, to;
	} rows[] = {
		{offsetof(struct message, retry_after), offsetof(struct details, retry_after)},
		{offsetof(struct message, alert_info), offsetof(struct details, alert_info)},
		{offsetof(struct message, error_info), offsetof(struct details, error_info)},
		{offsetof(struct message, call_info), offsetof(struct details, call_info)},
		{offsetof(struct message, content_disposition), offsetof(struct details, content_disposition)},
		{offsetof(struct message, content_encoding), offsetof(struct details, content_encoding)},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		keep_rare(event, arena, *(const struct str *)((const char *)message + rows[i].from), rows[i].to);
}

/* RFC 8688: a Call-Info for redress names where the signed card is, or, as a data URL (RFC 2397), is it. */
static void describe_redress(struct event *event, struct arena *arena, const struct message *message)
{
	struct str rest = message->call_info, value, token;
	struct buf payload = {0};
	struct details *details;
	struct name_addr info;

	while (field_value(&rest, &value)) {
		info = field_name_addr(value);
		if (!str_ieq(field_unquoted(field_parameter_named(info.parameters, STR("purpose"))), STR("jwscard")))
			continue;
		details = event_details(event, arena);
		token = info.uri;
		while (str_istarts(info.uri, STR("data:")) && memchr(token.p, ',', token.n))
			str_split(&token, ',', &value);
		if (!jws_payload(token, &payload) || !jws_redress(buf_str(&payload), arena, &details->redress))
			details->redress.url = arena_str(arena, info.uri);
		break;
	}
	buf_done(&payload);
}

/* What the networks on the way say of the caller. */
static void describe_caller(struct event *event, struct arena *arena, const struct message *message)
{
	struct str indicator = str_trim(message->attestation);
	struct buf payload = {0};
	struct details *details;

	keep_rare(event, arena, message->verstat, offsetof(struct details, verstat));
	if (str_ihas(message->feature_caps, STR("sip.608")))
		event_details(event, arena)->plays_608 = true;
	if (!message->identity.n && !indicator.n)
		return;
	details = event_details(event, arena);
	details->identity = message->identity.n > 0;
	if (indicator.n == 1 && indicator.p[0] >= 'A' && indicator.p[0] <= 'C')
		details->attestation = indicator.p[0];
	else if (jws_payload(message->identity, &payload))
		details->attestation = jws_attestation(buf_str(&payload));
	buf_done(&payload);
}

static void describe_refusal(struct event *event, struct arena *arena, const struct message *message)
{
	if (message->warning_count)
		event_details(event, arena)->warnings = message_warnings(message, arena);
	if (message->vendor_count)
		event_details(event, arena)->vendors = message_vendors(message, arena);
	if (!message->request && message->call_info.n)
		describe_redress(event, arena, message);
}

/* The caller's own tag is known from its INVITE. */
static bool is_from_other_side(const struct event *others, const struct message *message)
{
	const struct transaction *first = others ? others->transaction : NULL;

	return message->request && message->to_tag.n && !(first && str_eq(first->from_tag, message->from_tag));
}

static void describe_header(struct event *event, struct arena *arena, const struct event *others,
                            const struct message *message)
{
	describe_rare(event, arena, message);
	if (message->request && message->method == METHOD_INVITE)
		describe_caller(event, arena, message);
	describe_refusal(event, arena, message);
	if (message->request)
		keep_rare(event, arena, message->accept, offsetof(struct details, accept));
	if (is_from_other_side(others, message))
		keep_rare(event, arena, message->from_tag, offsetof(struct details, from_tag));
	if (!str_eq(message->method_text, str_of(method_name(message->method))))
		keep_rare(event, arena, message->method_text, offsetof(struct details, method_text));
	if (message->content_type.n && !(is_plain_sdp(message->content_type) && message->body.n))
		keep_rare(event, arena, message->content_type, offsetof(struct details, content_type));
	if (message->deviations & DEVIATION_STATUS_LINE)
		keep_rare(event, arena, message->start_line, offsetof(struct details, start_line));
	if (message->unsupported)
		event_details(event, arena)->unsupported = message->unsupported;
}

static bool is_odd(enum numeral numeral)
{
	return numeral != NUMERAL_ABSENT && numeral != NUMERAL_GOOD;
}

static void describe_numbers(struct event *event, struct arena *arena, const struct message *message)
{
	const unsigned lengths =
		DEVIATION_CONTENT_LENGTH_LONG | DEVIATION_CONTENT_LENGTH_SHORT | DEVIATION_CONTENT_LENGTH_ZERO;

	if (is_odd(message->rseq_numeral))
		event_details(event, arena)->rseq = message->rseq_numeral;
	if (is_odd(message->rack_numeral))
		event_details(event, arena)->rack = message->rack_numeral;
	if (message->rack_numeral != NUMERAL_ABSENT && message->rack_method != METHOD_INVITE)
		event_details(event, arena)->rack_method = message->rack_method;
	if (message->deviations & lengths) {
		event_details(event, arena)->content_length = message->content_length;
		event_details(event, arena)->body_size = message->body.n + message->rest.n;
	}
}

static void describe_body(struct event *event, struct arena *arena, const struct message *message)
{
	unsigned count;
	struct body_part *parts = message_parts(message, arena, &count);
	struct sdp *early = message_early_session(message, arena);

	if (parts) {
		event_details(event, arena)->parts = parts;
		event_details(event, arena)->part_count = count;
	}
	if (early)
		event_details(event, arena)->early_session = early;
}

void event_keep_via(struct event *event, struct arena *arena, const struct message *message)
{
	struct details *details;

	if (event->request || !event->answers ||
	    (event_fits(event) && endpoint_same(&event->flow->destination, &event->answers->flow->source)))
		return;
	details = event_details(event, arena);
	details->via_sent_by = arena_str(arena, message->via_sent_by);
	details->via_received = arena_str(arena, message->via_received);
	details->via_rport = message->via_rport;
}

/* RFC 5009 8: P-Early-Media names the media lines in their order. */
static unsigned audio_line(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return audio ? sdp_line(sdp, audio) : 0;
}

static uint8_t few(unsigned count)
{
	return count < UINT8_MAX ? (uint8_t)count : UINT8_MAX;
}

void event_describe(struct event *event, struct arena *arena, const struct event *others, const struct message *message,
                    const struct hash_key *key)
{
	struct str agent = !message->request && message->server.n ? message->server : message->user_agent;

	event->request = message->request;
	event->method = (uint8_t)message->method;
	event->code = message->code;
	event->cseq = message->cseq;
	event->vias = few(message->vias);
	event->phrase = shared_phrase(arena, others, message);
	event->to_tag = shared(arena, others, offsetof(struct event, to_tag), message->to_tag);
	event->branch = shared(arena, others, offsetof(struct event, branch), message->via_branch);
	event->agent = shared(arena, others, offsetof(struct event, agent), agent);
	event->rseq = message->rseq;
	event->rack_rseq = message->rack_rseq;
	event->rack_cseq = message->rack_cseq;
	event->supported = (uint16_t)message->supported;
	event->required = (uint16_t)message->required;
	event->early_media_supported = message->early_media_supported;
	event->has_contact = message->contact.n > 0;
	event->has_rseq = message->has_rseq;
	event->deviations = message->deviations;
	event->body = (uint32_t)hash_bytes(key, message->body);
	event->bytes = (uint32_t)hash_bytes(key, message->text);
	if (event->has_contact && !event->request && event->method == METHOD_INVITE)
		event->contact = (uint32_t)hash_bytes(key, message->contact) | 1;
	event->reasons = message_reasons(message, arena);
	describe_header(event, arena, others, message);
	describe_numbers(event, arena, message);
	event->sdp = shared_sdp(arena, event, others, message);
	describe_body(event, arena, message);
	event->early_media = (uint8_t)message_early_media(message, event->sdp ? audio_line(event->sdp) : 0);
}

static const struct flow *shared_flow(struct arena *arena, const struct event *others, const struct flow *flow)
{
	struct flow *copy;

	for (const struct event *other = others; other; other = other->next)
		if (flow_same(other->flow, flow))
			return other->flow;
	copy = arena_alloc(arena, sizeof(*copy));
	*copy = *flow;
	return copy;
}

static bool is_reported(const struct sighting *at)
{
	return at->layers >> LAYER_HEP & 1;
}

ns sighting_arrived(const struct sighting *at)
{
	return (ns)((uint64_t)at->time - (uint64_t)at->skew);
}

struct event *event_new(struct arena *arena, const struct event *others, const struct message *message,
                        const struct sighting *at, const struct hash_key *key)
{
	struct event *event = arena_alloc(arena, sizeof(*event));

	event->details = &no_details;
	event->time = event->last_time = at->time;
	event->frame = event->last_frame = at->frame;
	event->flow = shared_flow(arena, others, at->flow);
	event->layers = at->layers;
	event->reported = is_reported(at);
	event->seen = !is_reported(at);
	event_describe(event, arena, others, message, key);
	if (is_reported(at)) {
		event_details(event, arena)->skew = at->skew;
		event_details(event, arena)->reported_last = sighting_arrived(at);
	}
	if (at->fragment_lost)
		event_lost(event, arena, message, at);
	return event;
}

/* Repeats */

static bool are_near(ns a, ns b, ns distance)
{
	return a < b ? b - a <= distance : a - b <= distance;
}

static void count(uint16_t *counter)
{
	*counter += *counter < UINT16_MAX;
}

void event_sent_again(struct event *event)
{
	count(&event->retransmissions);
}

static void note_again(struct event *event, const struct sighting *at, bool duplicate)
{
	count(duplicate ? &event->duplicates : &event->retransmissions);
	if (at->skew && !event->details->skew)
		return;
	event->last_time = at->time;
	event->last_frame = at->frame;
}

/* A copy by HEP: what the wire showed as often is known, whatever the clocks of the two say. */
static void repeat_reported(struct event *event, struct arena *arena, const struct sighting *at, bool same_bytes)
{
	struct details *details = event_details(event, arena);
	bool copy = event->reported && same_bytes &&
	            are_near(sighting_arrived(at), details->reported_last, EVENT_DUPLICATE);

	details->reported_last = sighting_arrived(at);
	if (copy) {
		count(&event->duplicates);
		return;
	}
	count(&event->reported);
	if (event->reported <= event->seen && are_near(sighting_arrived(at), event->last_time, EVENT_REPORTED))
		count(&event->duplicates);
	else
		note_again(event, at, false);
}

/* The capture's own clock times the audio, too: it counts where both saw the message. */
static void repeat_seen(struct event *event, struct arena *arena, const struct sighting *at, bool same_bytes)
{
	bool first = event->seen == 0;

	if (!first && same_bytes && at->time - event->last_time <= EVENT_DUPLICATE) {
		note_again(event, at, true);
		return;
	}
	count(&event->seen);
	if (event->seen > event->reported || !are_near(at->time, event->details->reported_last, EVENT_REPORTED)) {
		note_again(event, at, false);
		return;
	}
	note_again(event, at, true);
	if (first && event->retransmissions == 0) {
		event->time = at->time;
		event->frame = at->frame;
		event_details(event, arena)->skew = at->skew;
	}
}

void event_repeat(struct event *event, struct arena *arena, const struct sighting *at, uint32_t bytes)
{
	event->layers |= at->layers;
	if (is_reported(at))
		repeat_reported(event, arena, at, event->bytes == bytes);
	else
		repeat_seen(event, arena, at, event->bytes == bytes);
}

void event_lost(struct event *event, struct arena *arena, const struct message *message, const struct sighting *at)
{
	struct details *details = event_details(event, arena);

	if (details->fragment_losses++)
		return;
	details->lost_time = at->time;
	details->lost_frame = at->frame;
	details->lost_size = message->text.n;
	details->lost_length = at->length;
}
