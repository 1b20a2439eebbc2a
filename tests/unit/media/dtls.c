/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/dtls.h"

#include "tests/test.h"

static const struct hash_key key = {0x0123456789abcdef, 0xfedcba9876543210};

enum {
	ALERT = 21,
	HANDSHAKE = 22,
	APPLICATION = 23,
};

static struct endpoint at(uint8_t host, uint16_t port)
{
	const uint8_t bytes[4] = {10, 0, 0, host};

	return (struct endpoint){address_of_ipv4(bytes), port};
}

static uint64_t frames;

static bool send_bytes(struct dtls *dtls, uint8_t from, uint8_t to, const uint8_t *bytes, size_t size)
{
	struct payload payload = {.flow = {at(from, 30000), at(to, 30000), TRANSPORT_UDP},
	                          .bytes = bytes,
	                          .size = size,
	                          .length = size,
	                          .time = (ns)(frames + 1) * SECOND,
	                          .frame = frames + 1};

	frames++;
	return dtls_take(dtls, &payload);
}

/* A record: of a handshake in the clear begins the message of that type, with random. */
static bool send(struct dtls *dtls, uint8_t from, uint8_t to, uint8_t type, uint8_t epoch, uint8_t message,
                 uint8_t random)
{
	uint8_t bytes[13 + 12 + 34] = {type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 0, 0, 12 + 34, message};

	memset(bytes + 25, random, 34);
	if (type == ALERT) {
		bytes[13] = 2;
		bytes[14] = message;
	}
	return send_bytes(dtls, from, to, bytes, sizeof(bytes));
}

static const struct dtls_session *latest(const struct dtls *dtls, uint8_t host)
{
	const struct endpoint end = at(host, 30000);

	return dtls_next(dtls, &end, NULL);
}

TEST(a_handshake_is_complete_when_both_sides_have_keys)
{
	struct dtls *dtls = dtls_new(&key);
	const struct dtls_session *session;

	EXPECT(send(dtls, 1, 2, HANDSHAKE, 0, 1, 7));
	session = latest(dtls, 2);
	EXPECT(session && session == latest(dtls, 1));
	EXPECT(endpoint_same(&session->ends[DTLS_CLIENT], &(struct endpoint){at(1, 0).address, 30000}));
	EXPECT(send(dtls, 2, 1, HANDSHAKE, 0, 3, 0));
	EXPECT(send(dtls, 1, 2, HANDSHAKE, 0, 1, 7));
	EXPECT(send(dtls, 2, 1, HANDSHAKE, 0, 2, 9));
	EXPECT(send(dtls, 2, 1, HANDSHAKE, 0, 11, 9));
	EXPECT(send(dtls, 1, 2, HANDSHAKE, 1, 0, 0));
	EXPECT(!dtls_is_complete(session, NEVER));
	EXPECT(send(dtls, 2, 1, HANDSHAKE, 1, 0, 0));
	EXPECT(dtls_is_complete(session, NEVER));
	EXPECT(!dtls_is_complete(session, session->finished[DTLS_SERVER].first - 1));
	EXPECT_INT(2, session->hellos.count);
	EXPECT_INT(1, session->retries.count);
	EXPECT_INT(1, session->server_hellos.count);
	EXPECT_INT(1, session->certificates[DTLS_SERVER].count);
	EXPECT_INT(0, session->certificates[DTLS_CLIENT].count);
	EXPECT(session->last - session->first == 6 * SECOND);
	dtls_free(dtls);
}

TEST(another_hello_of_the_client_begins_another_session)
{
	struct dtls *dtls = dtls_new(&key);
	const struct endpoint end = at(1, 30000);
	const struct dtls_session *session;

	send(dtls, 1, 2, HANDSHAKE, 0, 1, 7);
	send(dtls, 1, 2, HANDSHAKE, 0, 1, 8);
	send(dtls, 2, 1, HANDSHAKE, 0, 2, 9);
	session = dtls_next(dtls, &end, NULL);
	EXPECT_INT(1, session->server_hellos.count);
	session = dtls_next(dtls, &end, session);
	EXPECT(session && !session->server_hellos.count && session->hellos.count == 1);
	EXPECT(!dtls_next(dtls, &end, session));
	dtls_free(dtls);
}

TEST(two_that_both_begin_are_one_session)
{
	struct dtls *dtls = dtls_new(&key);

	send(dtls, 1, 2, HANDSHAKE, 0, 1, 7);
	send(dtls, 2, 1, HANDSHAKE, 0, 1, 8);
	EXPECT_INT(1, latest(dtls, 1)->hellos.count);
	EXPECT_INT(1, latest(dtls, 1)->counter_hellos.count);
	dtls_free(dtls);
}

TEST(what_goes_on_when_the_capture_begins_is_a_session_without_hello)
{
	struct dtls *dtls = dtls_new(&key);

	EXPECT(send(dtls, 1, 2, APPLICATION, 1, 0, 0));
	EXPECT(send(dtls, 2, 1, APPLICATION, 1, 0, 0));
	EXPECT(dtls_is_complete(latest(dtls, 1), NEVER));
	EXPECT_INT(0, latest(dtls, 1)->hellos.count);
	send(dtls, 2, 1, HANDSHAKE, 0, 1, 7);
	EXPECT(endpoint_same(&latest(dtls, 1)->ends[DTLS_CLIENT], &(struct endpoint){at(2, 0).address, 30000}));
	EXPECT(!dtls_is_complete(latest(dtls, 1), NEVER));
	dtls_free(dtls);
}

TEST(the_first_alert_in_the_clear_is_kept)
{
	struct dtls *dtls = dtls_new(&key);

	send(dtls, 1, 2, HANDSHAKE, 0, 1, 7);
	send(dtls, 2, 1, ALERT, 0, 40, 0);
	send(dtls, 1, 2, ALERT, 0, 80, 0);
	send(dtls, 1, 2, ALERT, 1, 10, 0);
	EXPECT_INT(40, latest(dtls, 1)->alert_description);
	EXPECT_INT(2, latest(dtls, 1)->alert_level);
	EXPECT_INT(1, latest(dtls, 1)->alerts[DTLS_SERVER].count);
	EXPECT_INT(1, latest(dtls, 1)->alerts[DTLS_CLIENT].count);
	EXPECT(strcmp("handshake_failure", dtls_alert_name(40)) == 0);
	EXPECT(!dtls_alert_name(255));
	dtls_free(dtls);
}

TEST(encrypted_records_of_version_3_are_told_by_what_went_before)
{
	const uint8_t finished[] = {0x2e, 0, 1, 0, 4, 1, 2, 3, 4}, application[] = {0x2f, 0, 1, 0, 4, 1, 2, 3, 4};
	struct dtls *dtls = dtls_new(&key);

	EXPECT(!send_bytes(dtls, 1, 2, finished, sizeof(finished)));
	send(dtls, 1, 2, HANDSHAKE, 0, 1, 7);
	EXPECT(send_bytes(dtls, 2, 1, finished, sizeof(finished)));
	EXPECT(!dtls_is_complete(latest(dtls, 1), NEVER));
	EXPECT(send_bytes(dtls, 1, 2, application, sizeof(application)));
	EXPECT(dtls_is_complete(latest(dtls, 1), NEVER));
	dtls_free(dtls);
}

TEST(several_records_of_a_datagram_all_count)
{
	const uint8_t bytes[] = {22, 0xfe, 0xfd, 0, 0, 0, 0, 0,  0,    0,    0, 0, 12, 2, 0,    0, 0, 0,
	                         0,  0,    0,    0, 0, 0, 0, 22, 0xfe, 0xfd, 0, 0, 0,  0, 0,    0, 0, 0,
	                         0,  12,   11,   0, 0, 0, 0, 0,  0,    0,    0, 0, 0,  0, 0x2e, 1};
	struct dtls *dtls = dtls_new(&key);

	EXPECT(send_bytes(dtls, 1, 2, bytes, sizeof(bytes)));
	EXPECT_INT(1, latest(dtls, 1)->server_hellos.count);
	EXPECT_INT(1, latest(dtls, 1)->certificates[DTLS_CLIENT].count);
	EXPECT_INT(1, latest(dtls, 1)->finished[DTLS_CLIENT].count);
	dtls_free(dtls);
}

TEST(what_is_no_record_is_no_dtls)
{
	const uint8_t longer[] = {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1},
		      tls[] = {22, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	struct dtls *dtls = dtls_new(&key);

	EXPECT(!send_bytes(dtls, 1, 2, longer, sizeof(longer)));
	EXPECT(!send_bytes(dtls, 1, 2, tls, sizeof(tls)));
	EXPECT(!send_bytes(dtls, 1, 2, tls, 5));
	EXPECT(!send_bytes(dtls, 1, 2, NULL, 0));
	EXPECT(!latest(dtls, 1));
	dtls_free(dtls);
}

TEST(the_session_used_least_recently_goes_first)
{
	struct dtls *dtls = dtls_new(&key);

	send(dtls, 1, 2, HANDSHAKE, 0, 1, 7);
	send(dtls, 3, 4, HANDSHAKE, 0, 1, 7);
	send(dtls, 1, 2, HANDSHAKE, 0, 1, 7);
	for (unsigned i = 0; i < DTLS_MAX_SESSIONS - 1; i++)
		send(dtls, 5, 6, HANDSHAKE, 0, 1, (uint8_t)(i % 2));
	EXPECT_INT(1, dtls_forgotten(dtls));
	EXPECT(latest(dtls, 1) && !latest(dtls, 3) && !latest(dtls, 4));
	dtls_free(dtls);
}

TEST_MAIN
