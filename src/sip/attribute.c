/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/attribute.h"

#include "sip/field.h"

const struct hash_key sdp_block_key = {0x243f6a8885a308d3, 0x13198a2e03707344};

static const struct str directions[] = {
	[SDP_SENDRECV] = {"sendrecv", 8},
	[SDP_SENDONLY] = {"sendonly", 8},
	[SDP_RECVONLY] = {"recvonly", 8},
	[SDP_INACTIVE] = {"inactive", 8},
};

static bool take_direction(struct sdp_media *facts, struct str name)
{
	for (int i = SDP_SENDRECV; i <= SDP_INACTIVE; i++) {
		if (!str_eq(directions[i], name))
			continue;
		facts->direction = (enum sdp_direction)i;
		facts->has_direction = true;
		return true;
	}
	return false;
}

/* RFC 8866 6.6: a=rtpmap:<payload type> SP <encoding name>/<clock rate>[/<parameters>] */
static bool take_rtpmap(struct sdp_block *block, struct str value)
{
	struct sdp_media *facts = &block->facts;
	struct str rest, name, clock = STR_NONE;
	uint32_t type, rate = 0, channels = 0;
	bool known = false;

	if (!str_to_u32(field_token(&value), &type))
		return false;
	rest = field_token(&value);
	if (!str_split(&rest, '/', &name))
		return false;
	str_split(&rest, '/', &clock);
	str_to_u32(clock, &rate);
	str_to_u32(rest, &channels);
	for (unsigned i = 0; i < facts->formats; i++) {
		if (facts->format[i].payload_type != type)
			continue;
		facts->format[i].name = name;
		facts->format[i].clock = rate;
		facts->format[i].channels = channels < UINT8_MAX ? (uint8_t)channels : UINT8_MAX;
		known = true;
	}
	/* What is left is the number of channels, or worse: no two descriptions that differ in it are the same. */
	return known && rest.n == 0;
}

/* RFC 8866 6.4; "20.0" is seen too. */
static bool take_milliseconds(struct str value, uint16_t *out)
{
	struct str whole;
	uint32_t ms;

	if (str_split(&value, '.', &whole) && str_to_u32(str_trim(whole), &ms) && ms <= UINT16_MAX)
		*out = (uint16_t)ms;
	return false;
}

static bool take_ptime(struct sdp_block *block, struct str value)
{
	return take_milliseconds(value, &block->facts.ptime_ms);
}

static bool take_maxptime(struct sdp_block *block, struct str value)
{
	return take_milliseconds(value, &block->facts.maxptime_ms);
}

/* RFC 3605: a=rtcp:<port>[ <nettype> <addrtype> <address>] */
static bool take_rtcp(struct sdp_block *block, struct str value)
{
	uint32_t port;

	if (!str_to_u32(field_token(&value), &port) || port > UINT16_MAX)
		return false;
	block->facts.rtcp_port = (uint16_t)port;
	block->has_rtcp_port = true;
	return false;
}

static bool take_rtcp_mux(struct sdp_block *block, struct str value)
{
	block->facts.rtcp_mux = true;
	return false;
}

static bool take_bundle_only(struct sdp_block *block, struct str value)
{
	block->facts.bundle_only = true;
	return false;
}

static bool take_altc(struct sdp_block *block, struct str value)
{
	block->facts.has_altc = true;
	return false;
}

static bool take_acfg(struct sdp_block *block, struct str value)
{
	block->facts.has_acfg = true;
	return false;
}

static bool take_zrtp_hash(struct sdp_block *block, struct str value)
{
	block->facts.has_zrtp = true;
	return false;
}

static bool take_candidate(struct sdp_block *block, struct str value)
{
	block->facts.has_ice = true;
	block->has_details = true;
	block->details.candidates++;
	return false;
}

uint64_t sdp_ice_fragment(struct str fragment)
{
	return fragment.n ? hash_bytes(&sdp_block_key, fragment) | 1 : 0;
}

static bool take_ice_ufrag(struct sdp_block *block, struct str value)
{
	block->facts.has_ice = true;
	block->facts.has_ice_ufrag = true;
	block->has_details = true;
	block->details.ice_fragment = sdp_ice_fragment(str_trim(value));
	return false;
}

/* Added, as lines may come in any order. */
static void add_key(struct sdp_block *block, struct str value)
{
	block->has_details = true;
	block->details.keys += hash_bytes(&sdp_block_key, value);
}

/* RFC 4568 4: a=crypto:<tag> <crypto-suite> <key-params> [<session-params>] */
static bool take_crypto(struct sdp_block *block, struct str value)
{
	struct sdp_details *details = &block->details;
	struct sdp_crypto *crypto;

	block->facts.has_crypto = true;
	add_key(block, value);
	if (block->index == SDP_SESSION_LEVEL || details->crypto_count == SDP_MAX_CRYPTO)
		return true;
	crypto = &block->crypto[details->crypto_count++];
	crypto->tag = 0;
	crypto->tag_bad = !str_to_u32(field_token(&value), &crypto->tag);
	crypto->suite = field_token(&value);
	crypto->untagged = str_has(value, STR("UNAUTHENTICATED_SRTP"));
	return true;
}

/* RFC 8122 5: a=fingerprint:<hash function> SP <fingerprint> */
static bool take_fingerprint(struct sdp_block *block, struct str value)
{
	block->facts.has_fingerprint = true;
	add_key(block, value);
	block->details.fingerprints++;
	if (block->details.fingerprint.n == 0)
		block->details.fingerprint = field_token(&value);
	return true;
}

static bool take_key_mgmt(struct sdp_block *block, struct str value)
{
	block->facts.has_key_mgmt = true;
	add_key(block, value);
	return true;
}

static const struct str setups[] = {
	[SDP_SETUP_NONE] = {"", 0},
	[SDP_SETUP_ACTIVE] = {"active", 6},
	[SDP_SETUP_PASSIVE] = {"passive", 7},
	[SDP_SETUP_ACTPASS] = {"actpass", 7},
	[SDP_SETUP_HOLDCONN] = {"holdconn", 8},
	[SDP_SETUP_OTHER] = {"", 0},
};

static bool take_setup(struct sdp_block *block, struct str value)
{
	value = str_trim(value);
	block->facts.setup = SDP_SETUP_OTHER;
	for (unsigned i = SDP_SETUP_ACTIVE; i <= SDP_SETUP_HOLDCONN; i++)
		if (str_ieq(setups[i], value))
			block->facts.setup = (uint8_t)i;
	return block->facts.setup != SDP_SETUP_OTHER;
}

/* RFC 4796 5: a list. TS 24.182: of customised ringback it holds g.3gpp.cat. */
static bool take_content(struct sdp_block *block, struct str value)
{
	block->has_details = true;
	block->details.content = str_trim(value);
	block->facts.is_cat |= str_has(value, STR("g.3gpp.cat"));
	return false;
}

static const struct str statuses[SDP_STATUS_TYPES] = {
	[SDP_STATUS_E2E] = {"e2e", 3},
	[SDP_STATUS_LOCAL] = {"local", 5},
	[SDP_STATUS_REMOTE] = {"remote", 6},
};

static bool status_of(struct str name, enum sdp_status *out)
{
	for (int i = 0; i < SDP_STATUS_TYPES; i++) {
		if (!str_ieq(statuses[i], name))
			continue;
		*out = (enum sdp_status)i;
		return true;
	}
	return false;
}

static unsigned ways_of(struct str name)
{
	if (str_ieq(name, STR("sendrecv")))
		return SDP_WAY_SEND | SDP_WAY_RECV;
	if (str_ieq(name, STR("send")))
		return SDP_WAY_SEND;
	return str_ieq(name, STR("recv")) ? SDP_WAY_RECV : 0;
}

/* Two bits for each of enum sdp_status. */
static uint8_t packed(enum sdp_status status, unsigned ways)
{
	return (uint8_t)(ways << 2 * status);
}

static unsigned unpacked(uint8_t ways, enum sdp_status status)
{
	return ways >> 2 * status & (SDP_WAY_SEND | SDP_WAY_RECV);
}

/* RFC 3312 4: a=curr:qos <status-type> <direction> */
static bool take_current(struct sdp_block *block, struct str value)
{
	enum sdp_status status;

	if (!str_ieq(field_token(&value), STR("qos")) || !status_of(field_token(&value), &status))
		return false;
	block->facts.has_preconditions = true;
	block->facts.current |= packed(status, ways_of(field_token(&value)));
	return true;
}

/* RFC 3312 4: a=conf:qos <status-type> <direction> */
static bool take_confirm(struct sdp_block *block, struct str value)
{
	enum sdp_status status;

	if (!str_ieq(field_token(&value), STR("qos")) || !status_of(field_token(&value), &status))
		return false;
	block->facts.confirm |= packed(status, ways_of(field_token(&value)));
	return true;
}

/* RFC 3312 4: a=des:qos <strength> <status-type> <direction>; only "mandatory" holds a call back. */
static bool take_desired(struct sdp_block *block, struct str value)
{
	enum sdp_status status;
	struct str strength;

	if (!str_ieq(field_token(&value), STR("qos")))
		return false;
	strength = field_token(&value);
	if (!status_of(field_token(&value), &status))
		return false;
	block->facts.has_preconditions = true;
	if (!str_ieq(strength, STR("mandatory")))
		return false;
	block->facts.desired |= packed(status, ways_of(field_token(&value)));
	return true;
}

/* An attribute of which all is told by the fields of its m= line, or by their hash of keys: take says so. */
struct attribute {
	struct str name;
	bool (*take)(struct sdp_block *block, struct str value);
};

/* Attributes that audio depends on. RFC 3407's capabilities (a=cdsc, a=cpar) are no codecs of this call. */
static const struct attribute attributes[] = {
	{{"rtpmap", 6}, take_rtpmap},
	{{"ptime", 5}, take_ptime},
	{{"maxptime", 8}, take_maxptime},
	{{"rtcp", 4}, take_rtcp},
	{{"rtcp-mux", 8}, take_rtcp_mux},
	{{"candidate", 9}, take_candidate},
	{{"ice-ufrag", 9}, take_ice_ufrag},
	{{"crypto", 6}, take_crypto},
	{{"fingerprint", 11}, take_fingerprint},
	{{"key-mgmt", 8}, take_key_mgmt},
	{{"setup", 5}, take_setup},
	{{"curr", 4}, take_current},
	{{"des", 3}, take_desired},
	{{"conf", 4}, take_confirm},
	{{"content", 7}, take_content},
	{{"bundle-only", 11}, take_bundle_only},
	{{"altc", 4}, take_altc},
	{{"acfg", 4}, take_acfg},
	{{"zrtp-hash", 9}, take_zrtp_hash},
};

static const struct attribute *attribute_of(struct str name)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (str_eq(attributes[i].name, name))
			return &attributes[i];
	return NULL;
}

bool attribute_take(struct sdp_block *block, struct str name, struct str value)
{
	const struct attribute *attribute;

	if (take_direction(&block->facts, name))
		return true;
	attribute = attribute_of(name);
	return attribute && attribute->take(block, value);
}

const char *sdp_direction_name(enum sdp_direction direction)
{
	return directions[direction].p;
}

const char *sdp_setup_name(enum sdp_setup setup)
{
	return setups[setup].p;
}

bool sdp_sends(enum sdp_direction direction)
{
	return direction == SDP_SENDRECV || direction == SDP_SENDONLY;
}

unsigned sdp_current(const struct sdp_media *media, enum sdp_status status)
{
	return unpacked(media->current, status);
}

unsigned sdp_desired(const struct sdp_media *media, enum sdp_status status)
{
	return unpacked(media->desired, status);
}

unsigned sdp_confirmed(const struct sdp_media *media, enum sdp_status status)
{
	return unpacked(media->confirm, status);
}

unsigned sdp_unmet(const struct sdp_media *media, enum sdp_status status)
{
	return unpacked((uint8_t)(media->desired & ~media->current), status);
}

const char *sdp_status_name(enum sdp_status status)
{
	return statuses[status].p;
}

const char *sdp_way_name(unsigned ways)
{
	static const char *const names[] = {"none", "send", "recv", "sendrecv"};

	return names[ways & (SDP_WAY_SEND | SDP_WAY_RECV)];
}
