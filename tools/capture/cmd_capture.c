// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack capture: writes the physical layout of processes to a file.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture_args.h"
#include "capture_device.h"
#include "capture_job.h"
#include "commands.h"
#include "device_set.h"
#include "diag.h"
#include "interrupt.h"
#include "outfile.h"
#include "pagemap.h"
#include "progress.h"
#include "tally.h"

static struct capture_job job;

/* Return: false after a message that says what to do. */
static bool has_device(const struct capture_args *args)
{
	if (!args->device || !access(DEVICE_PATH, F_OK))
		return true;
	diag("there is no " DEVICE_PATH ": the kernel module pfnpack makes it");
	return false;
}

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
		     target_advice);
		return false;
	case PFNS_UNKNOWN:
		break;
	}
	diag("/proc/self/pagemap: %s", errno ? strerror(errno) : "no entry");
	return false;
}

static bool is_missed(enum fate fate)
{
	switch (fate) {
	case FATE_CHANGED:
	case FATE_EXITED:
	case FATE_UNREADABLE:
	case FATE_DENIED:
		return true;
	default:
		return false;
	}
}

/* Return: false when there is to be no next process. */
static bool take_fate(enum fate fate)
{
	if (is_missed(fate))
		job.end_flags |= CAPTURE_MISSED;
	return fate != FATE_NO_OUTPUT && fate != FATE_INTERRUPTED &&
	       !interrupted();
}

/* --- Processes that are named ------------------------------------------ */

/* Return: STATUS_STOPPED when one of them is not, or not all, in the file. */
static enum status capture_named(const struct capture_args *args)
{
	enum fate (*capture)(struct capture_job * job, struct target * t,
			     long pid) = args->device ? capture_device_process :
							capture_job_process;
	enum status status = STATUS_GOOD;
	struct target target;
	enum fate fate;
	size_t i;

	for (i = 0; i < args->nr_pids; i++) {
		fate = capture(&job, &target, args->pid[i]);
		target_say(&target, fate);
		if (fate != FATE_CAPTURED && fate != FATE_CHANGED)
			status = STATUS_STOPPED;
		/* With --all, these are as good as never there. */
		if (fate == FATE_GONE || fate == FATE_NO_MEMORY ||
		    fate == FATE_NO_SET)
			job.end_flags |= CAPTURE_MISSED;
		if (!take_fate(fate))
			break;
	}
	return status;
}

/* --- Every process ----------------------------------------------------- */

/*
 * In ascending order, as the kernel lists them.
 *
 * Return: 0 when there are no more.
 */
static long next_pid(DIR *proc)
{
	const struct dirent *entry;

	while ((entry = readdir(proc))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			return strtol(entry->d_name, NULL, 10);
	}
	return 0;
}

static enum status capture_all(void)
{
	struct tally tally = { 0 };
	DIR *proc = opendir("/proc");
	struct target target;
	enum fate fate;
	long pid;

	if (!proc) {
		diag("/proc: %s", strerror(errno));
		return STATUS_STOPPED;
	}
	while ((pid = next_pid(proc))) {
		fate = capture_job_process(&job, &target, pid);
		tally_add(&tally, pid, fate);
		if (!take_fate(fate))
			break;
	}
	closedir(proc);
	tally_say(&tally);
	return STATUS_GOOD;
}

/* --- The file ---------------------------------------------------------- */

static enum status finish(struct outfile *out, enum status status)
{
	int signal_number = interrupted();

	if (signal_number)
		job.end_flags |= CAPTURE_INTERRUPTED;
	/* Without a process nor a signal, it has been said why. */
	if ((!job.nr_processes && !signal_number) || !capture_job_end(&job)) {
		outfile_abandon(out);
		return STATUS_STOPPED;
	}
	progress_clear();
	if (job.ranges.nr && !job.nr_segments)
		diag("nothing is mapped in the range");
	if (!outfile_commit(out))
		return STATUS_STOPPED;
	if (!signal_number)
		return status;
	diag("interrupted (%s): the file is valid, and ends early",
	     strsignal(signal_number));
	return STATUS_STOPPED;
}

enum status cmd_capture(int argc, char **argv)
{
	struct capture_args args;
	struct outfile out;
	enum status status;

	capture_args_parse(&args, &job.ranges, argc, argv);
	if (!has_device(&args) || !pfns_are_shown() ||
	    !outfile_open(&out, args.output))
		return STATUS_STOPPED;
	interrupt_catch();
	capture_job_init(&job, &out);
	status = args.all ? capture_all() : capture_named(&args);
	return finish(&out, status);
}
