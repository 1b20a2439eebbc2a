/* SPDX-License-Identifier: BSD-2-Clause */
/* What is refused once rights are given up, tried in a child each: the whole test runs outside. */
#include "sandbox/sandbox.h"

#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CHILD_REFUSED = 77, /* the sandbox itself could not be entered */
	DIED = 200,
};

static char folder[] = "/tmp/sipwhy-sandbox-XXXXXX";

typedef int deed_fn(void);

/* What the deed returned in a child that is in the sandbox. */
static int inside(const struct sandbox_settings *settings, deed_fn *deed)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		struct buf told = {0};

		_exit(sandbox_enter(settings, &told) < 0 ? CHILD_REFUSED : deed());
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : DIED + WTERMSIG(status);
}

static uint64_t told_of(const char *name)
{
	const struct sandbox_settings settings = {0};
	int ends[2], status;
	char text[512] = "";
	const char *found;
	pid_t child;

	if (pipe(ends) != 0)
		return 0;
	child = fork();
	if (child == 0) {
		struct buf told = {0};

		_exit(sandbox_enter(&settings, &told) < 0 || write(ends[1], told.p, told.n) < 0);
	}
	close(ends[1]);
	if (read(ends[0], text, sizeof(text) - 1) < 0 || waitpid(child, &status, 0) != child)
		text[0] = '\0';
	close(ends[0]);
	found = strstr(text, name);
	return found ? strtoull(found + strlen(name), NULL, 10) : 0;
}

/* 0: it worked */
static int error_of(long r)
{
	return r < 0 ? errno : 0;
}

static int open_passwd(void)
{
	return error_of(open("/etc/passwd", O_RDONLY));
}

static int make_file(void)
{
	return error_of(open("sipwhy-made", O_WRONLY | O_CREAT, 0600));
}

static int open_inet(void)
{
	return error_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int open_packet(void)
{
	return error_of(socket(AF_PACKET, SOCK_RAW, 0));
}

static int open_unix(void)
{
	return error_of(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int start_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return error_of(child);
}

static int start_process_3(void)
{
	struct {
		uint64_t flags, rest[10];
	} arguments = {0};
	long child = syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (child == 0)
		_exit(0);
	return error_of(child);
}

static int run_program(void)
{
	char name[] = "true", *const arguments[] = {name, NULL};

	return error_of(execv("/bin/true", arguments));
}

static int map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
	               ? errno
	               : 0;
}

static int make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? DIED : error_of(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int trace_parent(void)
{
	return error_of(ptrace(PTRACE_SEIZE, getppid(), 0, 0));
}

static int kill_parent(void)
{
	return error_of(kill(getppid(), 0));
}

static int become_root(void)
{
	return error_of(setresuid(0, 0, 0));
}

static int raise_limit(void)
{
	const uint64_t limit[2] = {0, 0};

	return error_of(syscall(SYS_prlimit64, 0, 0, limit, NULL));
}

static int use_what_is_open(void)
{
	char text[4];
	int ends[2];
	void *block = malloc(1 << 22);

	if (!block || pipe(ends) != 0 || write(ends[1], "abcd", 4) != 4 || read(ends[0], text, 4) != 4)
		return 1;
	free(block);
	return memcmp(text, "abcd", 4) != 0;
}

static void *open_in_thread(void *arg)
{
	*(int *)arg = open_inet();
	return NULL;
}

/* A thread can be started, and is bound as well. */
static int start_thread(void)
{
	pthread_t thread;
	int r = 0;

	if (pthread_create(&thread, NULL, open_in_thread, &r) != 0 || pthread_join(thread, NULL) != 0)
		return 0;
	return r;
}

static int end_by_abort(void)
{
	abort();
}

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* Nothing can be refused: not by this build, which has a sanitizer, or not by this kernel. */
static bool is_off(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) ||               \
	__has_feature(thread_sanitizer) || __has_feature(memory_sanitizer) || defined(SIPWHY_COVERAGE)
	return true;
#elif defined(__x86_64__) || defined(__aarch64__)
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0;
#else
	return told_of("sandbox-system-calls ") == 0;
#endif
}

static const char *path_in(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int read_granted(void)
{
	return error_of(open(path_in("granted"), O_RDONLY));
}

static int read_other(void)
{
	return error_of(open(path_in("other"), O_RDONLY));
}

static int write_granted(void)
{
	return error_of(open(path_in("granted"), O_WRONLY));
}

static int write_new(void)
{
	int fd = open(path_in("out/new"), O_WRONLY | O_CREAT | O_TRUNC, 0666);

	return fd < 0 ? errno : write(fd, "x", 1) != 1;
}

static int remove_other(void)
{
	return error_of(unlink(path_in("other")));
}

static int leave_folder(void)
{
	char to[sizeof(folder) + 8];

	snprintf(to, sizeof(to), "%s/new", folder);
	return error_of(rename(path_in("out/new"), to));
}

static int listening = -1;

static int serve(void)
{
	const int on = 1;
	char got = 0;
	int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return errno;
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 || recv(fd, &got, 1, 0) != 1 || got != 'x')
		return DIED;
	return send(fd, "y", 1, MSG_NOSIGNAL) == 1 && shutdown(fd, SHUT_WR) == 0 ? 0 : DIED;
}

static int connect_out(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	if (getsockname(listening, (struct sockaddr *)&address, &size) != 0)
		return 0;
	return error_of(connect(listening, (const struct sockaddr *)&address, size));
}

/* A connection that nobody has accepted yet, to a socket that listens; the end that asks. */
static int ask(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	listening = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listening, (const struct sockaddr *)&address, size) != 0 || listen(listening, 4) != 0 ||
	    getsockname(listening, (struct sockaddr *)&address, &size) != 0 ||
	    connect(fd, (const struct sockaddr *)&address, size) != 0 || send(fd, "x", 1, 0) != 1)
		return -1;
	return fd;
}

static void make(const char *name)
{
	int fd = open(path_in(name), O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		close(fd);
}

TEST(without_grants_nothing_can_be_opened)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(EPERM, inside(&settings, open_passwd));
	EXPECT_INT(EPERM, inside(&settings, make_file));
}

TEST(no_socket_can_be_made)
{
	const struct sandbox_settings settings = {0}, live = {.captures = true, .serves = true};

	EXPECT_INT(EPERM, inside(&settings, open_inet));
	EXPECT_INT(EPERM, inside(&settings, open_unix));
	EXPECT_INT(EPERM, inside(&live, open_packet));
	EXPECT_INT(EPERM, inside(&live, open_inet));
}

TEST(who_serves_accepts_connections_and_makes_none)
{
	const struct sandbox_settings settings = {0}, serving = {.serves = true};
	int fd = ask();
	char got = 0;

	EXPECT(fd >= 0);
	EXPECT_INT(EPERM, inside(&settings, serve));
	EXPECT_INT(EPERM, inside(&serving, connect_out));
	EXPECT_INT(0, inside(&serving, serve));
	EXPECT_INT(1, recv(fd, &got, 1, 0));
	EXPECT_INT('y', got);
	close(fd);
	close(listening);
}

TEST(no_process_and_no_program_can_be_started)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(EPERM, inside(&settings, start_process));
	EXPECT_INT(ENOSYS, inside(&settings, start_process_3));
	EXPECT_INT(EPERM, inside(&settings, run_program));
}

TEST(no_memory_can_be_run)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(EPERM, inside(&settings, map_code));
	EXPECT_INT(EPERM, inside(&settings, make_code));
}

TEST(other_processes_are_out_of_reach)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(EPERM, inside(&settings, trace_parent));
	EXPECT_INT(EPERM, inside(&settings, kill_parent));
}

TEST(no_right_comes_back)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(EPERM, inside(&settings, become_root));
	EXPECT_INT(EPERM, inside(&settings, raise_limit));
}

TEST(what_is_open_can_be_used)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(0, inside(&settings, use_what_is_open));
}

TEST(threads_can_be_started_and_are_bound_as_well)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(EPERM, inside(&settings, start_thread));
}

TEST(an_assertion_still_ends_the_program)
{
	const struct sandbox_settings settings = {0};

	EXPECT_INT(DIED + SIGABRT, inside(&settings, end_by_abort));
}

TEST(of_files_only_the_granted_one_is_read)
{
	struct sandbox_settings settings = {0};

	sandbox_grant(&settings, path_in("granted"), false);
	EXPECT_INT(0, inside(&settings, read_granted));
	EXPECT_INT(EPERM, inside(&settings, write_granted));
	EXPECT_INT(EPERM, inside(&settings, remove_other));
	EXPECT_INT(EPERM, inside(&settings, open_inet));
	if (told_of("sandbox-landlock ") > 0) {
		EXPECT_INT(EACCES, inside(&settings, read_other));
		EXPECT_INT(EACCES, inside(&settings, open_passwd));
	}
	sandbox_settings_done(&settings);
}

TEST(files_are_made_in_granted_folders_only_and_belong_to_who_started_it)
{
	struct sandbox_settings settings = {0};
	struct stat about = {0};

	sandbox_grant_folder_of(&settings, path_in("out/new"), true);
	EXPECT_INT(0, inside(&settings, write_new));
	EXPECT_INT(0, stat(path_in("out/new"), &about));
	EXPECT_INT(geteuid(), about.st_uid);
	EXPECT_INT(EPERM, inside(&settings, run_program));
	if (told_of("sandbox-landlock ") > 0) {
		EXPECT_INT(EACCES, inside(&settings, make_file));
		EXPECT_INT(EACCES, inside(&settings, remove_other));
		EXPECT(inside(&settings, leave_folder) != 0);
		EXPECT_INT(EACCES, inside(&settings, open_passwd));
	}
	sandbox_settings_done(&settings);
}

TEST(root_becomes_nobody_and_keeps_no_capability)
{
	EXPECT(told_of("sandbox-user ") != 0 || geteuid() != 0);
	EXPECT_INT(0, told_of("sandbox-capabilities "));
	EXPECT_INT(1, told_of("sandbox-no-new-privileges "));
}

TEST(what_is_off_refuses_nothing)
{
	const struct sandbox_settings settings = {.off = true};

	EXPECT_INT(0, inside(&settings, open_passwd));
	EXPECT_INT(0, inside(&settings, open_inet));
	EXPECT_INT(0, inside(&settings, start_process));
}

TEST(a_user_that_there_is_not_cannot_be_become)
{
	struct sandbox_settings settings = {.user = geteuid() == 0 ? "daemon" : "root"};

	EXPECT_INT(geteuid() == 0 ? 0 : CHILD_REFUSED, inside(&settings, use_what_is_open));
}

__attribute__((constructor)) static void begin(void)
{
	if (is_off()) {
		printf("1..0 # SKIP in this build, or by this kernel, nothing is refused\n");
		exit(0);
	}
	if (!mkdtemp(folder) || mkdir(path_in("out"), 0700) != 0)
		exit(2);
	make("granted");
	make("other");
}

__attribute__((destructor)) static void end(void)
{
	unlink(path_in("granted"));
	unlink(path_in("other"));
	unlink(path_in("out/new"));
	rmdir(path_in("out"));
	rmdir(folder);
}

TEST_MAIN
