/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Captures what processes have pinned through /dev/pfnpack.
 */
#ifndef CAPTURE_DEVICE_H
#define CAPTURE_DEVICE_H

#include "capture_job.h"

/**
 * capture_device_process() - capture the sets of a process
 * @job: the job
 * @t: filled in, for target_say(); there is nothing to be closed
 * @pid: the process; this one pins its own memory first
 *
 * Each open descriptor of the device is a set, and each set is a process
 * record of its own; so is each part of one in which addresses go up.
 *
 * Return: what became of it.  @job->end_flags are not changed by it.
 */
enum fate capture_device_process(struct capture_job *job, struct target *t,
				 long pid);

#endif /* CAPTURE_DEVICE_H */
