/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Long work that ends early, and well, when a signal asks for it.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/**
 * interrupt_catch() - SIGINT and SIGTERM become a request
 *
 * The first of them makes interrupted() say so.  The second has the effect
 * that it had before this call.  One that was ignored stays so.  To be called
 * after outfile_open(), whose handlers a second signal then finds.
 */
void interrupt_catch(void);

/**
 * interrupted() - has a signal asked to end?
 *
 * Return: its number, or 0.
 */
int interrupted(void);

#endif /* INTERRUPT_H */
