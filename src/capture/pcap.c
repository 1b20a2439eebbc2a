/* SPDX-License-Identifier: BSD-2-Clause */
/* A live interface as a source, and filters. The only place that knows libpcap. */
#include "capture/source.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/filter.h"
#include "capture/format.h"
#include "capture/program.h"
#include "capture/source_kind.h"

#include <errno.h>
#include <pcap.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

enum {
	SNAPLEN = 262144,
	LARGEST_BUFFER = 64 * 1024 * 1024,
	LEAST_BUFFER = 2 * 1024 * 1024,
	/* The kernel hands over a block of its ring when it is full or this old. */
	BLOCK_MS = 100,
	DRAIN_MS = 2 * BLOCK_MS,
};

struct live {
	struct source source;
	pcap_t *pcap;
	int linktype;
	ns unit; /* of the fraction of a time stamp */
	volatile sig_atomic_t stopped;
	bool draining;
	ns stopped_at;
	struct pcap_stat seen; /* what pcap_stats said last */
	struct source_drops drops;
	struct buf interface;
};

static ns now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * SECOND + t.tv_nsec;
}

/* Waits until the kernel may have something; false when it has nothing for that long. */
static bool wait_frames(struct live *live, int timeout_ms)
{
	struct pollfd pollfd = {.fd = pcap_get_selectable_fd(live->pcap), .events = POLLIN};

	return poll(&pollfd, 1, timeout_ms) > 0;
}

/* 1: out holds a frame, 0: there is none now, negative: the interface gave up. Never waits. */
static int take_frame(struct live *live, struct frame *out)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int r = pcap_next_ex(live->pcap, &header, &bytes);

	if (r != 1)
		return r;
	out->time = header->ts.tv_sec * SECOND + header->ts.tv_usec * live->unit;
	out->linktype = live->linktype;
	out->bytes = bytes;
	out->captured = header->caplen;
	out->length = header->len;
	return 1;
}

/*
 * After a stop: the kernel's ring is emptied, its last block too, which is up to BLOCK_MS late. On a
 * busy interface it never becomes empty, so a frame from after the stop ends it as well.
 */
static enum source_state drain(struct live *live, struct frame *out)
{
	int r;

	if (!live->draining) {
		live->draining = true;
		live->stopped_at = now();
	}
	r = take_frame(live, out);
	if (r == 0 && wait_frames(live, DRAIN_MS))
		r = take_frame(live, out);
	return r == 1 && out->time <= live->stopped_at ? SOURCE_FRAME : SOURCE_END;
}

static enum source_state next(struct source *source, struct frame *out)
{
	struct live *live = (struct live *)source;
	int r;

	if (live->stopped)
		return drain(live, out);
	r = take_frame(live, out);
	if (r == 0 && wait_frames(live, BLOCK_MS))
		r = take_frame(live, out);
	if (r < 0) {
		buf_printf(&source->trouble, _("capturing on %s ended: %s"), buf_text(&live->interface),
		           pcap_geterr(live->pcap));
		return SOURCE_DAMAGED;
	}
	return r == 1 ? SOURCE_FRAME : SOURCE_IDLE;
}

static void stop(struct source *source)
{
	((struct live *)source)->stopped = 1;
}

/* libpcap counts in 32 bits, which wrap: the differences do not. */
static struct source_drops drops(struct source *source)
{
	struct live *live = (struct live *)source;
	struct pcap_stat stat;

	if (pcap_stats(live->pcap, &stat) == 0) {
		live->drops.kernel += (uint32_t)(stat.ps_drop - live->seen.ps_drop);
		live->drops.interface += (uint32_t)(stat.ps_ifdrop - live->seen.ps_ifdrop);
		live->drops.timely = live->drops.kernel + live->drops.interface;
		live->seen = stat;
	}
	return live->drops;
}

static bool interface(struct source *source, unsigned index, struct source_interface *out)
{
	struct live *live = (struct live *)source;

	if (index > 0)
		return false;
	*out = (struct source_interface){buf_str(&live->interface), drops(source)};
	return true;
}

static void close_live(struct source *source)
{
	struct live *live = (struct live *)source;

	if (live->pcap)
		pcap_close(live->pcap);
	buf_done(&live->interface);
}

static const struct source_kind kind = {
	.next = next,
	.stop = stop,
	.drops = drops,
	.interface = interface,
	.close = close_live,
};

/* "; there are eth0, lo" */
static void list_interfaces(struct buf *out)
{
	char reason[PCAP_ERRBUF_SIZE];
	pcap_if_t *first = NULL;
	struct buf names = {0};

	if (pcap_findalldevs(&first, reason) != 0)
		return;
	for (const pcap_if_t *interface = first; interface; interface = interface->next) {
		if (interface->flags & PCAP_IF_LOOPBACK || interface->flags & PCAP_IF_UP)
			buf_printf(&names, "%s%s", names.n ? _(", ") : "", interface->name);
	}
	/* TRANSLATORS: a list of interfaces: "; there are eth0, lo" */
	if (names.n)
		buf_printf(out, _("; there are %s"), buf_text(&names));
	buf_done(&names);
	if (first)
		pcap_freealldevs(first);
}

static int refuse(pcap_t *pcap, int status, const char *interface, struct buf *trouble)
{
	const char *reason = pcap ? pcap_geterr(pcap) : "";

	switch (status) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		buf_printf(trouble, _("there is no interface %s"), interface);
		list_interfaces(trouble);
		return -ENODEV;
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		buf_printf(
			trouble,
			_("no permission to capture on %s: run as root, or once: setcap cap_net_raw=ep /path/to/sipwhy"),
			interface);
		return -EPERM;
	case PCAP_ERROR_IFACE_NOT_UP:
		buf_printf(trouble, _("interface %s is down"), interface);
		return -ENETDOWN;
	default:
		buf_printf(trouble, _("cannot capture on %s: %s"), interface, *reason ? reason : pcap_statustostr(status));
		return -EIO;
	}
}

/*
 * Never in immediate mode: it takes the ring's blocks away and lost 70 of 100 packets when measured.
 * Without blocking, as the waiting is done with a time limit, which a ring without packets has not.
 */
static int activate(struct live *live, const char *interface, int buffer, struct buf *trouble)
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_create(interface, reason);
	int r;

	if (!pcap) {
		buf_printf(trouble, _("cannot capture on %s: %s"), interface, reason);
		return -EIO;
	}
	pcap_set_snaplen(pcap, SNAPLEN);
	pcap_set_promisc(pcap, 1);
	pcap_set_timeout(pcap, BLOCK_MS);
	pcap_set_buffer_size(pcap, buffer);
	pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
	r = pcap_activate(pcap);
	if (r >= 0 && pcap_setnonblock(pcap, 1, reason) == 0) {
		live->pcap = pcap;
		return 0;
	}
	r = refuse(pcap, r < 0 ? r : PCAP_ERROR, interface, trouble);
	pcap_close(pcap);
	return r;
}

/* The kernel may have no room for a large ring: half of it is better than none. */
static int activate_largest(struct live *live, const char *interface, struct buf *trouble)
{
	struct buf refusal = {0};
	int r = -EIO;

	for (int buffer = LARGEST_BUFFER; r == -EIO && buffer >= LEAST_BUFFER; buffer /= 2) {
		buf_clear(&refusal);
		r = activate(live, interface, buffer, &refusal);
	}
	if (r < 0)
		buf_add(trouble, buf_str(&refusal));
	buf_done(&refusal);
	return r;
}

/* 0: cannot be compiled, 1: it can, and is used; negative: the kernel will not have it. */
static int try_filter(pcap_t *pcap, const char *expression)
{
	struct bpf_program program;
	int r;

	if (pcap_compile(pcap, &program, expression, 1, PCAP_NETMASK_UNKNOWN) != 0)
		return 0;
	r = pcap_setfilter(pcap, &program);
	pcap_freecode(&program);
	return r == 0 ? 1 : -EINVAL;
}

/* As it was given it is tried first, for the complaint to be about that. */
static int set_filter(pcap_t *pcap, const struct filter *filter, struct buf *trouble)
{
	int r = try_filter(pcap, filter_text(filter));

	if (r == 0)
		buf_printf(trouble, _("filter \"%s\": %s"), filter_text(filter), pcap_geterr(pcap));
	else if (r < 0)
		buf_printf(trouble, _("filter \"%s\" cannot be used here: %s"), filter_text(filter), pcap_geterr(pcap));
	else
		(void)try_filter(pcap, filter_wide(filter)); /* else the narrow one stays */
	return r > 0 ? 0 : -EINVAL;
}

int source_open_live(struct source **out, const char *interface, const struct filter *filter, struct buf *trouble)
{
	struct live *live = memory_new(sizeof(*live));
	int r;

	live->source.kind = &kind;
	buf_add(&live->interface, str_of(interface));
	r = activate_largest(live, interface, trouble);
	if (r == 0 && filter)
		r = set_filter(live->pcap, filter, trouble);
	if (r < 0) {
		source_close(&live->source);
		return r;
	}
	live->linktype = format_linktype((uint32_t)pcap_datalink(live->pcap));
	live->unit = pcap_get_tstamp_precision(live->pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
	*out = &live->source;
	return 0;
}

/* Filters for saved frames */

struct program {
	struct bpf_program bpf;
};

/* The library's own number, where that is another one than the registered. */
static int library_linktype(int linktype)
{
	return linktype == LINKTYPE_RAW ? DLT_RAW : linktype;
}

struct program *program_new(const char *expression, int linktype, struct buf *trouble)
{
	struct program *program = memory_new(sizeof(*program));
	pcap_t *pcap = pcap_open_dead(library_linktype(linktype), SNAPLEN);

	if (pcap && pcap_compile(pcap, &program->bpf, expression, 1, PCAP_NETMASK_UNKNOWN) == 0) {
		pcap_close(pcap);
		return program;
	}
	buf_printf(trouble, "%s", pcap ? pcap_geterr(pcap) : _("no memory"));
	if (pcap)
		pcap_close(pcap);
	memory_free(program);
	return NULL;
}

bool program_passes(const struct program *program, const struct frame *frame)
{
	struct pcap_pkthdr header = {.caplen = frame->captured, .len = frame->length};

	return pcap_offline_filter(&program->bpf, &header, frame->bytes) != 0;
}

void program_free(struct program *program)
{
	if (!program)
		return;
	pcap_freecode(&program->bpf);
	memory_free(program);
}
