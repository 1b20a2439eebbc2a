/* SPDX-License-Identifier: BSD-2-Clause */
#include "sandbox/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && defined(__LP64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif

#ifdef MACHINE /* of others it is not known how calls are numbered */

enum test {
	ANY,
	IS,   /* the argument is this */
	ALL,  /* has all of these bits */
	NONE, /* has none of them */
};

struct rule {
	int number;
	unsigned needed; /* 0: always */
	enum test test;
	unsigned argument;
	uint32_t value;
};

/* Threads are made, processes are not. */
#define THREAD (CLONE_THREAD | CLONE_VM | CLONE_SIGHAND)
#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)

static const struct rule rules[] = {
	{SYS_read},
	{SYS_readv},
	{SYS_pread64},
	{SYS_write},
	{SYS_writev},
	{SYS_pwrite64},
	{SYS_close},
	{SYS_lseek},
	{SYS_fstat},
	{SYS_newfstatat},
	{SYS_statx},
	{SYS_fstatfs},
	{SYS_fsync},
	{SYS_fdatasync},
	{SYS_ftruncate},
	{SYS_fadvise64},
	{SYS_dup},
	{SYS_dup3},
	{SYS_pipe2},
	{SYS_eventfd2},
	{SYS_ppoll},
	{SYS_pselect6},
	{SYS_epoll_create1},
	{SYS_epoll_ctl},
	{SYS_epoll_pwait},
	{SYS_fcntl, 0, IS, 1, F_GETFL},
	{SYS_fcntl, 0, IS, 1, F_SETFL},
	{SYS_fcntl, 0, IS, 1, F_GETFD},
	{SYS_fcntl, 0, IS, 1, F_SETFD},
	{SYS_fcntl, 0, IS, 1, F_DUPFD_CLOEXEC},
	{SYS_ioctl, 0, IS, 1, TCGETS},
	{SYS_ioctl, 0, IS, 1, TIOCGWINSZ},
	{SYS_ioctl, 0, IS, 1, TIOCGPGRP},
	{SYS_ioctl, 0, IS, 1, FIONREAD},
	{SYS_ioctl, 0, IS, 1, FIONBIO},
	/* Memory, none of which is ever run. */
	{SYS_mmap, 0, NONE, 2, PROT_EXEC},
	{SYS_mprotect, 0, NONE, 2, PROT_EXEC},
	{SYS_munmap},
	{SYS_mremap},
	{SYS_madvise},
	{SYS_brk},
	{SYS_futex},
	{SYS_clone, 0, ALL, 0, THREAD},
	{SYS_set_robust_list},
#ifdef SYS_rseq
	{SYS_rseq},
#endif
	{SYS_sched_yield},
	{SYS_sched_getaffinity},
	{SYS_prctl, 0, IS, 0, PR_SET_NAME},
	{SYS_clock_gettime},
	{SYS_clock_getres},
	{SYS_clock_nanosleep},
	{SYS_nanosleep},
	{SYS_gettimeofday},
	{SYS_rt_sigaction},
	{SYS_rt_sigprocmask},
	{SYS_rt_sigreturn},
	{SYS_rt_sigtimedwait},
	{SYS_rt_sigpending},
	{SYS_sigaltstack},
	{SYS_restart_syscall},
	{SYS_getpid},
	{SYS_gettid},
	{SYS_getuid},
	{SYS_geteuid},
	{SYS_getgid},
	{SYS_getegid},
	{SYS_getrandom},
	{SYS_getrusage},
	{SYS_sysinfo},
	{SYS_uname},
	{SYS_prlimit64, 0, IS, 2, 0}, /* to know, not to set */
	{SYS_exit},
	{SYS_exit_group},
#ifdef SYS_poll /* newer machines do without these */
	{SYS_poll},
	{SYS_select},
	{SYS_epoll_wait},
	{SYS_dup2},
	{SYS_pipe},
	{SYS_stat},
	{SYS_lstat},
	{SYS_time},
	{SYS_open, SYSCALLS_OPEN, NONE, 1, WRITING},
	{SYS_open, SYSCALLS_CREATE},
	{SYS_access, SYSCALLS_OPEN},
	{SYS_readlink, SYSCALLS_OPEN},
	{SYS_mkdir, SYSCALLS_CREATE},
	{SYS_unlink, SYSCALLS_CREATE},
	{SYS_rename, SYSCALLS_CREATE},
#endif
	{SYS_openat, SYSCALLS_OPEN, NONE, 2, WRITING},
	{SYS_openat, SYSCALLS_CREATE},
	{SYS_getdents64, SYSCALLS_OPEN},
	{SYS_faccessat, SYSCALLS_OPEN},
	{SYS_readlinkat, SYSCALLS_OPEN},
	{SYS_mkdirat, SYSCALLS_CREATE},
	{SYS_unlinkat, SYSCALLS_CREATE},
#ifdef SYS_renameat
	{SYS_renameat, SYSCALLS_CREATE},
#endif
	{SYS_renameat2, SYSCALLS_CREATE},
	{SYS_fchmod, SYSCALLS_CREATE},
	{SYS_fallocate, SYSCALLS_CREATE},
	{SYS_recvfrom, SYSCALLS_CAPTURE | SYSCALLS_SERVE},
	{SYS_recvmsg, SYSCALLS_CAPTURE | SYSCALLS_SERVE},
	{SYS_getsockname, SYSCALLS_CAPTURE | SYSCALLS_SERVE},
	{SYS_getsockopt, SYSCALLS_CAPTURE | SYSCALLS_SERVE},
	{SYS_setsockopt, SYSCALLS_CAPTURE | SYSCALLS_SERVE, IS, 1, SOL_SOCKET}, /* filters among them */
	{SYS_setsockopt, SYSCALLS_CAPTURE, IS, 1, SOL_PACKET},
	/* libpcap asks whether an interface that went down is still there. */
	{SYS_ioctl, SYSCALLS_CAPTURE, IS, 1, SIOCGIFNAME},
	{SYS_ioctl, SYSCALLS_CAPTURE, IS, 1, SIOCGIFFLAGS},
	{SYS_ioctl, SYSCALLS_CAPTURE, IS, 1, SIOCGIFINDEX},
	{SYS_accept, SYSCALLS_SERVE},
	{SYS_accept4, SYSCALLS_SERVE},
	{SYS_sendto, SYSCALLS_SERVE},
	{SYS_sendmsg, SYSCALLS_SERVE},
	{SYS_sendmmsg, SYSCALLS_SERVE},
	{SYS_shutdown, SYSCALLS_SERVE},
	{SYS_getpeername, SYSCALLS_SERVE},
	{SYS_setsockopt, SYSCALLS_SERVE, IS, 1, IPPROTO_TCP},
};

enum {
	RULES = sizeof(rules) / sizeof(rules[0]),
	OPERATIONS_OF_A_RULE = 6,
	OPERATIONS_AROUND = 16,
	OPERATIONS = RULES * OPERATIONS_OF_A_RULE + OPERATIONS_AROUND,
};

struct program {
	struct sock_filter operation[OPERATIONS];
	unsigned short n;
};

static void add(struct program *program, uint16_t code, uint32_t value, unsigned if_true, unsigned if_false)
{
	program->operation[program->n++] = (struct sock_filter){code, (uint8_t)if_true, (uint8_t)if_false, value};
}

static void load(struct program *program, size_t offset)
{
	add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(struct program *program, uint32_t action)
{
	add(program, BPF_RET | BPF_K, action, 0, 0);
}

/* Of an argument the low half counts: all that are looked at are of 32 bits, or small. */
static size_t place_of(unsigned argument)
{
	size_t low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(uint32_t) : 0;

	return offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t) + low;
}

/* Where the test does not hold, the next rule may be about the same call: its number is loaded again. */
static void add_test(struct program *program, const struct rule *rule)
{
	load(program, place_of(rule->argument));
	switch (rule->test) {
	case ANY:
		break;
	case IS:
		add(program, BPF_JMP | BPF_JEQ | BPF_K, rule->value, 0, 1);
		break;
	case ALL:
		add(program, BPF_ALU | BPF_AND | BPF_K, rule->value, 0, 0);
		add(program, BPF_JMP | BPF_JEQ | BPF_K, rule->value, 0, 1);
		break;
	case NONE:
		add(program, BPF_JMP | BPF_JSET | BPF_K, rule->value, 1, 0);
		break;
	}
	answer(program, SECCOMP_RET_ALLOW);
	load(program, offsetof(struct seccomp_data, nr));
}

static void add_rule(struct program *program, const struct rule *rule)
{
	unsigned short jump = program->n;

	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rule->number, 0, 0);
	if (rule->test == ANY)
		answer(program, SECCOMP_RET_ALLOW);
	else
		add_test(program, rule);
	program->operation[jump].jf = (uint8_t)(program->n - jump - 1);
}

static unsigned make(struct program *program, unsigned needed)
{
	unsigned count = 0;

	load(program, offsetof(struct seccomp_data, arch));
	add(program, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
	answer(program, SECCOMP_RET_ERRNO | EPERM);
	load(program, offsetof(struct seccomp_data, nr));
	for (unsigned i = 0; i < RULES; i++) {
		if (rules[i].needed && !(rules[i].needed & needed))
			continue;
		add_rule(program, &rules[i]);
		count++;
	}
	/* To end with abort() a thread signals itself, and no other process. */
	add_rule(program, &(struct rule){SYS_tgkill, 0, IS, 0, (uint32_t)getpid()});
#ifdef SYS_clone3
	/* What it is asked for is behind a pointer, which a filter cannot follow; without it libc takes clone. */
	add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
	answer(program, SECCOMP_RET_ERRNO | ENOSYS);
#endif
	answer(program, SECCOMP_RET_ERRNO | EPERM);
	return count + 1;
}

unsigned syscalls_restrict(unsigned needed)
{
	struct program program = {.n = 0};
	unsigned count = make(&program, needed);
	struct sock_fprog filter = {program.n, program.operation};

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0)
		return count;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 ? count : 0;
}

#else

unsigned syscalls_restrict(unsigned needed)
{
	return 0;
}

#endif
