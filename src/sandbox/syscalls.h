/* SPDX-License-Identifier: BSD-2-Clause */
/* Which system calls are left: a seccomp filter of our own that lets a list pass and refuses the rest with EPERM. */
#ifndef SANDBOX_SYSCALLS_H
#define SANDBOX_SYSCALLS_H

/* What is needed besides computing, waiting, and reading and writing what is open; or-ed. */
enum syscalls_needed {
	SYSCALLS_OPEN = 1 << 0,    /* to open for reading */
	SYSCALLS_CREATE = 1 << 1,  /* to open for writing, make, rename and remove, too */
	SYSCALLS_CAPTURE = 1 << 2, /* sockets that packets are captured with */
	SYSCALLS_SERVE = 1 << 3,   /* to accept connections on a socket that listens already */
};

/*
 * For all threads there are and will be; it cannot be undone. How many rules the list has, or 0 when this kernel, this
 * machine or whoever started us does not have it. Privileges that a program could gain must be renounced before.
 */
unsigned syscalls_restrict(unsigned needed);

#endif
