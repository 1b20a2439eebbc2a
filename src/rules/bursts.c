/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bursts.h"

#include "base/memory.h"
#include "base/table.h"
#include "call/number.h"
#include "rules/decline.h"
#include "sip/uri.h"

enum {
	NAMED = 4,      /* of a kind, in a finding */
	NAME_BYTES = 64 /* bytes of a name that are kept */
};

/* A burst by chance is no news: of what is told, one in so many may be. */
#define CHANCE_MOST 0.1

enum {
	OTHERS_LEAST = 20 /* other calls, before they show what is usual */
};

struct key {
	enum burst_kind kind;
	struct user user;        /* of a caller or callee */
	struct address from, to; /* of a trunk */
};

struct tally {
	uint64_t calls, refused;
};

struct row {
	struct link age;
	uint64_t hash;
	struct key key;
	char name[NAME_BYTES + 1];
	struct series series;
	struct tally all;
	bool found;  /* it is in bursts->found */
	bool beyond; /* there was no room for it there */
};

struct bursts {
	struct hash_key key;
	struct budget budget;
	struct table table;
	struct list ages; /* the longest unused first; those found are in no list */
	struct row *found[BURST_KINDS][BURSTS_FOUND_MAX];
	unsigned found_count[BURST_KINDS];
	uint64_t more[BURST_KINDS]; /* found beyond that */
	struct tally all[BURST_KINDS];
	uint64_t tested[BURST_KINDS]; /* numbers with calls enough for a burst */
	unsigned count;               /* in ages */
	uint64_t forgotten;
};

const char *burst_rule(enum burst_kind kind)
{
	static const char *const ids[] = {
		[BURST_CALLER] = "dec-burst-caller",
		[BURST_CALLEE] = "dec-burst-callee",
		[BURST_TRUNK] = "dec-burst-trunk",
	};

	return ids[kind];
}

struct bursts *bursts_new(const struct hash_key *key)
{
	struct bursts *bursts = memory_new(sizeof(*bursts));

	bursts->key = *key;
	list_init(&bursts->ages);
	return bursts;
}

void bursts_limit(struct bursts *bursts, struct budget budget)
{
	bursts->budget = budget;
}

static void free_row(struct row *row)
{
	series_done(&row->series);
	memory_free(row);
}

void bursts_free(struct bursts *bursts)
{
	struct link *link;

	while ((link = list_first(&bursts->ages))) {
		list_remove(link);
		free_row(LIST_OWNER(link, struct row, age));
	}
	for (enum burst_kind kind = 0; kind < BURST_KINDS; kind++)
		for (unsigned i = 0; i < bursts->found_count[kind]; i++)
			free_row(bursts->found[kind][i]);
	table_done(&bursts->table);
	memory_free(bursts);
}

uint64_t bursts_forgotten(const struct bursts *bursts)
{
	return bursts->forgotten;
}

void bursts_usage(const struct bursts *bursts, struct usages *out)
{
	usages_count(out, "bursts", bursts->count, budget_of(bursts->budget, BURSTS_MAX));
}

/* Rows */

static bool is_same_key(const struct key *a, const struct key *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == BURST_TRUNK ? address_same(&a->from, &b->from) && address_same(&a->to, &b->to)
	                              : user_is_same(&a->user, &b->user);
}

/* Others with the same hash, as numbers have that differ in what is before their last digits. */
struct like {
	unsigned count;
	struct row *oldest; /* of those not found */
};

struct wanted {
	const struct key *key;
	struct like *like;
};

static ns latest_of(const struct row *row)
{
	return row->series.samples[row->series.count - 1].time;
}

static bool has_key(const void *item, const void *key)
{
	const struct wanted *wanted = key;
	struct row *row = (struct row *)item;
	struct like *like = wanted->like;

	if (is_same_key(&row->key, wanted->key))
		return true;
	if (row->found)
		return false;
	like->count++;
	if (!like->oldest || latest_of(row) < latest_of(like->oldest))
		like->oldest = row;
	return false;
}

static uint64_t key_hash(const struct bursts *bursts, const struct key *key)
{
	if (key->kind != BURST_TRUNK)
		return hash_words(&bursts->key, key->user.hash, key->kind, 0);
	return hash_words(&bursts->key, address_hash(&bursts->key, &key->from), address_hash(&bursts->key, &key->to),
	                  key->kind);
}

static void forget(struct bursts *bursts, struct row *row)
{
	table_drop(&bursts->table, row->hash, row);
	list_remove(&row->age);
	free_row(row);
	bursts->count--;
	bursts->forgotten++;
}

static struct row *row_of(struct bursts *bursts, const struct key *key)
{
	uint64_t hash = key_hash(bursts, key);
	struct like like = {.count = 0};
	struct row *row = table_find(&bursts->table, hash, has_key, &(struct wanted){key, &like});

	if (row && row->found)
		return row;
	if (!row) {
		/* All with a like hash are looked at for each call, and must stay few. */
		if (like.count >= BURSTS_MAX_LIKE)
			forget(bursts, like.oldest);
		else if (bursts->count >= budget_of(bursts->budget, BURSTS_MAX))
			forget(bursts, LIST_OWNER(list_first(&bursts->ages), struct row, age));
		row = memory_new(sizeof(*row));
		row->hash = hash;
		row->key = *key;
		table_put(&bursts->table, hash, row);
		bursts->count++;
	}
	list_remove(&row->age);
	list_add(&bursts->ages, &row->age);
	return row;
}

/* One that was found stays, as long as there is room for it among those. */
static void find(struct bursts *bursts, struct row *row)
{
	enum burst_kind kind = row->key.kind;

	if (bursts->found_count[kind] == BURSTS_FOUND_MAX) {
		bursts->more[kind]++;
		row->beyond = true;
		return;
	}
	list_remove(&row->age);
	bursts->count--;
	row->found = true;
	bursts->found[kind][bursts->found_count[kind]++] = row;
}

static void add(struct bursts *bursts, struct row *row, const struct sample *sample)
{
	enum burst_kind kind = row->key.kind;

	bursts->all[kind].calls++;
	bursts->all[kind].refused += sample->refused;
	row->all.calls++;
	row->all.refused += sample->refused;
	bursts->tested[kind] += series_add(&row->series, kind, sample);
	if (!row->found && !row->beyond && row->series.burst.refused)
		find(bursts, row);
}

/* Calls */

/* Its numbers were counted with the call that it is a leg of. */
static bool is_leg(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (!attempt->legs[i].onward && attempt->legs[i].grade > GRADE_LOW)
			return true;
	return false;
}

/* By a machine, and before anything rang. */
static bool is_refused_at_once(const struct attempt *attempt)
{
	struct decline decline;

	return decline_of(attempt, &decline) && (decline.timing == TIMING_INSTANT || decline.timing == TIMING_NO_RING);
}

static void keep_name(struct row *row, struct str name)
{
	size_t n = name.n < NAME_BYTES ? name.n : NAME_BYTES;

	if (row->name[0] || !n)
		return;
	memcpy(row->name, name.p, n);
	row->name[n] = '\0';
}

static void count_user(struct bursts *bursts, enum burst_kind kind, const struct user *user, struct str name,
                       const struct sample *sample)
{
	struct key key = {.kind = kind, .user = *user};
	struct row *row;

	if (!user->hash)
		return;
	row = row_of(bursts, &key);
	keep_name(row, name);
	add(bursts, row, sample);
}

static void count_trunk(struct bursts *bursts, const struct key *trunk, struct str agent, const struct sample *sample)
{
	struct row *row = row_of(bursts, trunk);

	if (sample->refused)
		keep_name(row, agent);
	add(bursts, row, sample);
}

static struct str name_called(const struct attempt *attempt)
{
	struct number number = number_of(attempt->request_uri);

	return uri_user(number.count >= NUMBER_SHORTEST ? attempt->request_uri : attempt->to_uri);
}

void bursts_count(struct bursts *bursts, const struct attempt *attempt)
{
	struct user caller = user_calling(attempt->from_uri, &bursts->key),
		    callee = user_called(attempt->request_uri, attempt->to_uri, &bursts->key);
	struct key trunk = {.kind = BURST_TRUNK, .from = attempt->caller.address, .to = attempt->callee.address};
	const struct event *final = attempt->final;
	struct sample sample = {.caller = (uint32_t)caller.hash, .callee = (uint32_t)callee.hash};

	if (!final || !attempt->invite || attempt->mid_call || attempt->final_elsewhere || attempt->times_odd)
		return;
	sample.time = attempt->start;
	sample.frame = final->frame;
	sample.trunk = (uint32_t)key_hash(bursts, &trunk);
	sample.refused = is_refused_at_once(attempt);
	count_trunk(bursts, &trunk, final->agent, &sample);
	if (is_leg(attempt))
		return;
	count_user(bursts, BURST_CALLER, &caller, uri_user(attempt->from_uri), &sample);
	/* Whoever refuses everybody may well ring first. */
	sample.refused = final->code == 603 && !event_is_block(final);
	count_user(bursts, BURST_CALLEE, &callee, name_called(attempt), &sample);
}

/* Telling */

static bool is_trunk_found(const struct bursts *bursts, uint32_t trunk)
{
	for (unsigned i = 0; i < bursts->found_count[BURST_TRUNK]; i++)
		if ((uint32_t)bursts->found[BURST_TRUNK][i]->hash == trunk &&
		    bursts->found[BURST_TRUNK][i]->series.burst.refused)
			return true;
	return false;
}

/* Calls of numbers in no burst: what is usual here. */
static struct tally tally_others(const struct bursts *bursts, enum burst_kind kind)
{
	struct tally others = bursts->all[kind];

	for (unsigned i = 0; i < bursts->found_count[kind]; i++) {
		const struct row *row = bursts->found[kind][i];

		if (!row->series.burst.refused)
			continue;
		others.calls -= row->all.calls;
		others.refused -= row->all.refused;
	}
	return others;
}

/* How likely so many of count calls are refused when each is with this probability. */
static double chance_of(unsigned count, unsigned refused, double probability)
{
	double term = 1, sum = 0;

	for (unsigned i = 0; i < count; i++)
		term *= probability;
	/* From all of them down: each term of the binomial distribution makes the next. */
	for (unsigned i = count; i + 1 > refused && i > 0; i--) {
		sum += term;
		term *= (1 - probability) / probability * i / (count - i + 1);
	}
	return sum;
}

/* Where many calls are refused anyway, some of many numbers meet with nothing else. */
static bool is_chance(const struct bursts *bursts, const struct row *row, const struct tally *others)
{
	double probability = ((double)others->refused + 1) / ((double)others->calls + 2);

	return others->calls >= OTHERS_LEAST &&
	       chance_of(row->series.burst.calls, row->series.burst.refused, probability) *
	                       (double)bursts->tested[row->key.kind] >
	               CHANCE_MOST;
}

static void settle_kind(struct bursts *bursts, enum burst_kind kind)
{
	struct tally others;

	for (unsigned i = 0; i < bursts->found_count[kind]; i++)
		series_settle(&bursts->found[kind][i]->series, kind, true);
	if (kind == BURST_TRUNK)
		return;
	others = tally_others(bursts, kind);
	for (unsigned i = 0; i < bursts->found_count[kind]; i++)
		if (bursts->found[kind][i]->series.burst.refused && is_chance(bursts, bursts->found[kind][i], &others))
			bursts->found[kind][i]->series.burst.refused = 0;
}

void bursts_settle(struct bursts *bursts)
{
	for (enum burst_kind kind = 0; kind < BURST_KINDS; kind++)
		settle_kind(bursts, kind);
}

/* A trunk that refuses everything says nothing of the numbers that call by it. */
static bool is_told(const struct bursts *bursts, const struct row *row)
{
	return row->key.kind == BURST_TRUNK || !row->series.burst.trunk ||
	       !is_trunk_found(bursts, row->series.burst.trunk);
}

/* The one that began after *after, by time and frame, so that the order of the table does not show. NULL: none. */
static const struct row *next_row(const struct bursts *bursts, enum burst_kind kind, const struct row *after)
{
	const struct row *next = NULL;

	for (unsigned i = 0; i < bursts->found_count[kind]; i++) {
		const struct row *row = bursts->found[kind][i];

		if (!row->series.burst.refused || !is_told(bursts, row) ||
		    (after && row->series.burst.frames[0] <= after->series.burst.frames[0]))
			continue;
		if (!next || row->series.burst.frames[0] < next->series.burst.frames[0])
			next = row;
	}
	return next;
}

bool bursts_first(const struct bursts *bursts, enum burst_kind kind, ns *time, uint64_t *frame)
{
	const struct row *first = next_row(bursts, kind, NULL);

	if (!first)
		return false;
	*time = first->series.burst.times[0];
	*frame = first->series.burst.frames[0];
	return true;
}

static void tell_caller(const struct row *row, const char *since, struct finding *out)
{
	const struct burst *burst = &row->series.burst;

	/* TRANSLATORS: of a calling number: "; +15551234567: 9 of 10 calls to 8 numbers within an hour, the first refused in frame 12" */
	finding_printf(out, _("; %s: %u of %u calls to %u numbers within an hour, the first refused in %s"),
	               word_str(out, str_of(row->name)), burst->refused, burst->calls, burst->callees, since);
}

static void tell_callee(const struct row *row, const char *since, struct finding *out)
{
	const struct burst *burst = &row->series.burst;

	/* TRANSLATORS: of a called number: "; +15551234567: 9 of 10 calls from 8 numbers within an hour ..." */
	finding_printf(out, _("; %s: %u of %u calls from %u numbers within an hour, the first refused in %s"),
	               word_str(out, str_of(row->name)), burst->refused, burst->calls, burst->callers, since);
}

static void tell_trunk(const struct row *row, const char *since, struct finding *out)
{
	const struct burst *burst = &row->series.burst;
	const char *from = word_address(out, &row->key.from), *to = word_address(out, &row->key.to);

	/* TRANSLATORS: two hosts, and of the calls between: "; 10.0.0.1 > 10.0.0.2: 9 of 10 calls from 3 to 8 numbers within an hour ..." */
	if (row->name[0])
		finding_printf(
			out,
			_("; %s > %s: %u of %u calls from %u to %u numbers within an hour, the first refused in %s by %s"),
			from, to, burst->refused, burst->calls, burst->callers, burst->callees, since,
			word_str(out, str_of(row->name)));
	else
		finding_printf(
			out,
			_("; %s > %s: %u of %u calls from %u to %u numbers within an hour, the first refused in %s"),
			from, to, burst->refused, burst->calls, burst->callers, burst->callees, since);
}

static const char *opening(enum burst_kind kind)
{
	static const char *const openings[] = {
		[BURST_CALLER] =
			N_("a calling number is refused at once wherever it calls, as one with a bad reputation is"),
		[BURST_CALLEE] = N_("a called number refuses whoever calls it, as with do-not-disturb or screening"),
		[BURST_TRUNK] = N_("one connection refuses nearly all calls at once, whoever calls whom"),
	};

	return _(openings[kind]);
}

static void tell_row(const struct row *row, struct finding *out)
{
	const char *since = word_frame(out, row->series.burst.frames[0], row->series.burst.times[0]);

	if (row->key.kind == BURST_CALLER)
		tell_caller(row, since, out);
	else if (row->key.kind == BURST_CALLEE)
		tell_callee(row, since, out);
	else
		tell_trunk(row, since, out);
}

void bursts_tell(const struct bursts *bursts, enum burst_kind kind, struct finding *out)
{
	uint64_t more = bursts->more[kind];
	unsigned named = 0;

	finding_printf(out, "%s", opening(kind));
	for (const struct row *row = next_row(bursts, kind, NULL); row; row = next_row(bursts, kind, row)) {
		const struct burst *burst = &row->series.burst;

		for (unsigned i = 0; named == 0 && i < burst->frame_count; i++)
			finding_frame(out, burst->frames[i], burst->times[i]);
		if (named < NAMED)
			tell_row(row, out);
		else
			more++;
		named++;
	}
	if (more)
		finding_printf(out, language_plural("; and %llu more", "; and %llu more", more),
		               (unsigned long long)more);
}
