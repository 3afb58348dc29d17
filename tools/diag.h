/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Messages on standard error, after what standard output has so far.
 */
#ifndef DIAG_H
#define DIAG_H

#include "capture_format.h"

/**
 * diag() - print "pfnpack: MESSAGE" and a newline
 * @format: as for printf()
 */
void diag(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * diag_fault() - print where and how a capture file breaks a rule
 * @file: its name
 * @fault: from the decoder
 */
void diag_fault(const char *file, const struct capture_fault *fault);

/**
 * diag_packed_fault() - print where and how a packed page breaks a rule
 * @file: the name of a file of packed pages
 * @packed_page: number of the packed page, from 0
 * @fault: from pfnpack_summarize(); its packed_index is not looked at
 * @hint: what else is to be said; may be empty
 */
void diag_packed_fault(const char *file, uint64_t packed_page,
		       const struct pfnpack_fault *fault, const char *hint);

/**
 * diag_close_stdout() - end the process with an error if output was lost
 *
 * For atexit().
 */
void diag_close_stdout(void);

#endif /* DIAG_H */
