// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads /proc/PID/maps, line by line:
 *
 *   55d0c5a0a000-55d0c5a0c000 r--p 00000000 fe:00 247134    /usr/bin/cat
 */
#include "proc_maps.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than the fields before the name can take. */
#define FIELDS_BYTES 160

#define NR_FIELDS 5

void proc_maps_init(struct proc_maps *m, int fd)
{
	m->fd = fd;
	m->at = 0;
	m->nr_bytes = 0;
}

/* Return: false with errno 0 at the end of the file. */
static bool fill(struct proc_maps *m)
{
	ssize_t nr;

	do {
		errno = 0;
		nr = read(m->fd, m->buffer, sizeof(m->buffer));
	} while (nr < 0 && errno == EINTR);
	m->at = 0;
	m->nr_bytes = nr > 0 ? (size_t)nr : 0;
	return nr > 0;
}

/* Return: the character that comes next; EOF with errno as from fill(). */
static int peek(struct proc_maps *m)
{
	if (m->at == m->nr_bytes && !fill(m))
		return EOF;
	return (unsigned char)m->buffer[m->at];
}

static int take(struct proc_maps *m)
{
	int c = peek(m);

	if (c != EOF)
		m->at++;
	return c;
}

static bool bad(void)
{
	if (!errno)
		errno = EBADMSG;
	return false;
}

/* The fields before the name, with the blanks between them. */
static bool read_fields(struct proc_maps *m, char fields[FIELDS_BYTES])
{
	unsigned int nr_fields = 0;
	size_t i;
	int c;

	for (i = 0; i < FIELDS_BYTES - 1; i++) {
		c = peek(m);
		if (c == EOF)
			return bad();
		nr_fields += c == ' ';
		if (c == '\n' || nr_fields == NR_FIELDS)
			break;
		fields[i] = (char)take(m);
	}
	fields[i] = '\0';
	return true;
}

static uint32_t flags_of(const char *perms)
{
	return (perms[0] == 'r' ? CAPTURE_READ : 0U) |
	       (perms[1] == 'w' ? CAPTURE_WRITE : 0U) |
	       (perms[2] == 'x' ? CAPTURE_EXEC : 0U) |
	       (perms[3] == 's' ? CAPTURE_SHARED : 0U);
}

/* A number, and the character after it. */
static bool parse_number(const char **at, int base, char after, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(*at, &end, base);
	if (errno || end == *at || *end != after)
		return false;
	*at = end + 1;
	return true;
}

static bool parse_perms(const char **at, uint32_t *flags)
{
	static const char all[] = "rwxp ";

	if (strnlen(*at, sizeof(all)) < sizeof(all) - 1)
		return false;
	*flags = flags_of(*at);
	*at += sizeof(all) - 1;
	return true;
}

static bool parse_fields(const char *at, struct capture_segment *segment)
{
	uint64_t dev_major;
	uint64_t dev_minor;

	if (!parse_number(&at, 16, '-', &segment->start_va) ||
	    !parse_number(&at, 16, ' ', &segment->end_va) ||
	    !parse_perms(&at, &segment->flags) ||
	    !parse_number(&at, 16, ' ', &segment->offset) ||
	    !parse_number(&at, 16, ':', &dev_major) ||
	    !parse_number(&at, 16, ' ', &dev_minor) ||
	    !parse_number(&at, 10, '\0', &segment->inode) ||
	    segment->start_va >= segment->end_va) {
		errno = EBADMSG;
		return false;
	}
	segment->dev_major = (uint32_t)dev_major;
	segment->dev_minor = (uint32_t)dev_minor;
	return true;
}

/* The rest of the line; blanks before the name are there for the eye. */
static bool read_name(struct proc_maps *m, struct capture_segment *segment)
{
	int c;

	while (peek(m) == ' ')
		take(m);
	segment->nr_name_bytes = 0;
	while ((c = take(m)) != '\n') {
		if (c == EOF)
			return bad();
		if (segment->nr_name_bytes < CAPTURE_NAME_MAX)
			segment->name[segment->nr_name_bytes++] = (char)c;
		else
			segment->flags |= CAPTURE_NAME_CUT;
	}
	return true;
}

enum maps_status proc_maps_next(struct proc_maps *m,
				struct capture_segment *segment)
{
	char fields[FIELDS_BYTES];

	if (peek(m) == EOF)
		return errno ? MAPS_ERROR : MAPS_END;
	if (!read_fields(m, fields) || !parse_fields(fields, segment) ||
	    !read_name(m, segment))
		return MAPS_ERROR;
	return MAPS_SEGMENT;
}
