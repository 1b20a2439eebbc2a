/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells the service manager how we are, as sd_notify(3) does: a datagram to the socket that NOTIFY_SOCKET names. */
#ifndef RUN_NOTIFY_H
#define RUN_NOTIFY_H

/* A descriptor to tell by, or -1 when nobody wants to know. */
int notify_open(void);
/* "READY=1", "STOPPING=1", "STATUS=..."; -1 is fine. Never waits. */
void notify_tell(int fd, const char *state);
void notify_close(int fd); /* -1 is fine */

#endif
