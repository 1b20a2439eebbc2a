/* SPDX-License-Identifier: BSD-2-Clause */
#include "sandbox/landlock.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h says the same, but knows no more than the kernel that it came with; the one that runs may be newer. */
enum right {
	EXECUTE = 1 << 0,
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_FOLDER = 1 << 3,
	REMOVE_FILE = 1 << 5,
	MAKE_FOLDER = 1 << 7,
	MAKE_FILE = 1 << 8,
	TRUNCATE = 1 << 14,
	USE_DEVICE = 1 << 15,
	/* What a file can be granted; the others are about folders. */
	OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | USE_DEVICE,
	READING = READ_FILE | READ_FOLDER,
	WRITING = READ_FOLDER | WRITE_FILE | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE | TRUNCATE | USE_DEVICE,
};

enum {
	ASK_VERSION = 1 << 0, /* a flag of landlock_create_ruleset */
	PATH_BENEATH = 1,     /* a kind of rule */
	BIND_AND_CONNECT = 1 << 0 | 1 << 1,
	OTHERS_SOCKETS_AND_SIGNALS = 1 << 0 | 1 << 1,
};

struct attributes {
	uint64_t files, network, scopes;
};

struct beneath {
	uint64_t rights;
	int32_t parent;
} __attribute__((packed));

/* All rights over files that a version knows of: they grow by the bit. */
static uint64_t rights_of(int version)
{
	static const unsigned bits[] = {0, 13, 14, 15, 15, 16};
	enum {
		LAST = sizeof(bits) / sizeof(bits[0]) - 1
	};

	return (UINT64_C(1) << bits[version > LAST ? LAST : version]) - 1;
}

#ifdef SYS_landlock_create_ruleset
static int create(const struct attributes *attributes, size_t size, unsigned flags)
{
	return (int)syscall(SYS_landlock_create_ruleset, attributes, size, flags);
}

static int add_rule(int fd, const struct beneath *beneath)
{
	return (int)syscall(SYS_landlock_add_rule, fd, PATH_BENEATH, beneath, 0);
}

static int restrict_self(int fd)
{
	return (int)syscall(SYS_landlock_restrict_self, fd, 0);
}
#else
static int create(const struct attributes *attributes, size_t size, unsigned flags)
{
	return -1;
}

static int add_rule(int fd, const struct beneath *beneath)
{
	return -1;
}

static int restrict_self(int fd)
{
	return -1;
}
#endif

void landlock_open(struct landlock *out)
{
	int version = create(NULL, 0, ASK_VERSION);
	struct attributes attributes = {.files = rights_of(version > 0 ? version : 0)};

	*out = (struct landlock){.fd = -1};
	if (version <= 0)
		return;
	if (version >= 4)
		attributes.network = BIND_AND_CONNECT;
	if (version >= 6)
		attributes.scopes = OTHERS_SOCKETS_AND_SIGNALS;
	/* Fields that an older kernel does not know may be there, as long as they are zero. */
	out->fd = create(&attributes, sizeof(attributes), 0);
	out->version = out->fd < 0 ? 0 : version;
}

void landlock_grant(const struct landlock *landlock, const char *path, bool writing)
{
	struct beneath beneath = {.rights = (writing ? WRITING : READING) & rights_of(landlock->version)};
	struct stat about;

	if (landlock->fd < 0)
		return;
	beneath.parent = open(path, O_PATH | O_CLOEXEC);
	if (beneath.parent < 0)
		return;
	if (fstat(beneath.parent, &about) == 0 && !S_ISDIR(about.st_mode))
		beneath.rights &= OF_FILES;
	/* Refused for pipes and the like, which need no grant. */
	(void)add_rule(landlock->fd, &beneath);
	close(beneath.parent);
}

bool landlock_close(struct landlock *landlock)
{
	bool closed = landlock->fd >= 0 && restrict_self(landlock->fd) == 0;

	if (landlock->fd >= 0)
		close(landlock->fd);
	landlock->fd = -1;
	return closed;
}
