/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/ice.h"

#include "media/stun.h"
#include "sip/sdp.h"
#include "tests/test.h"

static const struct hash_key key = {0x0123456789abcdef, 0xfedcba9876543210};

enum {
	REQUEST = 0x0001,
	SUCCESS = 0x0101,
	REFUSAL = 0x0111,
	ALLOCATE = 0x0003,
};

static struct endpoint at(uint8_t host, uint16_t port)
{
	const uint8_t bytes[4] = {10, 0, 0, host};

	return (struct endpoint){address_of_ipv4(bytes), port};
}

/* One message from 10.0.0.from to 10.0.0.to, port 30000 both, of transaction id. */
struct sent {
	uint8_t from, to;
	uint16_t type;
	uint32_t id;
	const char *username;
	bool nominates;
	uint16_t port;
};

static uint64_t frames;

static bool send(struct ice *ice, struct sent sent)
{
	uint8_t bytes[64] = {(uint8_t)(sent.type >> 8), (uint8_t)sent.type, 0, 0, 0x21, 0x12, 0xa4, 0x42};
	struct payload payload = {
		.flow = {at(sent.from, sent.port ? sent.port : 30000), at(sent.to, 30000), TRANSPORT_UDP},
		.bytes = bytes,
		.time = (ns)(frames + 1) * SECOND,
		.frame = frames + 1};
	size_t size = STUN_HEADER, n = sent.username ? strlen(sent.username) : 0;

	frames++;
	memcpy(bytes + 8, &sent.id, sizeof(sent.id));
	if (n) {
		const uint8_t header[4] = {0, 6, 0, (uint8_t)n};

		memcpy(bytes + size, header, sizeof(header));
		memcpy(bytes + size + 4, sent.username, n);
		size += 4 + (n + 3) / 4 * 4;
	}
	if (sent.nominates) {
		bytes[size + 1] = 0x25;
		size += 4;
	}
	if (sent.type == REFUSAL) {
		const uint8_t error[8] = {0, 9, 0, 4, 0, 0, 4, 1};

		memcpy(bytes + size, error, sizeof(error));
		size += sizeof(error);
	}
	bytes[3] = (uint8_t)(size - STUN_HEADER);
	payload.size = payload.length = size;
	return ice_take(ice, &payload);
}

static const struct ice_check *checks(const struct ice *ice, const char *a, const char *b)
{
	return ice_checks(ice, sdp_ice_fragment(str_of(a)), sdp_ice_fragment(str_of(b)));
}

TEST(a_check_that_nobody_answers_stays_without_success)
{
	struct ice *ice = ice_new(&key);
	const struct ice_check *check;

	EXPECT(send(ice, (struct sent){1, 2, REQUEST, 1, "callee:caller"}));
	EXPECT(send(ice, (struct sent){1, 2, REQUEST, 1, "callee:caller"}));
	check = checks(ice, "caller", "callee");
	EXPECT(check && !check->next && check == checks(ice, "callee", "caller"));
	EXPECT_INT(2, check->requests.count);
	EXPECT_INT(0, check->successes.count);
	EXPECT(check->requests.last - check->requests.first == SECOND);
	EXPECT(check->sender == sdp_ice_fragment(STR("caller")));
	EXPECT_INT(30000, check->source.port);
	EXPECT(!checks(ice, "caller", "other"));
	EXPECT(!ice_checks(ice, 0, 0));
	ice_free(ice);
}

TEST(the_success_of_a_request_is_found_by_flow_and_transaction)
{
	struct ice *ice = ice_new(&key);

	send(ice, (struct sent){1, 2, REQUEST, 1, "b:a"});
	send(ice, (struct sent){1, 2, REQUEST, 2, "b:a", .nominates = true});
	EXPECT(send(ice, (struct sent){2, 1, SUCCESS, 1}));
	EXPECT_INT(1, checks(ice, "a", "b")->successes.count);
	EXPECT(!checks(ice, "a", "b")->nominated);
	send(ice, (struct sent){2, 1, SUCCESS, 2});
	EXPECT(checks(ice, "a", "b")->nominated);
	ice_free(ice);
}

TEST(both_directions_are_checks_of_one_session)
{
	struct ice *ice = ice_new(&key);
	const struct ice_check *check;

	send(ice, (struct sent){1, 2, REQUEST, 1, "b:a"});
	send(ice, (struct sent){2, 1, REQUEST, 2, "a:b"});
	send(ice, (struct sent){1, 2, SUCCESS, 2});
	check = checks(ice, "a", "b");
	EXPECT_INT(0, check->successes.count);
	EXPECT(check->next && !check->next->next);
	EXPECT_INT(1, check->next->successes.count);
	ice_free(ice);
}

TEST(an_error_counts_where_its_request_is_known)
{
	struct ice *ice = ice_new(&key);

	send(ice, (struct sent){1, 2, REQUEST, 1, "b:a"});
	send(ice, (struct sent){2, 1, REFUSAL, 7});
	EXPECT_INT(0, checks(ice, "a", "b")->errors.count);
	send(ice, (struct sent){2, 1, REFUSAL, 1});
	EXPECT_INT(1, checks(ice, "a", "b")->errors.count);
	EXPECT_INT(401, checks(ice, "a", "b")->error);
	ice_free(ice);
}

TEST(a_success_whose_request_was_long_ago_still_shows_a_path)
{
	struct ice *ice = ice_new(&key);

	for (uint32_t i = 1; i <= ICE_MAX_TRANSACTIONS + 1; i++)
		send(ice, (struct sent){1, 2, REQUEST, i, "b:a"});
	send(ice, (struct sent){2, 1, SUCCESS, 1});
	EXPECT_INT(1, checks(ice, "a", "b")->successes.count);
	ice_free(ice);
}

TEST(a_flow_that_two_sessions_use_in_turn_answers_the_later)
{
	struct ice *ice = ice_new(&key);

	send(ice, (struct sent){1, 2, REQUEST, 1, "b:a"});
	send(ice, (struct sent){1, 2, REQUEST, 2, "d:c"});
	send(ice, (struct sent){2, 1, SUCCESS, 2});
	EXPECT_INT(0, checks(ice, "a", "b")->successes.count);
	EXPECT_INT(1, checks(ice, "c", "d")->successes.count);
	ice_free(ice);
}

TEST(other_stun_is_stun_and_no_check)
{
	struct ice *ice = ice_new(&key);

	EXPECT(send(ice, (struct sent){1, 2, ALLOCATE, 1, "b:a"}));
	EXPECT(send(ice, (struct sent){1, 2, REQUEST, 1, "nobody"}));
	EXPECT(send(ice, (struct sent){1, 2, REQUEST, 1, ":a"}));
	EXPECT(send(ice, (struct sent){1, 2, REQUEST, 1}));
	EXPECT(send(ice, (struct sent){2, 1, SUCCESS, 1}));
	EXPECT(!checks(ice, "a", "b"));
	EXPECT(!ice_take(ice, &(struct payload){.size = 0}));
	ice_free(ice);
}

TEST(flows_of_one_session_have_a_ceiling)
{
	struct ice *ice = ice_new(&key);
	unsigned count = 0;

	for (unsigned i = 0; i < ICE_MAX_CHECKS + 5; i++)
		send(ice, (struct sent){1, 2, REQUEST, 1, "b:a", .port = (uint16_t)(20000 + i)});
	for (const struct ice_check *check = checks(ice, "a", "b"); check; check = check->next)
		count++;
	EXPECT_INT(ICE_MAX_CHECKS, count);
	EXPECT_INT(5, ice_forgotten(ice));
	ice_free(ice);
}

TEST(the_session_used_least_recently_goes_first)
{
	struct ice *ice = ice_new(&key);
	char username[32];

	send(ice, (struct sent){1, 2, REQUEST, 1, "x:old", .port = 1});
	send(ice, (struct sent){1, 2, REQUEST, 1, "x:kept", .port = 2});
	for (unsigned i = 0; i < ICE_MAX_CHECKS_ALL - 2; i++) {
		snprintf(username, sizeof(username), "x:%u", i);
		send(ice, (struct sent){(uint8_t)(1 + i / 60000), 3, REQUEST, 1, username, .port = (uint16_t)(10 + i)});
	}
	send(ice, (struct sent){1, 2, REQUEST, 1, "x:kept", .port = 2});
	EXPECT_INT(0, ice_forgotten(ice));
	send(ice, (struct sent){1, 2, REQUEST, 1, "x:new", .port = 3});
	EXPECT_INT(1, ice_forgotten(ice));
	EXPECT(!checks(ice, "x", "old"));
	EXPECT(checks(ice, "x", "kept") && checks(ice, "x", "new"));
	ice_free(ice);
}

TEST_MAIN
