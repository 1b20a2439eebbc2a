/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/resident.h"

#include "base/str.h"

#include <fcntl.h>
#include <unistd.h>

int resident_open(void)
{
	return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

/* proc(5): size, resident and shared, in pages. */
uint64_t resident_bytes(int fd)
{
	char bytes[128];
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
	struct str rest = {bytes, n > 0 ? (size_t)n : 0}, size, word;
	uint64_t resident, shared;

	if (!str_split(&rest, ' ', &size) || !str_split(&rest, ' ', &word) || !str_to_u64(word, &resident) ||
	    !str_split(&rest, ' ', &word) || !str_to_u64(word, &shared) || shared > resident)
		return 0;
	return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

void resident_close(int fd)
{
	if (fd >= 0)
		close(fd);
}
