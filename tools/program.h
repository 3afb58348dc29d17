/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs that make up the pfnpack command have in common.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

/**
 * program_start() - to be called first by a main()
 *
 * Prepares argp, and sees to it that lost output is an error.
 */
void program_start(void);

#endif /* PROGRAM_H */
