/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/filter.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/probe.h"

#include <errno.h>
#include <string.h>

enum {
	ETHERNET_ADDRESSES = 12, /* bytes before the type */
	MAX_TAGS = 4,
	UNTAGGED_BYTES = 512, /* of a frame whose tags are taken off: more than filters look at */
};

/* The frames of one link type. */
struct kind {
	int linktype;
	struct program *program; /* NULL: the filter has no meaning there */
	struct buf why;          /* it has not */
	uint64_t left_out;
};

struct filter {
	struct buf text, wide;
	bool probed; /* it can be compiled for Ethernet, and was tried */
	struct probed shows;
	struct kind kinds[FILTER_MAX_LINKTYPES];
	unsigned kind_count;
	uint64_t left_out; /* of further link types */
	uint64_t tagged;   /* refused only for their VLAN tags */
};

static void probe(struct filter *filter)
{
	struct buf why = {0};
	struct program *program = program_new(buf_text(&filter->text), LINKTYPE_ETHERNET, &why);

	filter->probed = program != NULL;
	if (program)
		filter->shows = probe_program(program, buf_str(&filter->text));
	program_free(program);
	buf_done(&why);
}

/*
 * A later fragment alone makes no message, so it does no harm when the first does not pass. Over IPv6
 * (RFC 8200 4.5) not even the first shows its ports to a filter.
 */
static void widen(struct filter *filter)
{
	bool later = !filter->shows.later, first_of_v6 = filter->probed && !filter->shows.first_of_v6;

	buf_printf(&filter->wide, "(%s)", buf_text(&filter->text));
	if (later)
		buf_printf(&filter->wide, " or (ip[6:2] & 0x1fff != 0)");
	if (later || first_of_v6)
		buf_printf(&filter->wide, " or (ip6[6] = 44%s)", first_of_v6 ? "" : " and ip6[42:2] & 0xfff8 != 0");
}

struct filter *filter_new(const char *expression)
{
	struct filter *filter = memory_new(sizeof(*filter));

	buf_add(&filter->text, str_of(expression));
	probe(filter);
	widen(filter);
	(void)buf_text(&filter->text); /* ends both with a NUL */
	(void)buf_text(&filter->wide);
	return filter;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	for (unsigned i = 0; i < filter->kind_count; i++) {
		program_free(filter->kinds[i].program);
		buf_done(&filter->kinds[i].why);
	}
	buf_done(&filter->text);
	buf_done(&filter->wide);
	memory_free(filter);
}

const char *filter_text(const struct filter *filter)
{
	return filter->text.p;
}

const char *filter_wide(const struct filter *filter)
{
	return filter->wide.p;
}

int filter_check(const struct filter *filter, struct buf *trouble)
{
	static const int usual[] = {LINKTYPE_ETHERNET, LINKTYPE_RAW, LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2,
	                            LINKTYPE_RADIOTAP};
	struct buf why = {0};
	bool usable = false;

	for (size_t i = 0; !usable && i < sizeof(usual) / sizeof(*usual); i++) {
		struct program *program = program_new(filter_text(filter), usual[i], &why);

		usable = program != NULL;
		program_free(program);
		if (!usable && i == 0)
			buf_printf(trouble, _("filter \"%s\": %s"), filter_text(filter), buf_text(&why));
	}
	if (usable)
		buf_clear(trouble);
	buf_done(&why);
	return usable ? 0 : -EINVAL;
}

/* The expression alone where what it was widened by has no meaning. */
static struct kind *add_kind(struct filter *filter, int linktype)
{
	struct kind *kind = &filter->kinds[filter->kind_count++];

	kind->linktype = linktype;
	kind->program = program_new(filter_wide(filter), linktype, &kind->why);
	buf_clear(&kind->why);
	if (!kind->program)
		kind->program = program_new(filter_text(filter), linktype, &kind->why);
	return kind;
}

static struct kind *kind_of(struct filter *filter, int linktype)
{
	for (unsigned i = 0; i < filter->kind_count; i++) {
		if (filter->kinds[i].linktype == linktype)
			return &filter->kinds[i];
	}
	return filter->kind_count < FILTER_MAX_LINKTYPES ? add_kind(filter, linktype) : NULL;
}

/* IEEE 802.1Q, 802.1ad, and what was used before that. */
static bool is_tag(const uint8_t *type)
{
	return (type[0] == 0x81 && type[1] == 0x00) || (type[0] == 0x88 && type[1] == 0xa8) ||
	       (type[0] == 0x91 && type[1] == 0x00);
}

/* Whether a frame does not pass only because it has VLAN tags. */
static bool is_hidden_by_tags(const struct program *program, const struct frame *frame)
{
	uint8_t bytes[UNTAGGED_BYTES];
	struct frame untagged = *frame;
	size_t at = ETHERNET_ADDRESSES;
	unsigned tags = 0;

	while (at + 6 <= frame->captured && tags < MAX_TAGS && is_tag(frame->bytes + at)) {
		at += 4;
		tags++;
	}
	if (tags == 0)
		return false;
	untagged.captured = frame->captured - 4 * tags < sizeof(bytes) ? frame->captured - 4 * tags : sizeof(bytes);
	untagged.length = frame->length - 4 * tags;
	untagged.bytes = bytes;
	memcpy(bytes, frame->bytes, ETHERNET_ADDRESSES);
	memcpy(bytes + ETHERNET_ADDRESSES, frame->bytes + at, untagged.captured - ETHERNET_ADDRESSES);
	return program_passes(program, &untagged);
}

bool filter_passes(struct filter *filter, const struct frame *frame)
{
	struct kind *kind;

	if (frame->linktype == LINKTYPE_SECRETS)
		return true;
	kind = kind_of(filter, frame->linktype);
	if (!kind) {
		filter->left_out++;
		return false;
	}
	if (!kind->program) {
		kind->left_out++;
		return false;
	}
	if (program_passes(kind->program, frame))
		return true;
	if (frame->linktype == LINKTYPE_ETHERNET && is_hidden_by_tags(kind->program, frame))
		filter->tagged++;
	return false;
}

bool filter_is_useless(const struct filter *filter)
{
	for (unsigned i = 0; i < filter->kind_count; i++)
		if (filter->kinds[i].program)
			return false;
	return filter->kind_count > 0;
}

void filter_tell_before(const struct filter *filter, struct buf *lines)
{
	const struct probed *shows = &filter->shows;

	if (!filter->probed || shows->rtp || (!shows->udp && !shows->tcp))
		return;
	if (shows->tcp)
		buf_printf(lines, _("filter \"%s\" lets no RTP through: whether promised audio came cannot be told"),
		           filter_text(filter));
	else
		buf_printf(lines,
		           _("filter \"%s\" lets neither RTP nor SIP over TCP through: whether promised audio came "
		             "cannot be told, and calls over TCP are missing"),
		           filter_text(filter));
	buf_byte(lines, '\n');
}

static void tell_kind(const struct filter *filter, const struct kind *kind, struct buf *lines)
{
	struct buf why = {0};

	buf_add(&why, buf_str(&kind->why));
	/* TRANSLATORS: the second %s is the reason, in libpcap's English */
	buf_printf(lines, _("filter \"%s\" cannot be used on link type %d (%s): frames left out: %llu"),
	           filter_text(filter), kind->linktype, buf_text(&why), (unsigned long long)kind->left_out);
	buf_byte(lines, '\n');
	buf_done(&why);
}

void filter_tell_after(const struct filter *filter, struct buf *lines)
{
	const char *text = filter_text(filter);

	for (unsigned i = 0; i < filter->kind_count; i++) {
		const struct kind *kind = &filter->kinds[i];

		if (kind->left_out)
			tell_kind(filter, kind, lines);
	}
	if (filter->left_out) {
		buf_printf(lines, _("filter \"%s\" was used on %d link types; frames of others left out: %llu"), text,
		           FILTER_MAX_LINKTYPES, (unsigned long long)filter->left_out);
		buf_byte(lines, '\n');
	}
	if (filter->tagged) {
		buf_printf(lines,
		           _("filter \"%s\" left out frames that it would let through without their VLAN tags: %llu; "
		             "\"(%s) or (vlan and (%s))\" shows both"),
		           text, (unsigned long long)filter->tagged, text, text);
		buf_byte(lines, '\n');
	}
}
