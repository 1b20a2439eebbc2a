/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/sctp.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/table.h"
#include "net/payloads.h"

enum {
	COMMON_HEADER = 12, /* RFC 9260 3.1 */
	CHUNK_HEADER = 4,   /* RFC 9260 3.2 */
	DATA_HEADER = 12,   /* RFC 9260 3.3.1, behind the chunk header */
	IDATA_HEADER = 16,  /* RFC 8260 2.1 */
	MAX_DONE = 8,       /* messages completed that repeated chunks are known by, each way */
};

enum chunk_type {
	CHUNK_DATA = 0,
	CHUNK_INIT = 1,
	CHUNK_ABORT = 6,
	CHUNK_SHUTDOWN_COMPLETE = 14,
	CHUNK_IDATA = 64,
};

enum chunk_flag {
	CHUNK_END = 1,
	CHUNK_BEGIN = 2,
	CHUNK_UNORDERED = 4,
};

/* A chunk's place: `at` counts within its group. DATA: all of one way, by TSN; I-DATA: each message, by its fragments. */
struct place {
	uint64_t group;
	uint32_t at;
	bool begin, end;
};

struct part {
	struct part *next;
	size_t size, length;
	uint8_t bytes[];
};

/* Chunks of one message, of which none between the first and the last is missing. */
struct run {
	struct link link; /* of its way */
	struct link age;  /* of all, the oldest first */
	struct way *way;
	uint64_t group;
	uint32_t first, last;
	bool begin, end;
	struct part *parts, *last_part;
	size_t size, length; /* kept; as sent */
	size_t memory;
	ns since;
	ns time; /* of the latest chunk */
	uint64_t frame;
};

/* A message handed on. */
struct done {
	uint64_t group;
	uint32_t first, last;
	bool set;
};

/* What one endpoint sends another in several chunks. */
struct way {
	struct link used; /* longest unused first */
	uint64_t hash;
	struct flow flow;
	uint32_t tag; /* RFC 9260 3.1: tells the association from others of the same ports */
	struct list runs;
	unsigned count;
	struct done done[MAX_DONE];
	unsigned next_done;
};

struct sctp {
	struct hash_key key;
	struct budget budget;
	struct net_counters *counters;
	struct table table; /* of ways */
	struct list used;   /* of ways */
	struct list age;    /* of runs */
	unsigned count;     /* of runs */
	size_t bytes;
};

struct sctp *sctp_new(const struct hash_key *key, struct net_counters *counters)
{
	struct sctp *sctp = memory_new(sizeof(*sctp));

	sctp->key = *key;
	sctp->counters = counters;
	list_init(&sctp->used);
	list_init(&sctp->age);
	return sctp;
}

void sctp_limit(struct sctp *sctp, struct budget budget)
{
	sctp->budget = budget;
}

void sctp_usage(const struct sctp *sctp, struct usages *out)
{
	usages_bytes(out, "sctp-pieces", sctp->bytes, budget_of(sctp->budget, SCTP_MAX_BYTES));
}

static struct run *run_of(struct link *link)
{
	return link ? LIST_OWNER(link, struct run, link) : NULL;
}

static struct run *oldest_run(struct sctp *sctp)
{
	struct link *link = list_first(&sctp->age);

	return link ? LIST_OWNER(link, struct run, age) : NULL;
}

static struct way *oldest_way(struct sctp *sctp)
{
	struct link *link = list_first(&sctp->used);

	return link ? LIST_OWNER(link, struct way, used) : NULL;
}

static uint64_t hash_of(const struct sctp *sctp, const struct flow *flow)
{
	return hash_words(&sctp->key, endpoint_hash(&sctp->key, &flow->source),
	                  endpoint_hash(&sctp->key, &flow->destination), 4);
}

static bool same_way(const void *item, const void *key)
{
	const struct way *way = item;

	return flow_same(&way->flow, key);
}

static void drop_run(struct sctp *sctp, struct run *run)
{
	struct part *part;

	while ((part = run->parts)) {
		run->parts = part->next;
		memory_free(part);
	}
	sctp->bytes -= run->memory;
	sctp->count--;
	run->way->count--;
	list_remove(&run->link);
	list_remove(&run->age);
	memory_free(run);
}

static void drop_runs(struct sctp *sctp, struct way *way)
{
	struct run *run;

	while ((run = run_of(list_first(&way->runs)))) {
		sctp->counters->sctp_lost++;
		drop_run(sctp, run);
	}
}

static void drop_way(struct sctp *sctp, struct way *way)
{
	drop_runs(sctp, way);
	table_drop(&sctp->table, way->hash, way);
	list_remove(&way->used);
	memory_free(way);
}

void sctp_free(struct sctp *sctp)
{
	struct way *way;

	if (!sctp)
		return;
	while ((way = oldest_way(sctp)))
		drop_way(sctp, way);
	table_done(&sctp->table);
	memory_free(sctp);
}

/* The parts one behind the other. What a snap length cut off ends them: what is behind has no place. */
static struct payload join(const struct run *run, struct payloads *ready)
{
	size_t room = run->size < SCTP_MAX_MESSAGE ? run->size : SCTP_MAX_MESSAGE;
	uint8_t *bytes = memory_new(room ? room : 1);
	size_t size = 0;

	for (const struct part *part = run->parts; part; part = part->next) {
		size_t n = part->size < room - size ? part->size : room - size;

		memcpy(bytes + size, part->bytes, n);
		size += n;
		if (n < part->length)
			break;
	}
	payloads_keep(ready, bytes);
	return (struct payload){
		.flow = run->way->flow,
		.bytes = bytes,
		.size = size,
		.length = run->length,
		.time = run->time,
		.frame = run->frame,
		.whole = true,
	};
}

/* What came of a message is better than nothing, when its beginning is there: its length says that it is not all. */
static void give_up(struct sctp *sctp, struct run *run, struct payloads *ready)
{
	sctp->counters->sctp_lost++;
	if (run->begin && ready) {
		run->length++;
		*payloads_add(ready) = join(run, ready);
	}
	drop_run(sctp, run);
}

void sctp_flush(struct sctp *sctp, struct payloads *ready)
{
	struct run *run;

	while ((run = oldest_run(sctp)))
		give_up(sctp, run, ready);
}

static void expire(struct sctp *sctp, ns now, struct payloads *ready)
{
	struct run *run;

	while ((run = oldest_run(sctp)) && now - run->since >= SCTP_SECONDS * SECOND)
		give_up(sctp, run, ready);
}

static struct way *find_way(const struct sctp *sctp, const struct flow *flow)
{
	return table_find(&sctp->table, hash_of(sctp, flow), same_way, flow);
}

static void forget_way(struct sctp *sctp, const struct flow *flow)
{
	struct way *way = find_way(sctp, flow);

	if (way)
		drop_way(sctp, way);
}

static struct way *way_of(struct sctp *sctp, const struct flow *flow, uint32_t tag)
{
	struct way *way = find_way(sctp, flow);

	if (way && way->tag != tag) {
		drop_way(sctp, way);
		way = NULL;
	}
	if (!way) {
		if (sctp->table.count >= budget_of(sctp->budget, SCTP_MAX_RUNS))
			drop_way(sctp, oldest_way(sctp));
		way = memory_new(sizeof(*way));
		way->hash = hash_of(sctp, flow);
		way->flow = *flow;
		way->tag = tag;
		list_init(&way->runs);
		table_put(&sctp->table, way->hash, way);
	}
	list_remove(&way->used);
	list_add(&sctp->used, &way->used);
	return way;
}

static bool is_within(uint32_t at, uint32_t first, uint32_t last)
{
	return at - first <= last - first;
}

static bool is_repeated(struct way *way, const struct place *place)
{
	for (unsigned i = 0; i < MAX_DONE; i++)
		if (way->done[i].set && way->done[i].group == place->group &&
		    is_within(place->at, way->done[i].first, way->done[i].last))
			return true;
	for (struct link *link = list_first(&way->runs); link; link = list_next(&way->runs, link)) {
		const struct run *run = run_of(link);

		if (run->group == place->group && is_within(place->at, run->first, run->last))
			return true;
	}
	return false;
}

/* The run that ends right before the chunk, when that goes on with it. */
static struct run *run_before(struct way *way, const struct place *place)
{
	struct link *link = place->begin ? NULL : list_first(&way->runs);

	for (; link; link = list_next(&way->runs, link)) {
		struct run *run = run_of(link);

		if (run->group == place->group && !run->end && run->last + 1 == place->at)
			return run;
	}
	return NULL;
}

static struct run *run_behind(struct way *way, const struct place *place)
{
	struct link *link = place->end ? NULL : list_first(&way->runs);

	for (; link; link = list_next(&way->runs, link)) {
		struct run *run = run_of(link);

		if (run->group == place->group && !run->begin && run->first == place->at + 1)
			return run;
	}
	return NULL;
}

static struct run *start_run(struct sctp *sctp, struct way *way, const struct place *place, ns now)
{
	struct run *run = memory_new(sizeof(*run));

	run->way = way;
	run->group = place->group;
	run->first = place->at;
	run->last = place->at - 1;
	run->memory = sizeof(*run);
	run->since = now;
	list_add(&way->runs, &run->link);
	list_add(&sctp->age, &run->age);
	way->count++;
	sctp->count++;
	sctp->bytes += run->memory;
	return run;
}

/* At the end of the run, or in front of it. Behind as much as is kept, only the length counts. */
static void add_part(struct sctp *sctp, struct run *run, const struct place *place, const struct payload *data)
{
	bool front = run->last + 1 != place->at;
	struct part *part;

	run->length += data->length;
	run->begin |= place->begin;
	run->end |= place->end;
	run->time = data->time;
	run->frame = data->frame;
	if (front)
		run->first = place->at;
	else
		run->last = place->at;
	if (!front && run->size >= SCTP_MAX_MESSAGE)
		return;
	part = memory_new(sizeof(*part) + data->size);
	part->size = data->size;
	part->length = data->length;
	memcpy(part->bytes, data->bytes, data->size);
	if (front)
		part->next = run->parts;
	else if (run->parts)
		run->last_part->next = part;
	if (front || !run->parts)
		run->parts = part;
	if (!front || !run->last_part)
		run->last_part = part;
	run->size += data->size;
	run->memory += sizeof(*part) + data->size;
	sctp->bytes += sizeof(*part) + data->size;
}

/* The chunk that was missing between two runs came. */
static void merge(struct sctp *sctp, struct run *run, struct run *behind)
{
	if (behind->parts) {
		if (run->parts)
			run->last_part->next = behind->parts;
		else
			run->parts = behind->parts;
		run->last_part = behind->last_part;
	}
	run->last = behind->last;
	run->end = behind->end;
	run->size += behind->size;
	run->length += behind->length;
	run->memory += behind->memory - sizeof(*behind);
	behind->memory = sizeof(*behind);
	behind->parts = behind->last_part = NULL;
	drop_run(sctp, behind);
}

static void complete(struct sctp *sctp, struct run *run, struct packet *packet)
{
	struct way *way = run->way;
	struct payload payload = join(run, packet->ready);

	payload.fragmented = packet->fragmented;
	payload.layers = packet->layers;
	*payloads_add(packet->ready) = payload;
	way->done[way->next_done] = (struct done){run->group, run->first, run->last, true};
	way->next_done = (way->next_done + 1) % MAX_DONE;
	drop_run(sctp, run);
}

static void keep_budget(struct sctp *sctp, struct way *way, struct payloads *ready)
{
	if (way->count > SCTP_MAX_RUNS_EACH)
		give_up(sctp, run_of(list_first(&way->runs)), ready);
	while (sctp->count > budget_of(sctp->budget, SCTP_MAX_RUNS) ||
	       sctp->bytes > budget_of(sctp->budget, SCTP_MAX_BYTES))
		give_up(sctp, oldest_run(sctp), ready);
}

/* A chunk that is not a message of its own. */
static void take_part(struct packet *packet, uint32_t tag, const struct place *place, const struct payload *data)
{
	struct sctp *sctp = packet->sctp;
	struct way *way = way_of(sctp, &packet->flow, tag);
	struct run *run, *behind;

	if (is_repeated(way, place))
		return;
	run = run_before(way, place);
	behind = run_behind(way, place);
	if (!run && behind)
		run = behind;
	else if (!run)
		run = start_run(sctp, way, place, packet->now);
	add_part(sctp, run, place, data);
	if (behind && behind != run)
		merge(sctp, run, behind);
	if (run->begin && run->end)
		complete(sctp, run, packet);
	keep_budget(sctp, way, packet->ready);
}

struct chunk {
	uint8_t type, flags;
	struct cursor body;
	size_t missing; /* of its body, cut by the snap length */
};

static struct place place_of(const struct chunk *chunk, const uint8_t *header)
{
	struct place place = {.begin = chunk->flags & CHUNK_BEGIN, .end = chunk->flags & CHUNK_END};

	if (chunk->type == CHUNK_DATA) {
		place.at = read_u32(header);
		return place;
	}
	/* RFC 8260 2.1: stream and message number; in the first chunk the fragment's number gives way to the protocol. */
	place.group = (uint64_t)1 << 63 | (uint64_t)(chunk->flags & CHUNK_UNORDERED) << 56 |
	              (uint64_t)read_u16(header + 4) << 32 | read_u32(header + 8);
	place.at = place.begin ? 0 : read_u32(header + 12);
	return place;
}

static void take_data(struct packet *packet, uint32_t tag, struct chunk *chunk)
{
	const uint8_t *header = cursor_take(&chunk->body, chunk->type == CHUNK_DATA ? DATA_HEADER : IDATA_HEADER);
	struct payload data = packet_payload(packet);
	struct place place;

	if (!header)
		return;
	place = place_of(chunk, header);
	data.bytes = chunk->body.p;
	data.size = cursor_left(&chunk->body);
	data.length = data.size + chunk->missing;
	data.whole = true;
	/* RFC 9260 3.3.1: a chunk without data is an error. */
	if (data.length == 0)
		return;
	if (place.begin && place.end)
		*payloads_add(packet->ready) = data;
	else
		take_part(packet, tag, &place, &data);
}

/* False: no further chunk can be found. */
static bool next_chunk(struct packet *packet, struct chunk *out)
{
	const uint8_t *header;
	size_t length, size, padding;

	if (cursor_left(&packet->at) < CHUNK_HEADER)
		return false;
	header = cursor_take(&packet->at, CHUNK_HEADER);
	length = read_u16(header + 2);
	if (length < CHUNK_HEADER || length - CHUNK_HEADER > packet_sent(packet))
		return false;
	size = length - CHUNK_HEADER;
	/* RFC 9260 3.2: padded to four bytes, which the length does not count. */
	padding = -length & 3;
	if (size > cursor_left(&packet->at))
		size = cursor_left(&packet->at);
	*out = (struct chunk){.type = header[0], .flags = header[1], .missing = length - CHUNK_HEADER - size};
	out->body = cursor_of(cursor_take(&packet->at, size), size);
	cursor_skip(&packet->at, padding < cursor_left(&packet->at) ? padding : cursor_left(&packet->at));
	return true;
}

/* RFC 9260 5, 9: another association may use the same ports from here on. */
static void reset(struct sctp *sctp, const struct flow *flow)
{
	struct flow back = flow_reverse(flow);

	forget_way(sctp, flow);
	forget_way(sctp, &back);
}

/* False: it is of no use to anyone but the two endpoints. */
static bool take_chunk(struct packet *packet, uint32_t tag, struct chunk *chunk)
{
	switch (chunk->type) {
	case CHUNK_DATA:
	case CHUNK_IDATA:
		take_data(packet, tag, chunk);
		return true;
	case CHUNK_INIT:
	case CHUNK_ABORT:
	case CHUNK_SHUTDOWN_COMPLETE:
		reset(packet->sctp, &packet->flow);
		return false;
	default:
		return false;
	}
}

enum layer sctp_packet(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, COMMON_HEADER);
	size_t ready = packet->ready->count, chunks = 0, data = 0;
	struct chunk chunk;

	if (!header)
		return layer_short(packet);
	packet->flow.source.port = read_u16(header);
	packet->flow.destination.port = read_u16(header + 2);
	packet->flow.transport = TRANSPORT_SCTP;
	expire(packet->sctp, packet->now, packet->ready);
	for (; next_chunk(packet, &chunk); chunks++)
		data += take_chunk(packet, read_u32(header + 4), &chunk);
	if (packet->ready->count > ready)
		return layer_end(NET_PAYLOAD);
	if (chunks == 0)
		return layer_short(packet);
	return layer_end(data ? NET_SCTP_HELD : NET_SCTP_EMPTY);
}
