// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Long work that ends early, and well, when a signal asks for it.
 */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int asking_signals[] = { SIGINT, SIGTERM };
#define NR_ASKING_SIGNALS (sizeof(asking_signals) / sizeof(asking_signals[0]))

static struct sigaction before[NR_ASKING_SIGNALS];
static volatile sig_atomic_t asked;

static void note(int sig)
{
	size_t i;

	asked = sig;
	for (i = 0; i < NR_ASKING_SIGNALS; i++)
		sigaction(asking_signals[i], &before[i], NULL);
}

void interrupt_catch(void)
{
	/* Nothing has to be woken up: the work looks often enough. */
	struct sigaction action = { .sa_flags = SA_RESTART };
	size_t i;

	action.sa_handler = note;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < NR_ASKING_SIGNALS; i++) {
		sigaddset(&action.sa_mask, asking_signals[i]);
		sigaction(asking_signals[i], NULL, &before[i]);
	}
	for (i = 0; i < NR_ASKING_SIGNALS; i++) {
		if (before[i].sa_handler != SIG_IGN)
			sigaction(asking_signals[i], &action, NULL);
	}
}

int interrupted(void)
{
	return asked;
}
