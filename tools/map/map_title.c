// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a picture is called: its process and its kernel.
 */
#include <inttypes.h>
#include <stdio.h>

#include "map.h"

static void note_kernel(struct map_title *title,
			const struct capture_header *header)
{
	char release[MAP_LABEL_BYTES];
	char machine[MAP_LABEL_BYTES];

	title->os_page_bytes = header->os_page_bytes;
	map_label(release, header->release, sizeof(header->release));
	map_label(machine, header->machine, sizeof(header->machine));
	snprintf(title->kernel, sizeof(title->kernel), "kernel %s %s", release,
		 machine);
}

static void note_process(struct map_title *title,
			 const struct capture_process *process)
{
	char comm[MAP_LABEL_BYTES];

	title->nr_processes++;
	map_label(comm, process->comm, sizeof(process->comm));
	snprintf(title->process, sizeof(title->process), "%" PRIu32 " %.16s",
		 process->pid, comm);
}

void map_title_event(struct map_title *title, const struct capture_event *event)
{
	if (event->type == CAPTURE_EVENT_HEADER)
		note_kernel(title, event->header);
	if (event->type == CAPTURE_EVENT_PROCESS)
		note_process(title, event->process);
}

const char *map_title_text(const struct map_title *title,
			   char text[MAP_TITLE_BYTES])
{
	if (!title->nr_processes)
		snprintf(text, MAP_TITLE_BYTES, "%s",
			 title->kernel[0] ? title->kernel : "packed pages");
	else if (title->nr_processes == 1)
		snprintf(text, MAP_TITLE_BYTES, "process %s, %s",
			 title->process, title->kernel);
	else
		snprintf(text, MAP_TITLE_BYTES, "%" PRIu64 " processes, %s",
			 title->nr_processes, title->kernel);
	return text;
}
