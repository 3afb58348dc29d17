// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A process that is captured, and what may become of it.
 */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

const char target_advice[] =
	"run pfnpack as root, or allow it once with "
	"'setcap cap_sys_admin,cap_sys_ptrace,cap_dac_read_search+ep PFNPACK'";

enum fate target_failure(struct target *t, const char *what)
{
	t->failed = what;
	t->error = errno;
	switch (t->error) {
	case ENOENT:
		return FATE_GONE;
	case ESRCH:
		return FATE_NO_MEMORY;
	case EACCES:
	case EPERM:
		return FATE_DENIED;
	default:
		return FATE_UNREADABLE;
	}
}

static int open_proc(const struct target *t, const char *what)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/%s", t->pid, what);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static enum fate read_comm(struct target *t)
{
	enum fate fate = FATE_CAPTURED;
	int fd = open_proc(t, "comm");
	ssize_t nr;

	if (fd < 0)
		return target_failure(t, "comm");
	nr = read(fd, t->comm, sizeof(t->comm));
	if (nr < 1)
		fate = target_failure(t, "comm");
	else /* In place of the newline. */
		t->comm[nr - 1] = '\0';
	close(fd);
	return fate;
}

static enum fate open_files(struct target *t)
{
	t->maps_fd = open_proc(t, "maps");
	if (t->maps_fd < 0)
		return target_failure(t, "maps");
	t->pagemap_fd = open_proc(t, "pagemap");
	if (t->pagemap_fd < 0)
		return target_failure(t, "pagemap");
	return read_comm(t);
}

enum fate target_open(struct target *t, long pid)
{
	enum fate fate;

	*t = (struct target){ .pid = pid, .maps_fd = -1, .pagemap_fd = -1 };
	fate = open_files(t);
	if (fate != FATE_CAPTURED)
		target_close(t);
	return fate;
}

void target_close(struct target *t)
{
	if (t->maps_fd >= 0)
		close(t->maps_fd);
	if (t->pagemap_fd >= 0)
		close(t->pagemap_fd);
}

static void say_error(const struct target *t, const char *hint,
		      const char *advice)
{
	diag("/proc/%ld/%s: %s%s%s", t->pid, t->failed, strerror(t->error),
	     hint, advice);
}

void target_say(const struct target *t, enum fate fate)
{
	switch (fate) {
	case FATE_CHANGED:
		diag("the maps of process %ld changed while it was captured",
		     t->pid);
		break;
	case FATE_EXITED:
		diag("process %ld has exited while it was captured; the rest "
		     "of it is missing",
		     t->pid);
		break;
	case FATE_UNREADABLE:
		say_error(t, "", "");
		break;
	case FATE_GONE:
		diag("there is no process %ld", t->pid);
		break;
	case FATE_NO_MEMORY:
		diag("process %ld has no memory: it is a kernel thread, or has "
		     "exited",
		     t->pid);
		break;
	case FATE_NO_SET:
		diag("process %ld has pinned nothing through /dev/pfnpack",
		     t->pid);
		break;
	case FATE_DENIED:
		say_error(t, "; to look at the processes of others, ",
			  target_advice);
		break;
	default:
		break;
	}
}
