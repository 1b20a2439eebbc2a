/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/receipt.h"

#include "base/memory.h"
#include "media/stream.h"

/* Packets that were sent for so long a receiver knows of, when it reports. */
#define KNOWN_AFTER (2 * SECOND)
/* The way of a packet to the receiver and of its report back takes less. */
#define ROUND_TRIP SECOND
/* Fewer packets in KNOWN_AFTER may be keep-alives or comfort noise, of which a receiver need not make a stream. */
enum {
	FLOWING_PACKETS = 25,
	AHEAD = 100, /* sequence numbers that the receiver may know and the capture does not yet */
};

static const struct run *last_run(const struct stream *stream)
{
	return stream->run_count ? &stream->runs[stream->run_count - 1] : NULL;
}

static bool was_flowing(const struct stream *stream, ns time)
{
	const struct run *run = last_run(stream);

	return run && run->packets >= FLOWING_PACKETS && run->first <= time - KNOWN_AFTER &&
	       run->last >= time - ROUND_TRIP;
}

/* A receiver that never got a packet has no number to tell, whatever it puts there. */
static bool was_sent(const struct stream *stream, uint32_t highest)
{
	const struct run *run = last_run(stream);
	uint16_t behind;

	if (!run)
		return false;
	/* sequence_last stands still while lanes follow the stream; its runs are always right. */
	behind = (uint16_t)(run->sequence_highest - highest);
	return behind <= run->sequence_highest - stream->runs[0].sequence_first || (uint16_t)-behind <= AHEAD;
}

enum arrival {
	ARRIVED,
	ARRIVED_NOT,
	ARRIVAL_UNKNOWN,
};

static enum arrival arrival(const struct stream *stream, const struct receipt *receipt, const struct account *account)
{
	const struct rtcp_block *block = account->block;
	ns since = block ? receipt->last : account->before;

	if (block && receipt->last ? block->highest != receipt->highest : block && was_sent(stream, block->highest))
		return ARRIVED;
	return was_flowing(stream, account->time) && (!since || account->time - since >= ROUND_TRIP) ? ARRIVED_NOT
	                                                                                             : ARRIVAL_UNKNOWN;
}

static struct receipt *new_receipt(struct receipt *before)
{
	struct receipt *receipt = memory_new(sizeof(*receipt));

	if (!before)
		return receipt;
	/* It goes on counting where the one before ended. */
	receipt->last = before->last;
	receipt->highest = before->highest;
	before->next = receipt;
	return receipt;
}

/* The one that is written; the last. */
static struct receipt *open_receipt(struct stream *stream, bool *made)
{
	struct receipt *last = stream->receipts;
	unsigned count = 1;

	for (; last && last->next; count++)
		last = last->next;
	*made = !last || (last->closed && count < RECEIPT_MAX);
	if (!*made)
		return last;
	last = new_receipt(last);
	if (!stream->receipts)
		stream->receipts = last;
	return last;
}

bool receipt_note(struct stream *stream, const struct account *account)
{
	bool made;
	struct receipt *receipt = open_receipt(stream, &made);
	const struct rtcp_block *block = account->block;

	switch (arrival(stream, receipt, account)) {
	case ARRIVED:
		moments_note(&receipt->some, account->time, account->frame);
		break;
	case ARRIVED_NOT:
		moments_note(&receipt->none, account->time, account->frame);
		receipt->unnamed += !block;
		break;
	case ARRIVAL_UNKNOWN:
		break;
	}
	receipt->names |= account->names;
	if (!block)
		return made;
	receipt->last = account->time;
	receipt->highest = block->highest;
	receipt->lost = block->lost;
	receipt->jitter = block->jitter;
	return made;
}

void receipt_close(struct stream *stream)
{
	for (struct receipt *receipt = stream->receipts; receipt; receipt = receipt->next)
		receipt->closed = true;
}

unsigned receipt_free(struct stream *stream)
{
	unsigned count = 0;

	while (stream->receipts) {
		struct receipt *receipt = stream->receipts;

		stream->receipts = receipt->next;
		memory_free(receipt);
		count++;
	}
	return count;
}
