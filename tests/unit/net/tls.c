/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tls.h"

#include "base/memory.h"
#include "tests/test.h"
#include "tests/unit/net/tls_sessions.h"

#define UP "INVITE sip:bob\n"
#define DOWN "bob:pis ETIVNI\n"
#define UPDATED "after update\n"

enum {
	SESSIONS = sizeof(tls_sessions) / sizeof(tls_sessions[0]),
	CBC = 0,      /* TLS 1.2 */
	GCM = 2,      /* likewise */
	THIRTEEN = 7, /* TLS 1.3 */
	NAMED = 11,   /* TLS 1.3 with a certificate, server name and protocol */
	CLIENT_PORT = 40000,
	MOST_BYTES = 4096,
};

/* One connection and what came out of it. */
struct talk {
	struct tls_keys *keys;
	struct tls *tls;
	struct net_counters counters;
	struct buf text[2];
	unsigned gaps[2], ends[2];
	uint64_t frame[2]; /* of the latest text */
	ns time[2];
	uint64_t frames; /* put so far */
};

static struct talk talk_new(void)
{
	static const struct hash_key key = {1, 2};
	struct talk talk = {.keys = tls_keys_new(&key)};

	return talk;
}

static void talk_done(struct talk *talk)
{
	tls_free(talk->tls);
	tls_keys_free(talk->keys);
	buf_done(&talk->text[0]);
	buf_done(&talk->text[1]);
}

static void listen(struct talk *talk)
{
	struct payload payload;

	for (unsigned side = 0; side < 2; side++)
		while (tls_next(talk->tls, side, &payload)) {
			EXPECT_INT(TRANSPORT_TLS, payload.flow.transport);
			EXPECT_INT(side ? CLIENT_PORT : 5061, payload.flow.destination.port);
			EXPECT_INT(payload.size, payload.length);
			buf_add(&talk->text[side], (struct str){(const char *)payload.bytes, payload.size});
			talk->gaps[side] += payload.gap;
			talk->ends[side] += payload.end;
			talk->frame[side] = payload.frame;
			talk->time[side] = payload.time;
		}
}

static void put(struct talk *talk, unsigned side, const uint8_t *bytes, size_t n, bool gap, bool end)
{
	struct payload payload = {
		.flow.source.port = side ? 5061 : CLIENT_PORT,
		.flow.destination.port = side ? CLIENT_PORT : 5061,
		.flow.transport = TRANSPORT_TCP,
		.bytes = bytes,
		.size = n,
		.length = n,
		.frame = ++talk->frames,
		.stream = side + 1,
		.gap = gap,
		.end = end,
	};

	payload.time = (ns)talk->frames * SECOND;
	if (!talk->tls)
		talk->tls = tls_new(talk->keys, &talk->counters);
	tls_put(talk->tls, side, &payload);
	listen(talk);
}

static size_t read_hex(const char *hex, uint8_t *out)
{
	size_t n = strlen(hex) / 2;
	unsigned byte;

	for (size_t i = 0; i < n; i++)
		out[i] = sscanf(hex + 2 * i, "%2x", &byte) == 1 ? (uint8_t)byte : 0;
	return n;
}

static void put_piece(struct talk *talk, const struct tls_session *session, unsigned piece, bool gap)
{
	uint8_t bytes[MOST_BYTES];
	size_t n = read_hex(session->piece[piece].hex, bytes);

	put(talk, session->piece[piece].side, bytes, n, gap, false);
}

static void put_all(struct talk *talk, const struct tls_session *session)
{
	for (unsigned i = 0; session->piece[i].hex; i++)
		put_piece(talk, session, i, false);
}

static void learn(struct talk *talk, const struct tls_session *session)
{
	tls_keys_add(talk->keys, str_of(session->keys));
}

static bool is_thirteen(const struct tls_session *session)
{
	return strncmp(session->name, "TLS 1.3", 7) == 0;
}

static void expect_texts(const struct talk *talk, const struct tls_session *session)
{
	bool ok;

	EXPECT_STR(is_thirteen(session) ? UP UPDATED : UP, buf_str(&talk->text[0]));
	EXPECT_STR(DOWN, buf_str(&talk->text[1]));
	EXPECT_INT(0, talk->counters.tls_damaged + talk->counters.tls_without_keys);
	ok = str_eq(buf_str(&talk->text[1]), STR(DOWN));
	if (!ok)
		printf("# %s\n", session->name);
}

/* The first record of application data of a side: its piece. TLS 1.3 sends it after the side's flight. */
static unsigned piece_with_text(const struct tls_session *session, unsigned side)
{
	unsigned i = 0;

	while (session->piece[i].side != side || strncmp(session->piece[i].hex, "170303", 6) != 0)
		i++;
	return i;
}

TEST(each_kind_of_cipher_suite_is_read)
{
	for (unsigned i = 0; tls_is_read() && i < SESSIONS; i++) {
		struct talk talk = talk_new();

		learn(&talk, &tls_sessions[i]);
		put_all(&talk, &tls_sessions[i]);
		expect_texts(&talk, &tls_sessions[i]);
		EXPECT(tls_facts(talk.tls)->decrypted);
		EXPECT_INT(0, talk.gaps[0] + talk.gaps[1]);
		talk_done(&talk);
	}
}

TEST(records_may_come_byte_by_byte)
{
	for (unsigned i = 0; tls_is_read() && i < SESSIONS; i++) {
		struct talk talk = talk_new();

		learn(&talk, &tls_sessions[i]);
		for (unsigned piece = 0; tls_sessions[i].piece[piece].hex; piece++) {
			uint8_t bytes[MOST_BYTES];
			size_t n = read_hex(tls_sessions[i].piece[piece].hex, bytes);

			for (size_t at = 0; at < n; at++)
				put(&talk, tls_sessions[i].piece[piece].side, bytes + at, 1, false, false);
		}
		expect_texts(&talk, &tls_sessions[i]);
		talk_done(&talk);
	}
}

TEST(what_was_said_before_its_secret_was_known_keeps_its_time_and_frame)
{
	for (unsigned i = 0; tls_is_read() && i < SESSIONS; i++) {
		struct talk talk = talk_new();

		put_all(&talk, &tls_sessions[i]);
		EXPECT_INT(0, talk.text[0].n + talk.text[1].n);
		EXPECT(tls_waits(talk.tls));
		learn(&talk, &tls_sessions[i]);
		listen(&talk);
		expect_texts(&talk, &tls_sessions[i]);
		EXPECT_INT(talk.frame[1] * SECOND, talk.time[1]);
		EXPECT(talk.frame[1] < talk.frames);
		EXPECT(!tls_waits(talk.tls));
		talk_done(&talk);
	}
}

TEST(secrets_that_come_one_by_one_are_used_as_they_come)
{
	struct talk talk = talk_new();
	struct str keys = str_of(tls_sessions[THIRTEEN].keys), line;

	if (!tls_is_read())
		return;
	put_all(&talk, &tls_sessions[THIRTEEN]);
	while (str_split(&keys, '\n', &line) && line.n) {
		tls_keys_add(talk.keys, line);
		listen(&talk);
	}
	expect_texts(&talk, &tls_sessions[THIRTEEN]);
	talk_done(&talk);
}

TEST(traffic_secrets_are_enough)
{
	struct talk talk = talk_new();
	struct str keys = str_of(tls_sessions[THIRTEEN].keys), line;

	if (!tls_is_read())
		return;
	while (str_split(&keys, '\n', &line) && line.n)
		if (str_has(line, STR("_TRAFFIC_SECRET_0 ")))
			EXPECT_INT(1, tls_keys_add(talk.keys, line));
	put_all(&talk, &tls_sessions[THIRTEEN]);
	EXPECT_STR(UP UPDATED, buf_str(&talk.text[0]));
	EXPECT_STR(DOWN, buf_str(&talk.text[1]));
	EXPECT_INT(0, talk.counters.tls_damaged);
	talk_done(&talk);
}

TEST(either_side_may_be_captured_first)
{
	for (unsigned i = 0; tls_is_read() && i < SESSIONS; i++)
		for (unsigned first = 0; first < 2; first++) {
			struct talk talk = talk_new();

			learn(&talk, &tls_sessions[i]);
			for (unsigned turn = 0; turn < 2; turn++)
				for (unsigned piece = 0; tls_sessions[i].piece[piece].hex; piece++)
					if (tls_sessions[i].piece[piece].side == (first ^ turn))
						put_piece(&talk, &tls_sessions[i], piece, false);
			expect_texts(&talk, &tls_sessions[i]);
			talk_done(&talk);
		}
}

TEST(another_handshake_on_the_same_connection_begins_anew)
{
	static const unsigned order[] = {GCM, THIRTEEN, CBC};
	struct talk talk = talk_new();

	for (unsigned i = 0; tls_is_read() && i < 3; i++) {
		const struct tls_session *session = &tls_sessions[order[i]];

		learn(&talk, session);
		put_all(&talk, session);
		expect_texts(&talk, session);
		buf_clear(&talk.text[0]);
		buf_clear(&talk.text[1]);
	}
	talk_done(&talk);
}

TEST(what_follows_a_lost_key_update_is_read_and_marked)
{
	struct talk talk = talk_new();
	const struct tls_session *session = &tls_sessions[THIRTEEN];
	unsigned updates = 0;
	bool gap = false;

	if (!tls_is_read())
		return;
	learn(&talk, session);
	for (unsigned i = 0; session->piece[i].hex; i++) {
		bool is_text = session->piece[i].side == 0 && strncmp(session->piece[i].hex, "170303", 6) == 0;

		updates += is_text;
		if (is_text && updates == 2) { /* after the line: the KeyUpdate */
			gap = true;
			continue;
		}
		put_piece(&talk, session, i, gap && session->piece[i].side == 0);
		gap = gap && session->piece[i].side != 0;
	}
	EXPECT_STR(UP UPDATED, buf_str(&talk.text[0]));
	EXPECT_INT(1, talk.gaps[0]);
	EXPECT_INT(0, talk.counters.tls_damaged);
	talk_done(&talk);
}

TEST(what_follows_a_lost_piece_is_read_and_marked)
{
	for (unsigned i = 0; tls_is_read() && i < SESSIONS; i++) {
		const struct tls_session *session = &tls_sessions[i];
		unsigned lost = piece_with_text(session, 0) - 1;
		struct talk talk = talk_new();

		/* What the client said last before its line: its Finished, or that with its ChangeCipherSpec. */
		while (session->piece[lost].side)
			lost--;
		learn(&talk, session);
		for (unsigned piece = 0; session->piece[piece].hex; piece++)
			if (piece != lost)
				put_piece(&talk, session, piece,
				          session->piece[piece].side == 0 && piece > lost && !talk.gaps[0]);
		EXPECT_STR(is_thirteen(session) ? UP UPDATED : UP, buf_str(&talk.text[0]));
		EXPECT_INT(1, talk.gaps[0]);
		EXPECT_STR(DOWN, buf_str(&talk.text[1]));
		EXPECT_INT(0, talk.counters.tls_damaged);
		talk_done(&talk);
	}
}

TEST(a_gap_may_end_within_a_record)
{
	const struct tls_session *session = &tls_sessions[GCM];
	unsigned text = piece_with_text(session, 1);
	struct talk talk = talk_new();
	uint8_t bytes[MOST_BYTES];

	if (!tls_is_read())
		return;
	learn(&talk, session);
	for (unsigned i = 0; session->piece[i].hex; i++) {
		size_t n = read_hex(session->piece[i].hex, bytes);

		if (session->piece[i].side == 0 || i >= text) {
			put(&talk, session->piece[i].side, bytes, n, false, false);
		} else if (strncmp(session->piece[i].hex, "140303", 6) == 0) {
			put(&talk, 1, bytes, 8, false, false);
			put(&talk, 1, bytes + 20, n - 20, true, false);
		} else {
			put(&talk, 1, bytes, n, false, false);
		}
	}
	EXPECT_STR(DOWN, buf_str(&talk.text[1]));
	EXPECT_INT(1, talk.gaps[1]);
	talk_done(&talk);
}

TEST(the_end_comes_after_what_waited)
{
	struct talk talk = talk_new();

	if (!tls_is_read())
		return;
	put_all(&talk, &tls_sessions[GCM]);
	put(&talk, 0, NULL, 0, false, true);
	put(&talk, 1, NULL, 0, false, true);
	EXPECT_INT(0, talk.ends[0] + talk.ends[1]);
	learn(&talk, &tls_sessions[GCM]);
	listen(&talk);
	expect_texts(&talk, &tls_sessions[GCM]);
	EXPECT_INT(1, talk.ends[0]);
	EXPECT_INT(1, talk.ends[1]);
	talk_done(&talk);
}

TEST(a_connection_without_secrets_is_told_of_before_and_after_it_is_over)
{
	struct tls_closed *closed = memory_new(sizeof(*closed));
	struct talk talk = talk_new();

	put_all(&talk, &tls_sessions[NAMED]);
	for (unsigned turn = 0; turn < 2; turn++) {
		tls_closed(talk.keys, closed);
		EXPECT_INT(1, closed->total);
		EXPECT_INT(1, closed->count);
		EXPECT_INT(CLIENT_PORT, closed->connection[0].flow.source.port);
		EXPECT_INT(1, closed->connection[0].frame);
		EXPECT_INT(SECOND, closed->connection[0].time);
		EXPECT_STR("sip.example.com", str_of(closed->connection[0].server_name));
		EXPECT(closed->connection[0].sip);
		EXPECT_INT(TLS_NO_SECRETS, closed->connection[0].obstacle);
		EXPECT(closed->connection[0].records > 2);
		tls_free(talk.tls);
		talk.tls = NULL;
	}
	EXPECT(talk.counters.tls_without_keys > 2);
	memory_free(closed);
	talk_done(&talk);
}

TEST(a_connection_that_could_be_read_is_not_closed)
{
	struct tls_closed *closed = memory_new(sizeof(*closed));
	struct talk talk = talk_new();

	learn(&talk, &tls_sessions[GCM]);
	put_all(&talk, &tls_sessions[GCM]);
	tls_closed(talk.keys, closed);
	EXPECT_INT(tls_is_read() ? 0 : 1, closed->total);
	memory_free(closed);
	talk_done(&talk);
}

TEST(a_connection_joined_midway_holds_nothing)
{
	const struct tls_session *session = &tls_sessions[GCM];
	struct talk talk = talk_new();

	learn(&talk, session);
	for (unsigned i = piece_with_text(session, 0); session->piece[i].hex; i++)
		put_piece(&talk, session, i, i < piece_with_text(session, 0) + 2);
	EXPECT_INT(0, talk.text[0].n + talk.text[1].n);
	EXPECT(!tls_waits(talk.tls));
	EXPECT_INT(TLS_MIDWAY, tls_facts(talk.tls)->obstacle);
	EXPECT_INT(2, talk.counters.tls_without_keys);
	EXPECT_INT(5061, tls_facts(talk.tls)->flow.destination.port);
	talk_done(&talk);
}

/* The sessions' hellos with another version or suite. */
static void put_changed(struct talk *talk, unsigned number, size_t at, uint8_t first, uint8_t second)
{
	const struct tls_session *session = &tls_sessions[number];

	for (unsigned i = 0; session->piece[i].hex; i++) {
		uint8_t bytes[MOST_BYTES];
		size_t n = read_hex(session->piece[i].hex, bytes);

		if (bytes[0] == 22 && bytes[5] == 2) {
			bytes[at] = first;
			bytes[at + 1] = second;
		}
		put(talk, session->piece[i].side, bytes, n, false, false);
	}
}

TEST(an_old_version_is_told_as_such)
{
	struct talk talk = talk_new();

	learn(&talk, &tls_sessions[GCM]);
	put_changed(&talk, GCM, 9, 3, 2);
	EXPECT_INT(TLS_OLD, tls_facts(talk.tls)->obstacle);
	EXPECT(!tls_waits(talk.tls));
	EXPECT_INT(2, talk.counters.tls_without_keys);
	talk_done(&talk);
}

TEST(a_suite_that_is_not_read_is_told_as_such)
{
	struct talk talk = talk_new();

	learn(&talk, &tls_sessions[CBC]);
	put_changed(&talk, CBC, 11 + 32 + 1 + 32, 0, 5); /* RC4; a session id of 32 bytes is before it */
	EXPECT_INT(TLS_SUITE, tls_facts(talk.tls)->obstacle);
	EXPECT(!tls_waits(talk.tls));
	talk_done(&talk);
}

TEST(a_wrong_secret_opens_nothing)
{
	struct talk talk = talk_new();
	struct buf keys = {0};

	buf_printf(&keys, "%s", tls_sessions[GCM].keys);
	keys.p[keys.n - 2] = keys.p[keys.n - 2] == '0' ? '1' : '0';
	tls_keys_add(talk.keys, buf_str(&keys));
	put_all(&talk, &tls_sessions[GCM]);
	EXPECT_INT(0, talk.text[0].n + talk.text[1].n);
	EXPECT_INT(0, talk.counters.tls_decrypted);
	EXPECT(!tls_is_read() || talk.counters.tls_damaged >= 2);
	buf_done(&keys);
	talk_done(&talk);
}

TEST(a_changed_record_is_refused_and_the_next_one_marked)
{
	const struct tls_session *session = &tls_sessions[THIRTEEN];
	struct talk talk = talk_new();

	if (!tls_is_read())
		return;
	learn(&talk, session);
	for (unsigned i = 0; session->piece[i].hex; i++) {
		uint8_t bytes[MOST_BYTES];
		size_t n = read_hex(session->piece[i].hex, bytes);

		bytes[n - 1] ^= i == piece_with_text(session, 0);
		put(&talk, session->piece[i].side, bytes, n, false, false);
	}
	EXPECT_STR(UPDATED, buf_str(&talk.text[0]));
	EXPECT_INT(1, talk.counters.tls_damaged);
	EXPECT_INT(1, talk.gaps[0]);
	talk_done(&talk);
}

static void put_nonsense(struct talk *talk, unsigned records)
{
	static const uint8_t record[5 + 1024] = {23, 3, 3, 4, 0};

	for (unsigned i = 0; i < records; i++)
		put(talk, 1, record, sizeof(record), false, false);
}

TEST(what_waits_is_bounded)
{
	enum {
		RECORDS = 200
	};
	const struct tls_session *session = &tls_sessions[GCM];
	struct talk talk = talk_new();

	for (unsigned i = 0; session->piece[i].hex && i < piece_with_text(session, 1); i++)
		put_piece(&talk, session, i, false);
	put_nonsense(&talk, RECORDS);
	EXPECT(talk.counters.tls_without_keys >= RECORDS - TLS_MAX_WAITING / 1024);
	EXPECT(talk.counters.tls_without_keys < RECORDS);
	EXPECT(tls_waits(talk.tls));
	talk_done(&talk);
}

TEST(connections_together_hold_no_more_than_the_budget)
{
	enum {
		CONNECTIONS = 2 * TLS_MAX_WAITING_ALL / TLS_MAX_WAITING
	};
	const struct tls_session *session = &tls_sessions[GCM];
	struct talk talk = talk_new();
	static struct tls *all[CONNECTIONS];
	unsigned waiting = 0;

	for (unsigned c = 0; c < CONNECTIONS; c++) {
		talk.tls = NULL;
		for (unsigned i = 0; i < piece_with_text(session, 1); i++)
			put_piece(&talk, session, i, false);
		put_nonsense(&talk, 60);
		all[c] = talk.tls;
	}
	for (unsigned c = 0; c < CONNECTIONS; c++)
		waiting += tls_waits(all[c]);
	EXPECT(waiting > CONNECTIONS / 4 && waiting < CONNECTIONS * 3 / 4);
	EXPECT(!tls_waits(all[0]) && tls_waits(all[CONNECTIONS - 1]));
	talk.tls = NULL;
	for (unsigned c = 0; c < CONNECTIONS; c++)
		tls_free(all[c]);
	talk_done(&talk);
}

/* Of a ClientHello as long as one may be, that says sip/2 first: RFC 8446 4.1.2. */
static void put_part(struct talk *talk, size_t from, size_t until)
{
	static uint8_t record[5 + TLS_MAX_MESSAGE] = {22, 3, 3}, hello[4 + TLS_MAX_MESSAGE] = {1, 0, 0x40, 0, 3, 3};
	static const uint8_t behind_random[] = {0, 0, 2, 0x13, 1,   1,   0,   0x3f, 0xd5, 0,  16,   0,   8,
	                                        0, 6, 5, 's',  'i', 'p', '/', '2',  0,    21, 0x3f, 0xc5};

	memcpy(hello + 38, behind_random, sizeof(behind_random));
	record[3] = (uint8_t)((until - from) >> 8);
	record[4] = (uint8_t)(until - from);
	memcpy(record + 5, hello + from, until - from);
	put(talk, 0, record, 5 + until - from, false, false);
}

TEST(hellos_that_never_end_are_held_within_the_budget)
{
	enum {
		CONNECTIONS = 2 * TLS_MAX_WAITING_ALL / TLS_MAX_MESSAGE,
		HALF = TLS_MAX_MESSAGE / 2,
		ALL = 4 + TLS_MAX_MESSAGE,
	};
	struct talk talk = talk_new();
	static struct tls *all[CONNECTIONS];

	for (unsigned c = 0; c < CONNECTIONS; c++) {
		talk.tls = NULL;
		put_part(&talk, 0, ALL - HALF);
		all[c] = talk.tls;
	}
	for (unsigned c = 0; c < CONNECTIONS; c += CONNECTIONS - 1) {
		talk.tls = all[c];
		put_part(&talk, ALL - HALF, ALL);
	}
	EXPECT(!tls_facts(all[0])->sip);
	EXPECT(tls_facts(all[CONNECTIONS - 1])->sip);
	talk.tls = NULL;
	for (unsigned c = 0; c < CONNECTIONS; c++)
		tls_free(all[c]);
	talk_done(&talk);
}

TEST(likely_sip_is_told_before_other_connections)
{
	struct tls_closed *closed = memory_new(sizeof(*closed));
	struct talk talk = talk_new();

	for (unsigned i = 0; i < TLS_MAX_CLOSED + 10; i++) {
		uint8_t record[] = {23, 3, 3, 0, 1, 0};
		struct payload payload = {
			.bytes = record, .size = sizeof(record), .length = sizeof(record), .frame = i + 1, .gap = true};

		payload.flow.source.port = CLIENT_PORT;
		payload.flow.destination.port = i == TLS_MAX_CLOSED + 5 ? 5061 : 443;
		talk.tls = tls_new(talk.keys, &talk.counters);
		tls_put(talk.tls, 0, &payload);
		tls_free(talk.tls);
	}
	talk.tls = NULL;
	tls_closed(talk.keys, closed);
	EXPECT_INT(TLS_MAX_CLOSED + 10, closed->total);
	EXPECT_INT(TLS_MAX_CLOSED, closed->count);
	EXPECT_INT(1, closed->connection[0].frame);
	EXPECT_INT(TLS_MAX_CLOSED - 1, closed->connection[TLS_MAX_CLOSED - 2].frame);
	EXPECT_INT(TLS_MAX_CLOSED + 6, closed->connection[TLS_MAX_CLOSED - 1].frame);
	memory_free(closed);
	talk_done(&talk);
}

#define RANDOM "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

TEST(key_log_lines_are_told_from_others)
{
	struct talk talk = talk_new();

	EXPECT_INT(2,
	           tls_keys_add(talk.keys, STR("# a comment\nnonsense\n\n"
	                                       "CLIENT_RANDOM " RANDOM " " RANDOM "00112233445566778899aabbccddeeff\r\n"
	                                       "CLIENT_RANDOM " RANDOM " " RANDOM "\n"
	                                       "CLIENT_RANDOM " RANDOM "00 " RANDOM "00112233445566778899aabbccddeeff\n"
	                                       "CLIENT_RANDOM " RANDOM " " RANDOM "00112233445566778899aabbccddeefg\n"
	                                       "EXPORTER_SECRET " RANDOM " " RANDOM "\n"
	                                       "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " RANDOM)));
	EXPECT_INT(0, tls_keys_add(talk.keys, STR("CLIENT_TRAFFIC_SECRET_0 " RANDOM " " RANDOM "\n")));
	talk_done(&talk);
}

TEST(the_oldest_secrets_are_forgotten)
{
	enum {
		MORE = 10
	};
	const struct tls_session *session = &tls_sessions[GCM];
	struct talk talk = talk_new();

	EXPECT_INT(1, tls_keys_add(talk.keys, str_of(session->keys)));
	for (unsigned i = 0; i < TLS_MAX_SECRETS - 1 + MORE; i++) {
		char line[256];
		int n = snprintf(line, sizeof(line), "CLIENT_TRAFFIC_SECRET_0 %08x%.56s %s\n", i, RANDOM, RANDOM);

		EXPECT_INT(1, tls_keys_add(talk.keys, (struct str){line, (size_t)n}));
		if (i == TLS_MAX_SECRETS - 2)
			EXPECT_INT(0, tls_keys_forgotten(talk.keys));
	}
	EXPECT_INT(MORE, tls_keys_forgotten(talk.keys));
	put_all(&talk, session);
	EXPECT_INT(0, talk.text[0].n);
	talk_done(&talk);
}

TEST(a_record_is_recognized_by_its_header)
{
	bool maybe;

	EXPECT(tls_begins((struct str){"\x16\x03\x01\x01\x00\x01", 6}, &maybe) && !maybe);
	EXPECT(tls_begins((struct str){"\x17\x03\x03\x48\x00", 5}, &maybe));
	EXPECT(!tls_begins((struct str){"\x17\x03\x03\x48\x01", 5}, &maybe) && !maybe);
	EXPECT(!tls_begins((struct str){"\x17\x03\x03\x00\x00", 5}, &maybe) && !maybe);
	EXPECT(!tls_begins(STR("INVITE sip:bob"), &maybe) && !maybe);
	EXPECT(!tls_begins((struct str){"\x16\x03\x04\x00\x10", 5}, &maybe) && !maybe);
	EXPECT(!tls_begins(STR_NONE, &maybe) && maybe);
	for (size_t n = 1; n < 5; n++)
		EXPECT(!tls_begins((struct str){"\x16\x03\x01\x00\x10", n}, &maybe) && maybe);
	EXPECT(!tls_begins(STR("I"), &maybe) && !maybe);
}

TEST_MAIN
