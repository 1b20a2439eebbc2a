/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/keys.h"

#include "base/memory.h"

#include <string.h>

/* What a line is found by. */
struct name {
	uint8_t random[TLS_RANDOM];
	enum secret_label label;
};

struct secret {
	struct link link;
	struct name name;
	uint64_t hash;
	uint8_t size;
	uint8_t bytes[DIGEST_MAX];
};

static const char *const labels[SECRETS] = {
	[SECRET_MASTER] = "CLIENT_RANDOM",
	[SECRET_CLIENT_EARLY] = "CLIENT_EARLY_TRAFFIC_SECRET",
	[SECRET_CLIENT_HANDSHAKE] = "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
	[SECRET_SERVER_HANDSHAKE] = "SERVER_HANDSHAKE_TRAFFIC_SECRET",
	[SECRET_CLIENT_TRAFFIC] = "CLIENT_TRAFFIC_SECRET_0",
	[SECRET_SERVER_TRAFFIC] = "SERVER_TRAFFIC_SECRET_0",
};

void keys_init(struct keys *keys, const struct hash_key *key)
{
	*keys = (struct keys){.key = *key};
	list_init(&keys->oldest);
}

static void forget(struct keys *keys, struct secret *secret)
{
	table_drop(&keys->table, secret->hash, secret);
	list_remove(&secret->link);
	memory_free(secret);
}

void keys_done(struct keys *keys)
{
	struct link *link;

	while ((link = list_first(&keys->oldest)))
		forget(keys, LIST_OWNER(link, struct secret, link));
	table_done(&keys->table);
}

static bool is_named(const void *item, const void *key)
{
	const struct secret *secret = item;
	const struct name *name = key;

	return secret->name.label == name->label && memcmp(secret->name.random, name->random, TLS_RANDOM) == 0;
}

static uint64_t hash_of(const struct keys *keys, const struct name *name)
{
	struct str random = {(const char *)name->random, TLS_RANDOM};

	return hash_str(&keys->key, random) + name->label;
}

struct str keys_find(const struct keys *keys, const uint8_t *client_random, enum secret_label label)
{
	struct name name = {.label = label};
	const struct secret *secret;

	memcpy(name.random, client_random, TLS_RANDOM);
	secret = table_find(&keys->table, hash_of(keys, &name), is_named, &name);
	return secret ? (struct str){(const char *)secret->bytes, secret->size} : STR_NONE;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly n bytes in hexadecimal. */
static bool read_bytes(struct str text, uint8_t *out, size_t n)
{
	if (text.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = digit_of(text.p[2 * i]), low = digit_of(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static bool read_label(struct str text, enum secret_label *out)
{
	for (unsigned i = 0; i < SECRETS; i++)
		if (str_eq(text, str_of(labels[i]))) {
			*out = (enum secret_label)i;
			return true;
		}
	return false;
}

/* "LABEL random secret". A secret is as long as the hash it was made with: 32 or 48 bytes; a master secret has 48. */
static bool read_line(struct str line, struct secret *out)
{
	struct str label, random;

	if (!str_split(&line, ' ', &label) || !read_label(label, &out->name.label) || !str_split(&line, ' ', &random) ||
	    !read_bytes(random, out->name.random, TLS_RANDOM))
		return false;
	out->size = (uint8_t)(line.n / 2);
	if (out->size != TLS_MASTER_SECRET && (out->size != 32 || out->name.label == SECRET_MASTER))
		return false;
	return read_bytes(line, out->bytes, out->size);
}

/* True when it was not known. The latest line counts. */
static bool add(struct keys *keys, const struct secret *read, unsigned most)
{
	uint64_t hash = hash_of(keys, &read->name);
	struct secret *secret = table_find(&keys->table, hash, is_named, &read->name);

	if (secret && secret->size == read->size && memcmp(secret->bytes, read->bytes, read->size) == 0)
		return false;
	if (secret)
		forget(keys, secret);
	if (keys->table.count >= most) {
		keys->forgotten++;
		forget(keys, LIST_OWNER(list_first(&keys->oldest), struct secret, link));
	}
	secret = memory_new(sizeof(*secret));
	*secret = *read;
	secret->hash = hash;
	list_add(&keys->oldest, &secret->link);
	table_put(&keys->table, hash, secret);
	return true;
}

unsigned keys_add(struct keys *keys, struct str text, unsigned most)
{
	unsigned news = 0;
	struct str line;

	while (str_split(&text, '\n', &line)) {
		struct secret secret = {0};

		if (read_line(str_trim(line), &secret))
			news += add(keys, &secret, most);
	}
	return news;
}
