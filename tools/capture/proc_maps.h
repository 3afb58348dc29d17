/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads /proc/PID/maps, line by line.
 */
#ifndef PROC_MAPS_H
#define PROC_MAPS_H

#include <stddef.h>

#include "capture_format.h"

/**
 * struct proc_maps - an open file; all fields are private
 */
struct proc_maps {
	/* private: */
	int fd;
	size_t at;
	size_t nr_bytes;
	char buffer[65536];
};

/**
 * enum maps_status - what there is to read
 * @MAPS_SEGMENT: a segment
 * @MAPS_END: no further one
 * @MAPS_ERROR: errno says why it cannot be read; EBADMSG when it is not
 *	what the kernel is known to write
 */
enum maps_status {
	MAPS_SEGMENT,
	MAPS_END,
	MAPS_ERROR,
};

/**
 * proc_maps_init() - start reading
 * @m: filled in
 * @fd: the file, from its start on; stays the caller's
 */
void proc_maps_init(struct proc_maps *m, int fd);

/**
 * proc_maps_next() - read the next line
 * @m: the file
 * @segment: filled in for %MAPS_SEGMENT; a name that is too long is cut
 *
 * Lines may have any length.
 *
 * Return: what there was.
 */
enum maps_status proc_maps_next(struct proc_maps *m,
				struct capture_segment *segment);

#endif /* PROC_MAPS_H */
