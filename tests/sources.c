/* SPDX-License-Identifier: BSD-2-Clause */
#include "sources.h"

#include "put.h"

#include <assert.h>

/* RFC 3550 12.1, 12.2 */
enum {
	RTCP_SR = 200,
	RTCP_RR = 201,
	RTCP_SDES = 202,
	RTCP_BYE = 203,
	SDES_CNAME = 1,
	WORD = 4,
};

#define NTP_UNTIL_1970 2208988800u

static struct source *source_of(struct sources *sources, const struct item *item)
{
	for (unsigned i = 0; i < sources->count; i++)
		if (sources->of[i].ssrc == item->rtp.ssrc && sources->of[i].port == item->destination_port)
			return &sources->of[i];
	assert(sources->count < SOURCES_MAX);
	sources->of[sources->count] =
		(struct source){.ssrc = item->rtp.ssrc, .port = item->destination_port, .to = item->to};
	return &sources->of[sources->count++];
}

void sources_send_rtp(struct sources *sources, struct item *item)
{
	struct source *source = source_of(sources, item);

	if (!item->copy) {
		source->sequence += (uint32_t)(1 + item->rtp.sequence_jump);
		source->timestamp_offset += (uint32_t)item->rtp.timestamp_jump;
		source->first = source->sent++ ? source->first : source->sequence;
		source->octets += (uint32_t)item->bytes.n;
		source->arrived += !item->rtp.lost;
	}
	source->clock = item->rtp.clock;
	source->timestamp =
		(uint32_t)((item->rtp.stamp - PLAY_BEGINNING) * source->clock / SECOND) + source->timestamp_offset;
	source->last = item->rtp.sent;
	item->rtp.sequence = (uint16_t)source->sequence;
	item->rtp.timestamp = source->timestamp;
}

/* Reports */

/* What the party whose audio is at that port received last. */
static struct source *heard_by(struct sources *sources, char party, uint16_t port)
{
	struct source *latest = NULL;

	for (unsigned i = 0; i < sources->count; i++) {
		struct source *source = &sources->of[i];

		if (source->to == party && source->port == port && (!latest || source->last >= latest->last))
			latest = source;
	}
	return latest;
}

static const struct source *sent_by(const struct sources *sources, uint32_t ssrc)
{
	for (unsigned i = 0; i < sources->count; i++)
		if (sources->of[i].ssrc == ssrc)
			return &sources->of[i];
	return NULL;
}

/* Of 256: what was lost since the report before. */
static uint32_t fraction_lost(struct source *source, uint32_t expected, uint32_t lost)
{
	int64_t since = (int64_t)expected - source->told_expected, missing = (int64_t)lost - source->told_lost;

	source->told_expected = expected;
	source->told_lost = lost;
	if (since <= 0 || missing <= 0)
		return 0;
	return missing >= since ? UINT8_MAX : (uint32_t)(missing * 256 / since);
}

/* RFC 3550 6.4.1. Without numbers of its own the line tells the truth. */
static uint8_t *put_block(uint8_t *at, struct source *source, const struct rtcp_item *rtcp)
{
	uint32_t received = rtcp->has_received ? rtcp->received : source->arrived;
	uint32_t lost = rtcp->has_lost        ? rtcp->lost
	                : !rtcp->has_received ? source->sent - source->arrived
	                : received            ? 0
	                                      : source->sent;
	uint32_t highest = !received ? 0 : rtcp->has_received ? source->first + received + lost - 1 : source->sequence;
	uint32_t fraction = fraction_lost(source, received + lost, lost);

	at = put32(at, source->ssrc);
	at = put24(put8(at, received ? fraction : UINT8_MAX), lost);
	at = put32(at, highest);
	at = put32(at, (uint32_t)(rtcp->jitter * source->clock / SECOND));
	return put32(put32(at, 0), 0); /* no sender report was seen */
}

static uint8_t *put_sender(uint8_t *at, const struct source *sent, const struct item *item)
{
	uint32_t packets = item->rtcp.has_sent ? item->rtcp.sent : sent ? sent->sent : 0;

	at = put32(at, (uint32_t)(item->time / SECOND) + NTP_UNTIL_1970);
	at = put32(at, (uint32_t)(((uint64_t)(item->time % SECOND) << 32) / SECOND));
	at = put32(at, sent ? sent->timestamp + (uint32_t)((item->time - sent->last) * sent->clock / SECOND) : 0);
	at = put32(at, packets);
	return put32(at, sent ? sent->octets : 0);
}

/* The packet from start on gets its size; number is the count of its first octet. */
static void put_rtcp_header(uint8_t *start, const uint8_t *end, unsigned number, unsigned type)
{
	put16(put8(put8(start, 0x80 | number), type), (uint32_t)((end - start) / WORD - 1));
}

/* RFC 3550 6.5: items end with at least one NUL, up to a whole word. */
static uint8_t *put_name(uint8_t *start, const struct item *item)
{
	static const char host[] = "@ladder.example.com";
	uint8_t *at = put32(start + WORD, item->rtcp.ssrc);

	at = put8(put8(at, SDES_CNAME), sizeof(host));
	at = put8(at, (uint32_t)item->from | 0x20);
	at = put_bytes(at, host, sizeof(host) - 1);
	do
		at = put8(at, 0);
	while ((at - start) % WORD);
	put_rtcp_header(start, at, 1, RTCP_SDES);
	return at;
}

void sources_send_rtcp(struct sources *sources, struct item *item)
{
	const struct rtcp_item *rtcp = &item->rtcp;
	struct source *heard = rtcp->empty ? NULL : heard_by(sources, item->from, rtcp->port);
	uint8_t *start = rtcp->room, *at = put32(start + WORD, rtcp->ssrc);

	if (rtcp->sends)
		at = put_sender(at, sent_by(sources, rtcp->ssrc), item);
	if (heard)
		at = put_block(at, heard, rtcp);
	put_rtcp_header(start, at, heard ? 1 : 0, rtcp->sends ? RTCP_SR : RTCP_RR);
	at = put_name(at, item);
	if (rtcp->bye) {
		start = at;
		at = put32(start + WORD, rtcp->ssrc);
		put_rtcp_header(start, at, 1, RTCP_BYE);
	}
	item->bytes = (struct str){(const char *)rtcp->room, (size_t)(at - rtcp->room)};
	item->kept = item->bytes.n;
}
