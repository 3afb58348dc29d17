// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An output file that appears under its name only when it is complete.
 */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"

static const int ending_signals[] = { SIGHUP, SIGINT, SIGTERM };
#define NR_ENDING_SIGNALS (sizeof(ending_signals) / sizeof(ending_signals[0]))

#define STREAM_BYTES 65536

/* What a signal has to remove; NULL for nothing. */
static const char *volatile temporary_path;

static void remove_temporary(int sig)
{
	if (temporary_path)
		unlink(temporary_path);
	/* SA_RESETHAND: the second time, the signal has its own effect. */
	raise(sig);
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_flags = (int)SA_RESETHAND };
	struct sigaction before;
	size_t i;

	action.sa_handler = remove_temporary;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < NR_ENDING_SIGNALS; i++) {
		sigaction(ending_signals[i], &action, &before);
		/* As nohup wants it. */
		if (before.sa_handler == SIG_IGN)
			sigaction(ending_signals[i], &before, NULL);
	}
	/* A limit to the size of files is an error like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
}

/* Between creating a file and noting its name, or the other way round. */
static void hold_signals(sigset_t *before)
{
	sigset_t held;
	size_t i;

	sigemptyset(&held);
	for (i = 0; i < NR_ENDING_SIGNALS; i++)
		sigaddset(&held, ending_signals[i]);
	sigprocmask(SIG_BLOCK, &held, before);
}

static void release_signals(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

static bool failed(const struct outfile *out)
{
	diag("%s: %s", out->name, strerror(errno));
	return false;
}

static bool open_standard_output(struct outfile *out)
{
	out->name = "standard output";
	out->fd = STDOUT_FILENO;
	return true;
}

static bool open_in_place(struct outfile *out, const char *path)
{
	out->fd = open(path, O_WRONLY | O_CLOEXEC);
	return out->fd >= 0 || failed(out);
}

static void free_paths(struct outfile *out)
{
	free(out->temporary);
	free(out->target);
}

static bool open_temporary(struct outfile *out)
{
	sigset_t before;

	if (asprintf(&out->temporary, "%s.XXXXXX", out->target) < 0)
		out->temporary = NULL;
	catch_signals();
	hold_signals(&before);
	out->fd = out->temporary ? mkostemp(out->temporary, O_CLOEXEC) : -1;
	if (out->fd >= 0)
		temporary_path = out->temporary;
	release_signals(&before);
	if (out->fd >= 0)
		return true;
	failed(out);
	free_paths(out);
	return false;
}

bool outfile_open(struct outfile *out, const char *path)
{
	if (!strcmp(path, "-") && isatty(STDOUT_FILENO)) {
		diag("not to a terminal: redirect it, or use -o FILE");
		return false;
	}
	return outfile_open_text(out, path);
}

bool outfile_open_text(struct outfile *out, const char *path)
{
	struct stat st;
	bool exists = !stat(path, &st);

	*out = (struct outfile){ .name = path };
	if (!strcmp(path, "-"))
		return open_standard_output(out);
	/* To rename a file over a device would replace the device. */
	if (exists && !S_ISREG(st.st_mode))
		return open_in_place(out, path);
	/* A symbolic link stays one. */
	out->target = exists ? realpath(path, NULL) : strdup(path);
	return out->target ? open_temporary(out) : failed(out);
}

bool outfile_write(struct outfile *out, const void *bytes, size_t nr_bytes)
{
	const char *at = bytes;
	ssize_t nr;

	while (nr_bytes && !out->failed) {
		nr = write(out->fd, at, nr_bytes);
		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0) {
			out->failed = true;
			return failed(out);
		}
		at += nr;
		nr_bytes -= (size_t)nr;
	}
	return !out->failed;
}

static ssize_t write_cookie(void *cookie, const char *bytes, size_t nr_bytes)
{
	return outfile_write(cookie, bytes, nr_bytes) ? (ssize_t)nr_bytes : 0;
}

FILE *outfile_stream(struct outfile *out)
{
	const cookie_io_functions_t functions = { .write = write_cookie };
	FILE *stream = fopencookie(out, "w", functions);

	if (stream)
		setvbuf(stream, NULL, _IOFBF, STREAM_BYTES);
	else
		failed(out);
	return stream;
}

/* The new name has to survive a power failure, too. */
static bool sync_folder(char *path)
{
	int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return false;
	good = !fsync(fd);
	close(fd);
	return good;
}

static bool give_name(struct outfile *out)
{
	sigset_t before;
	bool good;

	hold_signals(&before);
	good = !rename(out->temporary, out->target);
	if (good)
		temporary_path = NULL;
	release_signals(&before);
	return good;
}

bool outfile_commit(struct outfile *out)
{
	bool good;

	if (!out->target) {
		if (out->fd != STDOUT_FILENO && close(out->fd))
			return failed(out);
		return true;
	}
	if (fsync(out->fd) || !give_name(out)) {
		failed(out);
		outfile_abandon(out);
		return false;
	}
	close(out->fd);
	good = sync_folder(out->target) || failed(out);
	free_paths(out);
	return good;
}

void outfile_abandon(struct outfile *out)
{
	if (out->fd != STDOUT_FILENO)
		close(out->fd);
	if (out->target) {
		unlink(out->temporary);
		temporary_path = NULL;
	}
	free_paths(out);
}

enum status outfile_finish(struct outfile *out, enum status status)
{
	if (status == STATUS_GOOD)
		return outfile_commit(out) ? STATUS_GOOD : STATUS_STOPPED;
	outfile_abandon(out);
	return status;
}
