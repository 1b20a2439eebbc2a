/* SPDX-License-Identifier: BSD-2-Clause */
#include "sandbox/sandbox.h"

#include "base/language.h"
#include "base/memory.h"
#include "sandbox/landlock.h"
#include "sandbox/syscalls.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	NOBODY = 65534, /* where no user is called so */
	CAPABILITIES = 64,
};

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* Sanitizers read /proc and stop threads from a process of their own; a build that counts coverage writes at its end. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) ||               \
	__has_feature(thread_sanitizer) || __has_feature(memory_sanitizer) || defined(SIPWHY_COVERAGE)
#define NEVER true
#else
#define NEVER false
#endif

/* The user to become. */
struct user {
	const char *name;
	uid_t uid;
	gid_t gid;
};

/* Grants */

static void add_grant(struct sandbox_settings *settings, struct sandbox_grant grant)
{
	if (settings->grant_count == SANDBOX_MAX_GRANTS)
		return;
	if (settings->grant_count == settings->grant_room) {
		settings->grant_room = settings->grant_room ? 2 * settings->grant_room : 16;
		settings->grants = memory_grow(settings->grants, settings->grant_room * sizeof(*settings->grants));
	}
	grant.path = arena_text(&settings->paths, str_of(grant.path));
	settings->grants[settings->grant_count++] = grant;
}

void sandbox_grant(struct sandbox_settings *settings, const char *path, bool writing)
{
	add_grant(settings, (struct sandbox_grant){.path = path, .writing = writing});
}

void sandbox_grant_public(struct sandbox_settings *settings, const char *path)
{
	add_grant(settings, (struct sandbox_grant){.path = path, .public = true});
}

void sandbox_grant_folder_of(struct sandbox_settings *settings, const char *path, bool writing)
{
	const char *slash = strrchr(path, '/');
	struct buf folder = {0};

	if (slash)
		buf_add(&folder, (struct str){path, slash == path ? 1 : (size_t)(slash - path)});
	else
		buf_byte(&folder, '.');
	sandbox_grant(settings, buf_text(&folder), writing);
	buf_done(&folder);
}

void sandbox_settings_done(struct sandbox_settings *settings)
{
	memory_free(settings->grants);
	arena_done(&settings->paths);
}

static bool writes(const struct sandbox_settings *settings)
{
	for (unsigned i = 0; i < settings->grant_count; i++)
		if (settings->grants[i].writing)
			return true;
	return false;
}

/* User and capabilities */

static struct user find_user(const char *name)
{
	const struct passwd *found = getpwnam(name ? name : "nobody");

	if (!found)
		return (struct user){name, NOBODY, NOBODY};
	return (struct user){name, found->pw_uid, found->pw_gid};
}

static uint64_t bit(unsigned capability)
{
	return UINT64_C(1) << capability;
}

static uint64_t held_capabilities(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};

	if (syscall(SYS_capget, &header, data) != 0)
		return 0;
	return (uint64_t)data[1].permitted << 32 | data[0].permitted;
}

/* By its name something is opened that not anybody may open. */
static bool opens(const struct sandbox_settings *settings)
{
	for (unsigned i = 0; i < settings->grant_count; i++)
		if (!settings->grants[i].public)
			return true;
	return false;
}

/* To pass by the modes of files that are granted, as far as who started us could. Some containers have but the greater one. */
static uint64_t kept_capabilities(const struct sandbox_settings *settings)
{
	uint64_t held = held_capabilities(), all = bit(CAP_DAC_OVERRIDE) | bit(CAP_DAC_READ_SEARCH);

	if (!opens(settings))
		return 0;
	return writes(settings) || !(held & bit(CAP_DAC_READ_SEARCH)) ? held & all : bit(CAP_DAC_READ_SEARCH);
}

static bool set_capabilities(uint64_t wanted)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{.effective = (uint32_t)wanted, .permitted = (uint32_t)wanted},
		{.effective = (uint32_t)(wanted >> 32), .permitted = (uint32_t)(wanted >> 32)},
	};

	return syscall(SYS_capset, &header, data) == 0;
}

/* Those that no program run from here could have. */
static void narrow_bounds(void)
{
	for (unsigned long i = 0; i < CAPABILITIES; i++)
		(void)prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

static int become(const struct user *user)
{
	int r;

	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	if ((user->name ? initgroups(user->name, user->gid) : setgroups(0, NULL)) != 0 ||
	    setresgid(user->gid, user->gid, user->gid) != 0 || setresuid(user->uid, user->uid, user->uid) != 0) {
		r = -errno;
		prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
		return r;
	}
	prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
	return 0;
}

/*
 * Root becomes another user. If something is still to be opened it stays root for files alone, which the kernel tells apart: what
 * is granted is opened as root would have, and what is made belongs to root, as what was made before.
 */
static int drop_root(const struct sandbox_settings *settings, const struct user *user)
{
	uint64_t all = held_capabilities(), kept = kept_capabilities(settings);
	int r;

	narrow_bounds();
	r = become(user);
	if (r == 0 && opens(settings) && set_capabilities(all)) {
		setfsgid(0);
		setfsuid(0);
	}
	if (!set_capabilities(kept) && r == 0)
		r = -errno;
	return r;
}

static int drop_capabilities(const struct sandbox_settings *settings)
{
	narrow_bounds();
	return set_capabilities(kept_capabilities(settings)) ? 0 : -errno;
}

static int refuse_user(const char *name, int r, struct buf *told)
{
	buf_printf(told, _("cannot become the user %s: %s"), name, language_error(-r));
	return r;
}

/* Where root is not allowed to become another user, as in some containers, it stays, unless one was asked for. */
static int drop(const struct sandbox_settings *settings, struct buf *told)
{
	struct user user;
	int r;

	if (geteuid() != 0 && !settings->user)
		return drop_capabilities(settings);
	user = find_user(settings->user);
	if (geteuid() == user.uid)
		return drop_capabilities(settings);
	r = geteuid() == 0 ? drop_root(settings, &user) : -EPERM;
	return r < 0 && settings->user ? refuse_user(settings->user, r, told) : 0;
}

/* What is in force */

static void tell(struct buf *told, const char *name, uint64_t value)
{
	buf_printf(told, "%s ", name);
	buf_number(told, value, 1);
	buf_byte(told, '\n');
}

/* Asked before the system calls that ask are refused. */
static void tell_state(struct buf *told, int landlock)
{
	tell(told, "sandbox-user", geteuid());
	tell(told, "sandbox-capabilities", (unsigned)__builtin_popcountll(held_capabilities()));
	tell(told, "sandbox-no-new-privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	tell(told, "sandbox-landlock", (uint64_t)landlock);
}

static unsigned needed_syscalls(const struct sandbox_settings *settings)
{
	return (settings->grant_count ? SYSCALLS_OPEN : 0u) | (writes(settings) ? SYSCALLS_CREATE : 0u) |
	       (settings->captures ? SYSCALLS_CAPTURE : 0u) | (settings->serves ? SYSCALLS_SERVE : 0u);
}

int sandbox_enter(const struct sandbox_settings *settings, struct buf *told)
{
	struct landlock landlock = {.fd = -1};
	bool locked;
	int r;

	if (settings->off || NEVER) {
		tell_state(told, 0);
		tell(told, "sandbox-system-calls", 0);
		return 0;
	}
	tzset(); /* reads a file */
	landlock_open(&landlock);
	for (unsigned i = 0; i < settings->grant_count; i++)
		landlock_grant(&landlock, settings->grants[i].path, settings->grants[i].writing);
	r = drop(settings, told);
	if (r < 0)
		return r;
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* nor dumps of what was read */
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	locked = landlock_close(&landlock);
	tell_state(told, locked ? landlock.version : 0);
	tell(told, "sandbox-system-calls", syscalls_restrict(needed_syscalls(settings)));
	return 0;
}
