/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/sink.h"

static bool has_ssrc(const struct sink *sink, uint32_t ssrc)
{
	for (const struct stream *stream = sink ? sink->streams : NULL; stream; stream = stream->next)
		if (stream->ssrc == ssrc)
			return true;
	return false;
}

static bool names_any(const struct rtcp *rtcp, const struct sink *sink)
{
	for (unsigned i = 0; i < rtcp->count; i++)
		if (has_ssrc(sink, rtcp->blocks[i].ssrc))
			return true;
	return false;
}

/* Of a source that is none of sink's; 0 stands for none. */
static bool names_foreign(const struct rtcp *rtcp, const struct sink *sink)
{
	for (unsigned i = 0; i < rtcp->count; i++)
		if (rtcp->blocks[i].ssrc && !has_ssrc(sink, rtcp->blocks[i].ssrc))
			return true;
	return false;
}

/*
 * Where arrives what is reported from source: there itself (RFC 5761) or at the port before (RFC 3550 11). NULL: it is not
 * known, or it might be either.
 */
static struct sink *reported_sink(const struct media *media, const struct endpoint *source, const struct rtcp *rtcp)
{
	const struct endpoint before = {source->address, (uint16_t)(source->port - 1)};
	struct sink *same = sink_find(media, source), *other = sink_find(media, &before);

	if (!same || !other)
		return same ? same : other;
	if (names_any(rtcp, same))
		return same;
	if (names_any(rtcp, other) || !same->streams)
		return other;
	return other->streams ? NULL : same;
}

static const struct rtcp_block *block_of(const struct rtcp *rtcp, uint32_t ssrc)
{
	for (unsigned i = 0; i < rtcp->count; i++)
		if (rtcp->blocks[i].ssrc == ssrc)
			return &rtcp->blocks[i];
	return NULL;
}

static void note_reports(struct media *media, struct sink *sink, const struct rtcp *rtcp, const struct payload *payload)
{
	bool foreign = names_foreign(rtcp, sink);
	struct account account = {.before = sink->reported, .time = payload->time, .frame = payload->frame};

	sink->names |= names_any(rtcp, sink);
	account.names = sink->names;
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		account.block = block_of(rtcp, stream->ssrc);
		/* What is known there by another name than here may be this very stream. */
		if (stream->valid && (account.block || !foreign))
			media->receipt_count += receipt_note(stream, &account);
	}
	sink->reported = payload->time;
}

void sink_take_report(struct media *media, const struct payload *payload)
{
	struct rtcp rtcp;
	struct sink *sink;

	if (payload->length > payload->size || !rtcp_parse(payload->bytes, payload->size, &rtcp))
		return;
	sink = reported_sink(media, &payload->flow.source, &rtcp);
	if (!sink)
		return;
	/* With room for what one report may add. */
	if (media->receipt_count + MEDIA_MAX_STREAMS > budget_of(media->budget, MEDIA_MAX_RECEIPTS))
		media->counters.unread++;
	else
		note_reports(media, sink, &rtcp, payload);
}
