// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int nr_results, nr_failures;

bool tap_ok(bool good, const char *name, ...)
{
	va_list args;

	pthread_mutex_lock(&lock);
	nr_results++;
	nr_failures += !good;
	printf("%s %u - ", good ? "ok" : "not ok", nr_results);
	va_start(args, name);
	vprintf(name, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	pthread_mutex_unlock(&lock);
	return good;
}

void tap_skip(const char *name, const char *why)
{
	pthread_mutex_lock(&lock);
	nr_results++;
	printf("ok %u - %s # SKIP %s\n", nr_results, name, why);
	fflush(stdout);
	pthread_mutex_unlock(&lock);
}

void tap_skip_all(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	exit(EXIT_SUCCESS);
}

void tap_note(const char *format, ...)
{
	va_list args;

	pthread_mutex_lock(&lock);
	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	pthread_mutex_unlock(&lock);
}

int tap_done(void)
{
	printf("1..%u\n", nr_results);
	return nr_failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

void tap_bail(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}
