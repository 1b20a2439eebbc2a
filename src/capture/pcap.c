/* SPDX-License-Identifier: BSD-2-Clause */
/* A live interface, and filters. The only place that knows libpcap. */
#include "capture/interface.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/format.h"
#include "capture/kernel.h"
#include "capture/program.h"

#include <errno.h>
#include <net/if.h>
#include <pcap.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum {
	COARSEST = 8,
};

struct interface {
	pcap_t *pcap;
	int linktype;
	ns unit;               /* of the fraction of a time stamp */
	struct pcap_stat seen; /* what pcap_stats said last */
	struct source_drops drops;
	struct buf name;
	int index; /* the system's; 0: it is none of the system's, as "any" */
	uint32_t snaplen;
	struct sock_filter *program; /* the user's filter as the kernel has it, with room for ours */
	unsigned program_count;
	bool filtered;   /* there is one */
	bool cutting;    /* the kernel takes ours */
	unsigned coarse; /* of the slots only every 2^so many-th part is cut, for it has no room for more */
};

int interface_take(struct interface *interface, struct frame *out)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int r = pcap_next_ex(interface->pcap, &header, &bytes);

	if (r != 1)
		return r;
	out->time = header->ts.tv_sec * SECOND + header->ts.tv_usec * interface->unit;
	out->linktype = interface->linktype;
	out->bytes = bytes;
	out->captured = header->caplen;
	out->length = header->len;
	return 1;
}

int interface_fd(const struct interface *interface)
{
	return pcap_get_selectable_fd(interface->pcap);
}

const char *interface_reason(struct interface *interface)
{
	return pcap_geterr(interface->pcap);
}

const char *interface_name(const struct interface *interface)
{
	return interface->name.p;
}

/* libpcap counts in 32 bits, which wrap: the differences do not. */
struct source_drops interface_drops(struct interface *interface)
{
	struct pcap_stat stat;

	if (pcap_stats(interface->pcap, &stat) == 0) {
		interface->drops.kernel += (uint32_t)(stat.ps_drop - interface->seen.ps_drop);
		interface->drops.interface += (uint32_t)(stat.ps_ifdrop - interface->seen.ps_ifdrop);
		interface->drops.timely = interface->drops.kernel + interface->drops.interface;
		interface->seen = stat;
	}
	return interface->drops;
}

/* By its index, since its name may be changed. */
bool interface_is_up(const struct interface *interface)
{
	struct ifreq request = {.ifr_ifindex = interface->index};
	int fd = pcap_fileno(interface->pcap);

	if (interface->index == 0)
		return true;
	if (ioctl(fd, SIOCGIFNAME, &request) < 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return false;
	return (request.ifr_flags & IFF_UP) && (request.ifr_flags & IFF_RUNNING);
}

void interface_close(struct interface *interface)
{
	if (!interface)
		return;
	if (interface->pcap)
		pcap_close(interface->pcap);
	buf_done(&interface->name);
	memory_free(interface->program);
	memory_free(interface);
}

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
		buf_printf(trouble, _("cannot capture on %s: %s"), interface,
		           *reason ? reason : pcap_statustostr(status));
		return -EIO;
	}
}

/*
 * Never in immediate mode: it takes the ring's blocks away and lost 70 of 100 packets when measured.
 * Without blocking, as the waiting is done with a time limit, which a ring without packets has not.
 */
static int activate(struct interface *live, const char *interface, const struct interface_settings *settings,
                    size_t buffer, struct buf *trouble)
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_create(interface, reason);
	int r;

	if (!pcap) {
		buf_printf(trouble, _("cannot capture on %s: %s"), interface, reason);
		return -EIO;
	}
	pcap_set_snaplen(pcap, (int)live->snaplen);
	pcap_set_promisc(pcap, !settings->modest);
	pcap_set_timeout(pcap, INTERFACE_BLOCK_MS);
	pcap_set_buffer_size(pcap, (int)buffer);
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
static int activate_largest(struct interface *live, const char *interface, const struct interface_settings *settings,
                            struct buf *trouble)
{
	size_t buffer = settings->buffer ? settings->buffer : INTERFACE_BUFFER;
	struct buf refusal = {0};
	int r;

	do {
		buf_clear(&refusal);
		r = activate(live, interface, settings, buffer, &refusal);
		buffer /= 2;
	} while (r == -EIO && buffer >= INTERFACE_LEAST_BUFFER);
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

/* The user's filter as the kernel has it; libpcap has rewritten it for "any". */
static void fetch_program(struct interface *interface)
{
	socklen_t count = KERNEL_MAX_INSTRUCTIONS;

	interface->program = memory_new(KERNEL_MAX_INSTRUCTIONS * sizeof(*interface->program));
	if (!interface->filtered)
		interface->cutting = true;
	else if (getsockopt(pcap_fileno(interface->pcap), SOL_SOCKET, SO_GET_FILTER, interface->program, &count) == 0 &&
	         count > 0 && count <= KERNEL_MAX_INSTRUCTIONS) {
		interface->program_count = count;
		interface->cutting = true;
	}
}

static enum kernel_link link_of(int linktype)
{
	switch (linktype) {
	case LINKTYPE_ETHERNET:
		return KERNEL_ETHERNET;
	case LINKTYPE_RAW:
	case LINKTYPE_LINUX_SLL:
	case LINKTYPE_LINUX_SLL2:
		return KERNEL_IP;
	default:
		return KERNEL_OTHER;
	}
}

/* The kernel replaces one program by the other between two packets: none is missed. pcap_setfilter would stop it for a while. */
static int attach(struct interface *interface, const struct kernel_cuts *cuts)
{
	struct sock_filter *program = memory_new(KERNEL_MAX_INSTRUCTIONS * sizeof(*program));
	struct sock_fprog all = {.filter = program};
	int r = -E2BIG;

	memcpy(program, interface->program, interface->program_count * sizeof(*program));
	all.len = (unsigned short)kernel_program(program, interface->program_count, cuts, link_of(interface->linktype),
	                                         interface->snaplen);
	if (all.len > interface->program_count)
		r = setsockopt(pcap_fileno(interface->pcap), SOL_SOCKET, SO_ATTACH_FILTER, &all, sizeof(all)) < 0
		            ? -errno
		            : 0;
	memory_free(program);
	return r;
}

void interface_cut(struct interface *interface, const struct kernel_cuts *cuts)
{
	struct kernel_cuts fewer = *cuts;
	int r = -ENOMEM;

	/* net.core.optmem_max may be too little for a large program. */
	while (interface->cutting && r == -ENOMEM) {
		size_t share = sizeof(fewer.slots) >> interface->coarse;

		memset((uint8_t *)fewer.slots + share, 0, sizeof(fewer.slots) - share);
		r = attach(interface, &fewer);
		if (r == -ENOMEM)
			interface->coarse++;
		if (r < 0 && (r != -ENOMEM || interface->coarse > COARSEST))
			interface->cutting = false;
	}
}

int interface_open(struct interface **out, const char *name, const struct interface_settings *settings,
                   struct buf *trouble)
{
	static const struct kernel_cuts nothing;
	struct interface *interface = memory_new(sizeof(*interface));
	int r;

	buf_add(&interface->name, str_of(name));
	(void)buf_text(&interface->name);
	interface->snaplen = settings->snaplen ? settings->snaplen : INTERFACE_SNAPLEN;
	interface->filtered = settings->filter != NULL;
	r = activate_largest(interface, name, settings, trouble);
	if (r == 0 && settings->filter)
		r = set_filter(interface->pcap, settings->filter, trouble);
	if (r < 0) {
		interface_close(interface);
		return r;
	}
	interface->linktype = format_linktype((uint32_t)pcap_datalink(interface->pcap));
	interface->unit = pcap_get_tstamp_precision(interface->pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
	interface->index = (int)if_nametoindex(name);
	fetch_program(interface);
	interface_cut(interface, &nothing); /* the snap length, already in the kernel */
	*out = interface;
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
	pcap_t *pcap = pcap_open_dead(library_linktype(linktype), INTERFACE_SNAPLEN);

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
