/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/call.h"

#include "base/memory.h"

#include "tests/test.h"

/* A call that takes messages given as text. */
struct desk {
	struct media *media;
	struct call *call;
	uint64_t frame;
};

static const struct hash_key key = {1, 2};

static struct desk desk_open(void)
{
	message_init();
	return (struct desk){.media = media_new(&key), .call = call_new(STR("one"))};
}

static void desk_close(struct desk *desk)
{
	call_free(desk->call, desk->media);
	media_free(desk->media);
}

/* Party A is 10.0.0.1, and so on. */
static struct endpoint party(char name)
{
	const uint8_t bytes[4] = {10, 0, 0, (uint8_t)(name - 'A' + 1)};

	return (struct endpoint){address_of_ipv4(bytes), 5060};
}

struct sent {
	char from, to;
	const char *start;  /* line */
	const char *branch; /* of the top Via */
	unsigned vias;      /* 0: one */
	const char *cseq;   /* "1 INVITE" */
	const char *tag;    /* of To; NULL: none */
	const char *body;   /* SDP; NULL: none */
};

/* How it came: by HEP, without its last bytes, or whole after all. */
struct way {
	bool reported, late;
	double skew;  /* seconds that the agent's clock is ahead */
	size_t lacks; /* bytes that did not come; 0: all came */
};

static void take_by(struct desk *desk, double second, struct sent sent, struct way way)
{
	struct flow flow = {.source = party(sent.from), .destination = party(sent.to)};
	struct sighting at = {
		.time = (ns)(second * 1000) * MILLISECOND,
		.frame = ++desk->frame,
		.flow = &flow,
		.skew = (ns)(way.skew * 1000) * MILLISECOND,
		.layers = way.reported ? (uint64_t)1 << LAYER_HEP : 0,
		.fragment_lost = way.lacks > 0,
		.fragment_late = way.late,
	};
	struct message message;
	struct buf text = {0};

	buf_printf(&text, "%s\r\nVia: SIP/2.0/UDP h;branch=%s\r\n", sent.start, sent.branch);
	for (unsigned i = 1; i < sent.vias; i++)
		buf_printf(&text, "Via: SIP/2.0/UDP h%u;branch=z9hG4bKb%u\r\n", i, i);
	buf_printf(&text, "From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>%s%s\r\nCall-ID: one\r\nCSeq: %s\r\n",
	           sent.tag ? ";tag=" : "", sent.tag ? sent.tag : "", sent.cseq);
	buf_printf(&text, "%sContent-Length: %zu\r\n\r\n%s", sent.body ? "Content-Type: application/sdp\r\n" : "",
	           sent.body ? strlen(sent.body) : 0, sent.body ? sent.body : "");
	at.length = text.n;
	text.n = way.lacks ? text.n - way.lacks : text.n;
	EXPECT(message_scan(buf_str(&text),
	                    (struct message_place){.datagram = true, .cut = way.lacks, .fragment_lost = way.lacks},
	                    &message));
	if (message_decides(&message))
		message_parse(&message);
	call_add(desk->call, &message, &at, &key, desk->media);
	buf_done(&text);
}

static void take(struct desk *desk, double second, struct sent sent)
{
	take_by(desk, second, sent, (struct way){0});
}

static const struct sent invite = {'A', 'B', "INVITE sip:b@h SIP/2.0", "z9hG4bKa", 1, "1 INVITE", NULL, NULL};
static const struct sent ringing = {'B', 'A', "SIP/2.0 180 Ringing", "z9hG4bKa", 1, "1 INVITE", "2", NULL};
static const struct sent answer = {'B', 'A', "SIP/2.0 200 OK", "z9hG4bKa", 1, "1 INVITE", "2", NULL};

static struct sent with_branch(struct sent sent, const char *branch)
{
	sent.branch = branch;
	return sent;
}

/* Repeats */

TEST(the_same_bytes_at_once_are_a_duplicate_and_later_a_retransmission)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take(&desk, 0.06, invite);
	take(&desk, 0.5, invite);
	EXPECT_INT(1, desk.call->event_count);
	EXPECT_INT(1, desk.call->first->duplicates);
	EXPECT_INT(1, desk.call->first->retransmissions);
	EXPECT_INT(1, desk.call->first->frame);
	EXPECT_INT(3, desk.call->first->last_frame);
	desk_close(&desk);
}

static const struct way by_hep = {.reported = true};

TEST(a_message_seen_on_the_wire_and_in_hep_is_one_and_its_retransmission_too)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take_by(&desk, 2.3, invite, by_hep); /* the proxy's clock is ahead */
	EXPECT_INT(0, desk.call->first->retransmissions);
	take(&desk, 0.5, invite);
	take_by(&desk, 2.8, invite, by_hep);
	EXPECT_INT(1, desk.call->event_count);
	EXPECT_INT(1, desk.call->first->retransmissions);
	EXPECT_INT(2, desk.call->first->duplicates);
	EXPECT_INT(0, desk.call->first->time);
	EXPECT_INT(SECOND / 2, desk.call->first->last_time);
	desk_close(&desk);
}

TEST(however_far_the_clock_of_hep_is_off_its_copy_is_no_retransmission)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take_by(&desk, 37, invite, (struct way){.reported = true, .skew = 36.999});
	take_by(&desk, 37.5, ringing, (struct way){.reported = true, .skew = 37});
	take(&desk, 0.501, ringing);
	EXPECT_INT(2, desk.call->event_count);
	EXPECT_INT(0, desk.call->first->retransmissions);
	EXPECT_INT(1, desk.call->first->duplicates);
	EXPECT_INT(0, desk.call->first->last_time);
	EXPECT_INT(0, desk.call->last->retransmissions);
	EXPECT_INT(501 * MILLISECOND, desk.call->last->time);
	EXPECT_INT(0, desk.call->last->details->skew);
	desk_close(&desk);
}

TEST(hep_may_tell_of_both_only_afterwards)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take(&desk, 0.5, invite);
	take_by(&desk, 0.2, invite, by_hep);
	take_by(&desk, 0.7, invite, by_hep);
	EXPECT_INT(1, desk.call->first->retransmissions);
	EXPECT_INT(2, desk.call->first->duplicates);
	desk_close(&desk);
}

TEST(what_was_known_by_hep_has_the_time_of_the_wire_once_that_shows_it)
{
	struct desk desk = desk_open();

	take_by(&desk, 3, invite, by_hep);
	take(&desk, 1, invite);
	take_by(&desk, 3.5, invite, by_hep);
	take(&desk, 1.5, invite);
	EXPECT_INT(SECOND, desk.call->first->time);
	EXPECT_INT(2, desk.call->first->frame);
	EXPECT_INT(1, desk.call->first->retransmissions);
	EXPECT_INT(2, desk.call->first->duplicates);
	EXPECT(desk.call->first->layers >> LAYER_HEP & 1);
	desk_close(&desk);
}

TEST(hep_alone_shows_retransmissions_and_two_agents_show_duplicates)
{
	struct desk desk = desk_open();

	take_by(&desk, 0, invite, by_hep);
	take_by(&desk, 0.01, invite, by_hep);
	take_by(&desk, 0.5, invite, by_hep);
	EXPECT_INT(1, desk.call->first->duplicates);
	EXPECT_INT(1, desk.call->first->retransmissions);
	desk_close(&desk);
}

/* Messages that lack fragments */

static const struct sent progress = {
	'B',
	'A',
	"SIP/2.0 183 Session Progress",
	"z9hG4bKa",
	1,
	"1 INVITE",
	"2",
	"v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"};

TEST(a_beginning_is_an_event_and_the_whole_that_comes_late_replaces_it)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take_by(&desk, 1, progress, (struct way){.lacks = 30});
	EXPECT_INT(2, desk.call->event_count);
	EXPECT(desk.call->last->deviations & DEVIATION_FRAGMENT_LOST);
	EXPECT_INT(1, desk.call->last->details->fragment_losses);
	EXPECT_INT(30, desk.call->last->details->lost_length - desk.call->last->details->lost_size);
	take_by(&desk, 4, progress, (struct way){.late = true});
	EXPECT_INT(2, desk.call->event_count);
	EXPECT(!(desk.call->last->deviations & DEVIATION_FRAGMENT_LOST));
	EXPECT_INT(0, desk.call->last->details->fragment_losses);
	EXPECT_INT(0, desk.call->last->retransmissions);
	EXPECT_INT(4 * SECOND, desk.call->last->time);
	EXPECT(desk.call->last->sdp && desk.call->last->sdp->media_count == 1);
	EXPECT_INT(1, desk.call->watch_count);
	EXPECT(desk.call->last->transaction == desk.call->transactions);
	desk_close(&desk);
}

TEST(a_beginning_told_late_stands_where_it_began)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take(&desk, 2, answer);
	take_by(&desk, 1, progress, (struct way){.lacks = 30});
	EXPECT_INT(3, desk.call->event_count);
	EXPECT_INT(183, desk.call->first->next->code);
	EXPECT_INT(200, desk.call->last->code);
	EXPECT(!desk.call->last->next);
	desk_close(&desk);
}

TEST(a_response_sent_again_is_one_from_when_it_came_whole)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take_by(&desk, 1, progress, (struct way){.lacks = 30});
	take(&desk, 1.5, progress);
	take(&desk, 2.5, progress);
	EXPECT_INT(2, desk.call->event_count);
	EXPECT_INT(1, desk.call->last->details->fragment_losses);
	EXPECT_INT(2, desk.call->last->details->lost_frame);
	EXPECT_INT(2, desk.call->last->retransmissions);
	EXPECT_INT(1500 * MILLISECOND, desk.call->last->time);
	desk_close(&desk);
}

TEST(a_beginning_told_after_the_whole_is_no_second_message)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take(&desk, 1.5, progress);
	take_by(&desk, 1, progress, (struct way){.lacks = 30});
	EXPECT_INT(2, desk.call->event_count);
	EXPECT_INT(1, desk.call->last->details->fragment_losses);
	EXPECT_INT(0, desk.call->last->retransmissions);
	EXPECT_INT(0, desk.call->last->deviations);
	desk_close(&desk);
}

TEST(an_invite_was_made_when_it_was_first_sent)
{
	struct desk desk = desk_open();
	struct sent offer = invite;

	offer.body = progress.body;
	take_by(&desk, 1, offer, (struct way){.lacks = 30});
	take(&desk, 1.5, offer);
	EXPECT_INT(1, desk.call->event_count);
	EXPECT_INT(SECOND, desk.call->first->time);
	EXPECT_INT(1500 * MILLISECOND, desk.call->first->last_time);
	EXPECT(desk.call->transactions->invite == desk.call->first);
	EXPECT(desk.call->first->sdp != NULL);
	desk_close(&desk);
}

/* ICMP errors */

static struct payload refusal(char from, char to)
{
	return (struct payload){
		.flow = {party(from), party(to), TRANSPORT_UDP},
		.bytes = (const uint8_t *)"",
		.length = 700,
		.time = SECOND,
		.frame = 9,
		.unreachable = true,
		.icmp_type = 3,
		.icmp_code = 3,
		.reporter = party(to).address,
	};
}

TEST(an_icmp_error_without_a_quote_is_about_the_last_message_that_way)
{
	struct desk desk = desk_open();
	struct payload there = refusal('A', 'B'), back = refusal('B', 'A');

	take(&desk, 0, invite);
	take(&desk, 0.5, ringing);
	call_refuse(desk.call, &there, NULL);
	call_refuse(desk.call, &there, NULL); /* a copy of the capture */
	there.time += SECOND;
	call_refuse(desk.call, &there, NULL);
	call_refuse(desk.call, &back, NULL);
	EXPECT_INT(2, desk.call->refused_count);
	EXPECT(desk.call->refused->event == desk.call->first);
	EXPECT_STR("INVITE", desk.call->refused->what);
	EXPECT(desk.call->refused->request);
	EXPECT_INT(2, desk.call->refused->count);
	EXPECT_INT(700, desk.call->refused->length);
	EXPECT_STR("180", desk.call->refused->next->what);
	EXPECT_INT(2, desk.call->event_count);
	desk_close(&desk);
}

TEST(a_quote_names_the_message_even_when_that_was_not_captured)
{
	struct desk desk = desk_open();
	struct payload there = refusal('A', 'B');
	struct message quoted;

	take(&desk, 0, invite);
	EXPECT(message_scan(STR("BYE sip:b@h SIP/2.0\r\nCSeq: 2 BYE\r\nCall-ID: one\r\n"),
	                    (struct message_place){.datagram = true, .cut = true}, &quoted));
	call_refuse(desk.call, &there, &quoted);
	EXPECT(!desk.call->refused->event);
	EXPECT_STR("BYE", desk.call->refused->what);
	desk_close(&desk);
}

TEST(no_more_different_icmp_errors_are_kept_than_the_budget_says)
{
	struct desk desk = desk_open();
	struct payload there = refusal('A', 'B');

	take(&desk, 0, invite);
	for (int code = 0; code < 2 * CALL_MAX_REFUSED; code++) {
		there.icmp_code = (uint8_t)code;
		call_refuse(desk.call, &there, NULL);
	}
	EXPECT_INT(CALL_MAX_REFUSED, desk.call->refused_count);
	desk_close(&desk);
}

TEST(the_same_message_on_another_hop_is_another_event)
{
	struct desk desk = desk_open();
	struct sent next = {'P', 'B', "INVITE sip:b@h SIP/2.0", "z9hG4bKp", 2, "1 INVITE", NULL, NULL};

	take(&desk, 0, invite);
	take(&desk, 0.001, next);
	EXPECT_INT(2, desk.call->event_count);
	EXPECT_INT(2, desk.call->transaction_count);
	desk_close(&desk);
}

/* Transactions */

TEST(a_response_belongs_to_its_branch)
{
	struct desk desk = desk_open();

	take(&desk, 0, invite);
	take(&desk, 0.1, with_branch(invite, "z9hG4bKc"));
	take(&desk, 1, with_branch(ringing, "z9hG4bKc"));
	EXPECT_INT(2, desk.call->transaction_count);
	EXPECT_STR("z9hG4bKc", desk.call->last->transaction->branch);
	desk_close(&desk);
}

TEST(a_branch_is_good_behind_other_ports)
{
	struct desk desk = desk_open();
	struct sent response = ringing;

	take(&desk, 0, invite);
	response.from = 'Q'; /* the host of one side is enough */
	take(&desk, 1, response);
	EXPECT(desk.call->last->transaction == desk.call->transactions);
	desk_close(&desk);
}

/* B leaves out the Via of P: its response to P carries the branch of A's INVITE. */
TEST(a_response_of_a_callee_that_drops_a_via_belongs_to_the_hop_it_is_on)
{
	struct desk desk = desk_open();
	struct sent outer = invite, inner = {'P', 'B', "INVITE sip:b@h SIP/2.0", "z9hG4bKp", 2, "1 INVITE", NULL, NULL};
	struct sent response = ringing, relayed = ringing;

	outer.to = 'P';
	response.to = 'P';
	relayed.from = 'P';
	take(&desk, 0, outer);
	take(&desk, 0.01, inner);
	take(&desk, 1, response);
	EXPECT_STR("z9hG4bKp", desk.call->last->transaction->branch);
	take(&desk, 1.01, relayed);
	EXPECT_STR("z9hG4bKa", desk.call->last->transaction->branch);
	desk_close(&desk);
}

TEST(a_branch_between_strangers_is_better_than_nothing)
{
	struct desk desk = desk_open();
	struct sent response = ringing;

	take(&desk, 0, invite);
	response.from = 'Q';
	response.to = 'R';
	take(&desk, 1, response);
	EXPECT(desk.call->last->transaction == desk.call->transactions);
	desk_close(&desk);
}

TEST(the_ack_of_a_2xx_is_found_without_its_branch)
{
	struct desk desk = desk_open();
	struct sent ack = {'A', 'B', "ACK sip:b@h SIP/2.0", "z9hG4bKk", 1, "1 ACK", "2", NULL};

	take(&desk, 0, invite);
	take(&desk, 1, answer);
	take(&desk, 1.1, ack);
	EXPECT(desk.call->transactions->ack == desk.call->last);
	desk_close(&desk);
}

TEST(a_cancel_belongs_to_the_invite_it_cancels)
{
	struct desk desk = desk_open();
	struct sent cancel = {'A', 'B', "CANCEL sip:b@h SIP/2.0", "z9hG4bKa", 1, "1 CANCEL", NULL, NULL};
	struct sent done = {'B', 'A', "SIP/2.0 200 OK", "z9hG4bKa", 1, "1 CANCEL", "2", NULL};

	take(&desk, 0, invite);
	take(&desk, 1, cancel);
	take(&desk, 1.1, done);
	EXPECT(desk.call->transactions->cancel && desk.call->transactions->cancel->request);
	EXPECT(desk.call->transactions->final == NULL);
	desk_close(&desk);
}

TEST(a_2xx_stays_the_final_and_a_later_failure_replaces_a_failure)
{
	struct desk desk = desk_open();
	struct sent busy = answer, gone = answer;

	busy.start = "SIP/2.0 486 Busy Here";
	gone.start = "SIP/2.0 480 Temporarily Unavailable";
	take(&desk, 0, invite);
	take(&desk, 1, busy);
	take(&desk, 2, gone);
	EXPECT_INT(480, desk.call->transactions->final->code);
	take(&desk, 3, answer);
	take(&desk, 4, busy);
	EXPECT_INT(200, desk.call->transactions->final->code);
	desk_close(&desk);
}

/* Bounds */

TEST(of_a_flood_the_first_events_and_the_finals_are_kept)
{
	struct desk desk = desk_open();
	char tag[16];

	take(&desk, 0, invite);
	for (int i = 0; i < 2 * CALL_MAX_EVENTS; i++) {
		struct sent response = ringing;

		snprintf(tag, sizeof(tag), "t%d", i);
		response.tag = tag;
		take(&desk, 1, response);
	}
	EXPECT_INT(CALL_MAX_EVENTS, desk.call->event_count);
	EXPECT(desk.call->events_dropped > 0);
	take(&desk, 2, answer);
	EXPECT_INT(200, desk.call->transactions->final ? desk.call->transactions->final->code : 0);
	desk_close(&desk);
}

/* Audio */

#define SDP_HEAD "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n"

static unsigned watchers(const struct desk *desk, uint16_t port)
{
	struct endpoint endpoint = party('A');

	endpoint.port = port;
	return media_watchers(desk->media, &endpoint);
}

TEST(each_audio_line_that_is_not_refused_is_watched_once)
{
	struct desk desk = desk_open();
	struct sent offer = invite, again;

	offer.body = SDP_HEAD "m=audio 30000 RTP/SAVP 0\r\nm=audio 30002 RTP/AVP 0\r\nm=video 30004 RTP/AVP 96\r\n"
			      "m=audio 0 RTP/AVP 8\r\n";
	again = offer;
	again.cseq = "2 INVITE";
	take(&desk, 0, offer);
	take(&desk, 1, again);
	EXPECT_INT(1, watchers(&desk, 30000));
	EXPECT_INT(1, watchers(&desk, 30002));
	EXPECT_INT(0, watchers(&desk, 30004));
	EXPECT_INT(2, desk.call->watch_count);
	desk_close(&desk);
}

/* What a listener makes of 4 s of L16 at 8 kHz to A, 500 Hz on one channel, as described there. */
static enum content heard_as(const char *body)
{
	static const uint8_t wave[] = {0, 0, 0x16, 0xa0, 0x20, 0, 0x16, 0xa0, 0, 0, 0xe9, 0x60, 0xe0, 0, 0xe9, 0x60};
	struct desk desk = desk_open();
	struct sent offer = invite;
	uint8_t bytes[12 + 320] = {0x80, 96};
	struct payload payload = {
		.flow = {.source = party('B'), .destination = {party('A').address, 30000}},
		.bytes = bytes,
		.size = sizeof(bytes),
		.length = sizeof(bytes),
	};
	struct passage passages[EAR_MAX_PASSAGES] = {0};

	offer.body = body;
	take(&desk, 0, offer);
	for (unsigned i = 0; i < 320; i++)
		bytes[12 + i] = wave[i % sizeof(wave)];
	for (unsigned i = 0; i < 200; i++) {
		payload.time = SECOND + i * 20 * MILLISECOND;
		payload.frame = ++desk.frame;
		bytes[3] = (uint8_t)i;
		bytes[6] = (uint8_t)(i * 160 >> 8);
		bytes[7] = (uint8_t)(i * 160);
		EXPECT_INT(MEDIA_RTP, media_take(desk.media, &payload));
	}
	hearing_passages(media_streams(desk.media, &payload.flow.destination)->hearing, passages);
	desk_close(&desk);
	return passages[0].content;
}

TEST(samples_of_two_channels_are_not_heard_as_one)
{
	EXPECT_INT(CONTENT_TONE, heard_as(SDP_HEAD "m=audio 30000 RTP/AVP 96\r\na=rtpmap:96 L16/8000\r\n"));
	EXPECT_INT(CONTENT_TONE, heard_as(SDP_HEAD "m=audio 30000 RTP/AVP 96\r\na=rtpmap:96 L16/8000/1\r\n"));
	EXPECT_INT(CONTENT_UNKNOWN, heard_as(SDP_HEAD "m=audio 30000 RTP/AVP 96\r\na=rtpmap:96 L16/8000/2\r\n"));
}

TEST(a_call_on_hold_watches_nothing)
{
	struct desk desk = desk_open();
	struct sent offer = invite;

	offer.body =
		"v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\n";
	take(&desk, 0, offer);
	EXPECT_INT(0, desk.call->watch_count);
	desk_close(&desk);
}

TEST_MAIN
