/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A process that is captured, and what may become of it.
 */
#ifndef TARGET_H
#define TARGET_H

#include "capture_format.h"

/**
 * enum fate - what became of the capture of a process
 * @FATE_CAPTURED: all of it is in the file
 * @FATE_CHANGED: so it is, but its maps changed meanwhile
 * @FATE_EXITED: it exited meanwhile; the file has what was read before
 * @FATE_INTERRUPTED: a signal ended the capture; as before
 * @FATE_UNREADABLE: the kernel gave an error; as before, if anything
 * @FATE_GONE: there is no such process
 * @FATE_NO_MEMORY: it is a kernel thread or a zombie
 * @FATE_NO_SET: it has pinned nothing through /dev/pfnpack
 * @FATE_DENIED: it may not be read
 * @FATE_NO_OUTPUT: the file cannot be written; a message has been given
 */
enum fate {
	FATE_CAPTURED,
	FATE_CHANGED,
	FATE_EXITED,
	FATE_INTERRUPTED,
	FATE_UNREADABLE,
	FATE_GONE,
	FATE_NO_MEMORY,
	FATE_NO_SET,
	FATE_DENIED,
	FATE_NO_OUTPUT,
	NR_FATES,
};

/**
 * struct target - the process that is captured
 * @pid: its PID
 * @comm: its name
 * @maps_fd: its segments
 * @pagemap_fd: what stands behind them
 * @failed: the file in its folder that could not be read
 * @error: why not, an errno
 */
struct target {
	long pid;
	char comm[CAPTURE_COMM_BYTES];
	int maps_fd;
	int pagemap_fd;
	const char *failed;
	int error;
};

/* What to do where rights are missing; they can be given to the file. */
extern const char target_advice[];

/**
 * target_open() - open a process
 * @t: filled in
 * @pid: its PID
 *
 * Return: %FATE_CAPTURED, if nothing is in the way so far; otherwise there is
 * nothing to be closed.
 */
enum fate target_open(struct target *t, long pid);

/**
 * target_close() - close it
 * @t: the process
 */
void target_close(struct target *t);

/**
 * target_failure() - note that something could not be read
 * @t: the process
 * @what: a file in its folder; errno says why
 *
 * Return: what that means for the process.
 */
enum fate target_failure(struct target *t, const char *what);

/**
 * target_say() - print what became of a process, unless all is well
 * @t: the process
 * @fate: what became of it
 */
void target_say(const struct target *t, enum fate fate);

#endif /* TARGET_H */
