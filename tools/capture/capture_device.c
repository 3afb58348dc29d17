// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Captures what processes have pinned through /dev/pfnpack.
 */
#include "capture_device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <linux/pfnpack_dev.h>

#include "device_set.h"
#include "page_kind.h"

/* --- A set ------------------------------------------------------------- */

/* The PFNs of a set that have not been written yet. */
struct rest {
	const struct range_list *pfns;
	size_t next;
	struct pfnpack_range range; /* nr 0 when it is used up */
};

static bool append_kinds(struct capture_job *job, struct pfnpack_range range)
{
	uint64_t nr_left = range.nr;

	for (; nr_left; nr_left -= range.nr, range.pfn += range.nr) {
		range.nr = nr_left;
		page_kind(&range);
		if (!capture_job_append(job, &range))
			return false;
	}
	return true;
}

static bool append_next(struct capture_job *job, struct rest *rest,
			uint64_t nr_os_pages)
{
	struct pfnpack_range range;

	for (; nr_os_pages; nr_os_pages -= range.nr) {
		if (!rest->range.nr)
			rest->range = rest->pfns->range[rest->next++];
		range = rest->range;
		if (range.nr > nr_os_pages)
			range.nr = nr_os_pages;
		if (!append_kinds(job, range))
			return false;
		rest->range.pfn += range.nr;
		rest->range.nr -= range.nr;
	}
	return true;
}

static struct capture_segment segment;

/* @nr_before OS pages of the set come before it. */
static bool write_region(struct capture_job *job, struct rest *rest,
			 const struct pfnpack_range *addrs, uint64_t nr_before)
{
	uint64_t nr_bytes = job->os_page_bytes;

	segment = (struct capture_segment){
		.start_va = addrs->pfn * nr_bytes,
		.end_va = (addrs->pfn + addrs->nr) * nr_bytes,
		.offset = nr_before * nr_bytes,
		.flags = CAPTURE_READ,
		.nr_name_bytes = strlen(DEVICE_PATH),
	};
	memcpy(segment.name, DEVICE_PATH, strlen(DEVICE_PATH));
	if (addrs->tag & PFNPACK_DEV_TAG_WRITE)
		segment.flags |= CAPTURE_WRITE;
	return capture_job_segment(job, &segment) &&
	       append_next(job, rest, addrs->nr);
}

static enum fate write_set(struct capture_job *job, struct target *t,
			   const struct device_set *set)
{
	struct rest rest = { .pfns = &set->pfns };
	uint64_t end = UINT64_MAX, nr_before = 0;
	const struct pfnpack_range *addrs;
	size_t i;

	for (i = 0; i < set->addrs.nr; i++) {
		addrs = &set->addrs.range[i];
		/* C-16: within a process record, addresses go up. */
		if (addrs->pfn < end && !capture_job_start_process(job, t))
			return FATE_NO_OUTPUT;
		if (!write_region(job, &rest, addrs, nr_before))
			return FATE_NO_OUTPUT;
		end = addrs->pfn + addrs->nr;
		nr_before += addrs->nr;
	}
	return FATE_CAPTURED;
}

/* Return: FATE_NO_SET when there is nothing in it. */
static enum fate capture_set(struct capture_job *job, struct target *t, int fd)
{
	enum fate fate = FATE_NO_SET;
	struct device_set set;

	if (!device_set_read(&set, fd))
		fate = target_failure(t, "fd: " DEVICE_PATH);
	else if (set.addrs.nr)
		fate = write_set(job, t, &set);
	device_set_free(&set);
	return fate;
}

/* --- The sets of another process --------------------------------------- */

static bool is_device(const struct target *t, const char *fd, dev_t device)
{
	struct stat stat_of_fd;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/fd/%.20s", t->pid, fd);
	return !stat(path, &stat_of_fd) && S_ISCHR(stat_of_fd.st_mode) &&
	       stat_of_fd.st_rdev == device;
}

static enum fate capture_fd(struct capture_job *job, struct target *t,
			    int pidfd, const char *number)
{
	int fd = (int)syscall(SYS_pidfd_getfd, pidfd,
			      (int)strtol(number, NULL, 10), 0);
	enum fate fate;

	if (fd < 0)
		return target_failure(t, "fd");
	fate = capture_set(job, t, fd);
	close(fd);
	return fate;
}

static enum fate capture_fds(struct capture_job *job, struct target *t,
			     int pidfd, DIR *fds)
{
	enum fate fate = FATE_NO_SET, of_set;
	const struct dirent *entry;
	struct stat device;

	if (stat(DEVICE_PATH, &device))
		return target_failure(t, "fd: " DEVICE_PATH);
	while ((entry = readdir(fds))) {
		if (!is_device(t, entry->d_name, device.st_rdev))
			continue;
		of_set = capture_fd(job, t, pidfd, entry->d_name);
		if (of_set != FATE_NO_SET)
			fate = of_set;
		if (fate != FATE_NO_SET && fate != FATE_CAPTURED)
			break;
	}
	return fate;
}

static enum fate capture_other(struct capture_job *job, struct target *t)
{
	int pidfd = (int)syscall(SYS_pidfd_open, (pid_t)t->pid, 0);
	enum fate fate;
	char path[64];
	DIR *fds;

	if (pidfd < 0)
		return target_failure(t, "fd");
	snprintf(path, sizeof(path), "/proc/%ld/fd", t->pid);
	fds = opendir(path);
	if (fds) {
		fate = capture_fds(job, t, pidfd, fds);
		closedir(fds);
	} else {
		fate = target_failure(t, "fd");
	}
	close(pidfd);
	return fate;
}

/* --- A process --------------------------------------------------------- */

static enum fate capture_self(struct capture_job *job, struct target *t)
{
	int fd = device_pin_self();
	enum fate fate;

	if (fd < 0)
		return target_failure(t, "fd: " DEVICE_PATH);
	fate = capture_set(job, t, fd);
	close(fd);
	return fate;
}

enum fate capture_device_process(struct capture_job *job, struct target *t,
				 long pid)
{
	enum fate fate = target_open(t, pid);

	if (fate != FATE_CAPTURED)
		return fate;
	fate = pid == getpid() ? capture_self(job, t) : capture_other(job, t);
	capture_job_output(job, fate);
	target_close(t);
	return fate;
}
