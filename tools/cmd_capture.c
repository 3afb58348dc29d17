// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack capture: writes the physical layout of a process to a file.
 */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "capture_writer.h"
#include "commands.h"
#include "diag.h"
#include "outfile.h"
#include "pagemap.h"
#include "proc_maps.h"

static const char doc[] =
	"Write the physical layout of a process to a file.\v"
	"The process runs on: stop it before (kill -STOP) for a picture of one "
	"moment. PFNs are shown to root, or to CAP_SYS_ADMIN.\n\n"
	"  pfnpack capture --pid 1 -o init.pfncap";

#define KEY_SELF 0x100

static const struct argp_option options[] = {
	{ .name = "pid", .key = 'p', .arg = "PID", .doc = "the process" },
	{ .name = "self", .key = KEY_SELF, .doc = "this process itself" },
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "where to write; - is standard output" },
	{ 0 },
};

struct capture_args {
	long pid;
	const char *output;
};

static long parse_pid(struct argp_state *state, const char *text)
{
	char *end;
	long pid;

	errno = 0;
	pid = strtol(text, &end, 10);
	if (errno || end == text || *end || pid < 1 || pid > INT_MAX)
		argp_error(state, "'%s' is not a PID", text);
	return pid;
}

static error_t check_args(const struct capture_args *args,
			  struct argp_state *state)
{
	if (!args->pid)
		argp_error(state, "--pid or --self is missing");
	if (!args->output)
		argp_error(state, "-o FILE is missing");
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct capture_args *args = state->input;

	switch (key) {
	case 'p':
		args->pid = parse_pid(state, arg);
		return 0;
	case KEY_SELF:
		args->pid = getpid();
		return 0;
	case 'o':
		args->output = arg;
		return 0;
	case ARGP_KEY_END:
		return check_args(args, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- The process ------------------------------------------------------- */

/**
 * struct target - the process that is captured
 * @pid: its PID
 * @maps_fd: its segments
 * @pagemap_fd: what stands behind them
 * @os_page_bytes: bytes of an OS page
 */
struct target {
	long pid;
	int maps_fd;
	int pagemap_fd;
	uint32_t os_page_bytes;
};

/* What to do where rights are missing; they can be given to the file. */
static const char advice[] =
	"run pfnpack as root, or allow it once with "
	"'setcap cap_sys_admin,cap_sys_ptrace,cap_dac_read_search+ep PFNPACK'";

/* Return: false after a message that says what to do. */
static bool pfns_are_shown(void)
{
	switch (pagemap_visibility()) {
	case PFNS_SHOWN:
		return true;
	case PFNS_HIDDEN:
		diag("the kernel hides PFNs: to a process without "
		     "CAP_SYS_ADMIN in the initial namespace it gives 0 for "
		     "each; %s",
		     advice);
		return false;
	case PFNS_UNKNOWN:
		break;
	}
	diag("/proc/self/pagemap: %s", errno ? strerror(errno) : "no entry");
	return false;
}

static bool no_such_process(const struct target *t)
{
	diag("there is no process %ld", t->pid);
	return false;
}

static bool has_exited(const struct target *t)
{
	diag("process %ld has exited while it was captured", t->pid);
	return false;
}

static bool has_no_memory(const struct target *t)
{
	diag("process %ld has no memory: it is a kernel thread, or has exited",
	     t->pid);
	return false;
}

static bool target_failed(const struct target *t, const char *what)
{
	if (errno == ENOENT)
		return no_such_process(t);
	if (errno == ESRCH)
		return has_no_memory(t);
	if (errno == EACCES || errno == EPERM)
		diag("/proc/%ld/%s: %s; to look at the processes of others, %s",
		     t->pid, what, strerror(errno), advice);
	else
		diag("/proc/%ld/%s: %s", t->pid, what, strerror(errno));
	return false;
}

static int open_proc(const struct target *t, const char *what)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/%s", t->pid, what);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static bool target_open(struct target *t, long pid)
{
	*t = (struct target){
		.pid = pid,
		.pagemap_fd = -1,
		.os_page_bytes = (uint32_t)sysconf(_SC_PAGESIZE),
	};
	t->maps_fd = open_proc(t, "maps");
	if (t->maps_fd < 0)
		return target_failed(t, "maps");
	t->pagemap_fd = open_proc(t, "pagemap");
	if (t->pagemap_fd < 0) {
		target_failed(t, "pagemap");
		close(t->maps_fd);
		return false;
	}
	return true;
}

static void target_close(struct target *t)
{
	close(t->maps_fd);
	close(t->pagemap_fd);
}

static bool read_comm(const struct target *t, char comm[CAPTURE_COMM_BYTES])
{
	int fd = open_proc(t, "comm");
	ssize_t nr;

	if (fd < 0)
		return target_failed(t, "comm");
	nr = read(fd, comm, CAPTURE_COMM_BYTES);
	if (nr < 1) {
		target_failed(t, "comm");
		close(fd);
		return false;
	}
	close(fd);
	/* In place of the newline. */
	comm[nr - 1] = '\0';
	return true;
}

/* --- The capture ------------------------------------------------------- */

static bool write_entries(struct capture_writer *w, const uint64_t *entries,
			  size_t nr, uint64_t nr_os_page)
{
	struct pfnpack_range range;
	size_t i;

	for (i = 0; i < nr; i += range.nr) {
		range = pagemap_decode(entries + i, nr - i, nr_os_page + i);
		if (!capture_writer_append(w, &range))
			return false;
	}
	return true;
}

static bool write_ranges(struct capture_writer *w, const struct target *t,
			 const struct capture_segment *segment)
{
	static uint64_t entries[PAGEMAP_BATCH];
	uint64_t first = segment->start_va / t->os_page_bytes;
	uint64_t nr_left = segment->end_va / t->os_page_bytes - first;
	uint64_t nr_done = 0;
	ssize_t nr;

	for (; nr_left; nr_left -= (uint64_t)nr) {
		nr = pagemap_read(t->pagemap_fd, first + nr_done, entries,
				  nr_left < PAGEMAP_BATCH ? nr_left :
							    PAGEMAP_BATCH);
		if (nr < 0)
			return target_failed(t, "pagemap");
		if (!nr)
			return has_exited(t);
		if (!write_entries(w, entries, (size_t)nr, nr_done))
			return false;
		nr_done += (uint64_t)nr;
	}
	return true;
}

/* It lies in the kernel's half, where pagemap does not reach. */
static bool is_gate(const struct capture_segment *segment)
{
	static const char gate[] = "[vsyscall]";

	return segment->nr_name_bytes == sizeof(gate) - 1 &&
	       !memcmp(segment->name, gate, sizeof(gate) - 1);
}

static bool write_segment(struct capture_writer *w, const struct target *t,
			  const struct capture_segment *segment)
{
	if (is_gate(segment))
		return true;
	return capture_writer_segment(w, segment) &&
	       write_ranges(w, t, segment);
}

/*
 * The maps of a process that has exited end early, without an error.  So
 * what has been read is all only if there still are some.
 */
static bool check_alive(const struct target *t)
{
	char byte;

	if (pread(t->maps_fd, &byte, 1, 0) < 1)
		return has_exited(t);
	return true;
}

static bool write_segments(struct capture_writer *w, const struct target *t)
{
	static struct capture_segment segment;
	static struct proc_maps maps;
	unsigned long nr_segments = 0;
	enum maps_status status;

	proc_maps_init(&maps, t->maps_fd);
	while ((status = proc_maps_next(&maps, &segment)) == MAPS_SEGMENT) {
		if (!write_segment(w, t, &segment))
			return false;
		nr_segments++;
	}
	if (status == MAPS_ERROR)
		return target_failed(t, "maps");
	if (!nr_segments)
		return has_no_memory(t);
	return check_alive(t);
}

static struct capture_header make_header(const struct target *t)
{
	struct capture_header header = { .os_page_bytes = t->os_page_bytes };
	struct utsname kernel;

	uname(&kernel);
	snprintf(header.release, sizeof(header.release), "%s", kernel.release);
	snprintf(header.machine, sizeof(header.machine), "%s", kernel.machine);
	return header;
}

static bool write_capture(const struct target *t, struct outfile *out)
{
	static struct capture_writer writer;
	struct capture_header header = make_header(t);
	struct capture_process process = { .pid = (uint32_t)t->pid };

	return read_comm(t, process.comm) &&
	       capture_writer_start(&writer, out, &header) &&
	       capture_writer_process(&writer, &process) &&
	       write_segments(&writer, t) && capture_writer_end(&writer);
}

static bool capture(const struct target *t, const char *output)
{
	struct outfile out;

	if (!outfile_open(&out, output))
		return false;
	if (write_capture(t, &out))
		return outfile_commit(&out);
	outfile_abandon(&out);
	return false;
}

enum status cmd_capture(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = doc,
	};
	struct capture_args args = { 0 };
	struct target target;
	bool good;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!pfns_are_shown() || !target_open(&target, args.pid))
		return STATUS_STOPPED;
	good = capture(&target, args.output);
	target_close(&target);
	return good ? STATUS_GOOD : STATUS_STOPPED;
}
