// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ends of a set, orderly and not: nothing stays pinned. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define WRITE PFNPACK_DEV_PIN_WRITE
/* Untouched, so that pinning it takes a while. */
#define MANY 32768UL

static int finished(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		tap_bail("waitpid");
	return status;
}

/* --- Killed ------------------------------------------------------------ */

static void pin_until_killed(void)
{
	struct memory memory = memory_plain(MANY);
	int fd = device_open(128, 8);

	for (;;) {
		device_pin_all(fd, memory.addr, MANY, WRITE);
		device_unpin(fd, 5, MANY / 2);
		device_unpin_all(fd);
		madvise(memory.addr, MANY * OS_PAGE, MADV_DONTNEED);
	}
}

static void check_kill(void)
{
	long long stops = device_stat("early_stops");
	const int rounds = 20;
	int i;

	for (i = 0; i < rounds; i++) {
		pid_t pid = fork();

		if (!pid)
			pin_until_killed();
		usleep(20000 + i * 3000);
		kill(pid, SIGKILL);
		finished(pid);
	}
	stops = device_stat("early_stops") - stops;
	tap_ok(stops > 0, "kill -9: %lld of %d in the middle of pinning", stops,
	       rounds);
	check_no_pins("kill -9");
}

/* --- Closed, unmapped -------------------------------------------------- */

struct pin_job {
	int fd;
	struct memory memory;
	size_t pinned;
	__u32 error;
	int err;
};

static void *run_pin(void *data)
{
	struct pin_job *job = data;

	job->err = device_pin(job->fd, job->memory.addr, job->memory.nr, WRITE,
			      &job->pinned, &job->error);
	return NULL;
}

/* Pin in another thread.  Return: once some of it is pinned. */
static pthread_t start_pin(struct pin_job *job)
{
	long long before = foll_pins();
	pthread_t thread;

	if (pthread_create(&thread, NULL, run_pin, job))
		tap_bail("pthread_create");
	while (foll_pins() == before)
		;
	return thread;
}

static void check_close(void)
{
	struct pin_job job = { .fd = device_open(128, 8) };
	pthread_t thread;

	job.memory = memory_plain(MANY);
	thread = start_pin(&job);
	close(job.fd);
	tap_ok(foll_pins() < (long long)MANY, "close: in the middle of a pin");
	pthread_join(thread, NULL);
	tap_ok(!job.err && job.pinned == MANY && !job.error,
	       "close: the pin goes on to its end");
	memory_free(&job.memory);
	check_no_pins("close in the middle");
}

static void check_munmap_meanwhile(void)
{
	struct pin_job job = { .fd = device_open(128, 8) };
	pthread_t thread;

	job.memory = memory_plain(MANY);
	thread = start_pin(&job);
	munmap(job.memory.addr + MANY / 2 * OS_PAGE, MANY / 2 * OS_PAGE);
	pthread_join(thread, NULL);
	tap_ok(!job.err && job.pinned >= MANY / 2 &&
		       (job.pinned == MANY || job.error == EFAULT),
	       "munmap during a pin: %zu OS pages", job.pinned);
	tap_ok(device_info(job.fd).nr_os_pages == job.pinned &&
		       foll_pins() == (long long)job.pinned,
	       "munmap during a pin: what was pinned stays so");
	close(job.fd);
	munmap(job.memory.addr, MANY / 2 * OS_PAGE);
	check_no_pins("munmap during a pin");
}

static void check_munmap_before(void)
{
	struct memory memory = memory_plain(1000);
	int fd = device_open(8, 8);
	__u64 before[1000], after[1000];

	device_pin_all(fd, memory.addr, 1000, WRITE);
	pagemap_pfns(memory.addr, 1000, before);
	memory_free(&memory);
	tap_ok(read_pfns(fd, after, 1000) == 1000 &&
		       !memcmp(before, after, sizeof(before)) &&
		       foll_pins() == 1000,
	       "munmap while pinned: the pins stay");
	tap_ok(!device_unpin(fd, 3, 500) && foll_pins() == 500,
	       "munmap while pinned: unpinned as ever");
	close(fd);
	check_no_pins("munmap while pinned");
}

/* The mapping of the packed pages keeps the set, the descriptor gone. */
static void check_mapping_keeps(void)
{
	struct memory memory = memory_plain(100);
	int fd = device_open(8, 8);
	struct device_map map;
	__u64 before[100], after[100];

	device_pin_all(fd, memory.addr, 100, WRITE);
	pagemap_pfns(memory.addr, 100, before);
	map = device_map(fd);
	close(fd);
	tap_ok(foll_pins() == 100 &&
		       expand(device_pfns(&map, 0), 8, after, 100) == 100 &&
		       !memcmp(before, after, sizeof(before)),
	       "a mapping keeps the set");
	device_unmap(&map);
	memory_free(&memory);
	check_no_pins("a mapping");
}

/* --- The owner goes, the descriptor stays ------------------------------ */

/* Started by exec, with the descriptor of what was before. */
static int after_exec(int fd)
{
	struct memory memory = memory_plain(1);
	size_t pinned;
	__u32 error;

	return !(device_info(fd).nr_os_pages == 0 && foll_pins() == 0 &&
		 device_pin(fd, memory.addr, 1, WRITE, &pinned, &error) ==
			 EPERM);
}

static void check_exec(void)
{
	pid_t pid = fork();

	if (!pid) {
		struct memory memory = memory_plain(1000);
		int fd = device_open(8, 8);
		char number[16];

		device_pin_all(fd, memory.addr, 1000, WRITE);
		snprintf(number, sizeof(number), "%d", fd);
		execl("/proc/self/exe", "device_life", number, NULL);
		_exit(1);
	}
	tap_ok(!finished(pid), "exec: nothing pinned, and nothing can be");
	check_no_pins("exec");
}

/* Pin, and leave the descriptor to a child that says what it then finds. */
static void leave_to_child(int answer)
{
	struct memory memory = memory_plain(1000);
	int fd = device_open(8, 8);
	pid_t owner = getpid();
	char nothing;

	device_pin_all(fd, memory.addr, 1000, WRITE);
	if (fork())
		_exit(0);
	while (getppid() == owner)
		usleep(1000);
	nothing = device_info(fd).nr_os_pages == 0;
	_exit(write(answer, &nothing, 1) != 1);
}

static void check_inherited(void)
{
	char nothing = 0;
	int fds[2];
	pid_t pid;

	if (pipe(fds))
		tap_bail("pipe");
	pid = fork();
	if (!pid)
		leave_to_child(fds[1]);
	finished(pid);
	close(fds[1]);
	tap_ok(read(fds[0], &nothing, 1) == 1 && nothing,
	       "a child holds the descriptor: nothing is pinned");
	close(fds[0]);
	check_no_pins("a child with the descriptor");
}

static void check_module_stays(void)
{
	int fd = device_open(1, 1);

	tap_ok(syscall(SYS_delete_module, "pfnpack", O_NONBLOCK) < 0 &&
		       errno == EWOULDBLOCK,
	       "the module cannot go while the device is open");
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return after_exec(atoi(argv[1]));
	check_kill();
	check_close();
	check_munmap_meanwhile();
	check_munmap_before();
	check_mapping_keeps();
	check_exec();
	check_inherited();
	check_module_stays();
	return tap_done();
}
