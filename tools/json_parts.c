// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the JSON documents of several subcommands have in common.
 */
#include "json_parts.h"

#include <string.h>

#include "print.h"

void json_command(struct json_out *j, const char *command)
{
	json_start(j, stdout);
	json_object(j, NULL);
	json_number(j, "schema", JSON_SCHEMA_VERSION);
	json_text(j, "command", command);
}

void json_document(struct json_out *j, const char *command)
{
	json_command(j, command);
	json_array(j, "files");
}

void json_file(struct json_out *j, const char *file, bool raw)
{
	json_object(j, NULL);
	json_name(j, "file", file, strlen(file));
	json_text(j, "format", raw ? "raw" : "capture");
}

void json_status(struct json_out *j, enum status status)
{
	static const char *const text[] = {
		[STATUS_GOOD] = "good",
		[STATUS_BAD_DATA] = "bad",
		[STATUS_STOPPED] = "stopped",
	};

	json_text(j, "status", text[status]);
}

void json_end_flags(struct json_out *j, uint32_t end_flags)
{
	json_array(j, "end");
	if (end_flags & CAPTURE_INTERRUPTED)
		json_text(j, NULL, "interrupted");
	if (end_flags & CAPTURE_MISSED)
		json_text(j, NULL, "missed");
	json_end(j);
}

void json_header(struct json_out *j, const struct capture_header *header)
{
	json_number(j, "os_page_bytes", header->os_page_bytes);
	json_object(j, "kernel");
	json_name(j, "release", header->release, sizeof(header->release));
	json_name(j, "machine", header->machine, sizeof(header->machine));
	json_end(j);
}

void json_process(struct json_out *j, const struct capture_process *process)
{
	json_number(j, "pid", process->pid);
	json_name(j, "name", process->comm, sizeof(process->comm));
}

void json_segment(struct json_out *j, const struct capture_segment *segment)
{
	char flags[PRINT_PERMISSIONS_BYTES];

	json_number(j, "start", segment->start_va);
	json_number(j, "end", segment->end_va);
	json_text(j, "permissions", print_permissions(flags, segment->flags));
	json_number(j, "offset", segment->offset);
	json_number(j, "inode", segment->inode);
	json_number(j, "dev_major", segment->dev_major);
	json_number(j, "dev_minor", segment->dev_minor);
	json_name(j, "name", segment->name, segment->nr_name_bytes);
	json_bool(j, "name_cut", segment->flags & CAPTURE_NAME_CUT);
}

/* --- Faults ------------------------------------------------------------ */

static void put_rule(struct json_out *j, char letter, unsigned int number)
{
	char rule[8];

	snprintf(rule, sizeof(rule), "%c-%02u", letter, number);
	json_text(j, "rule", rule);
}

void json_fault(struct json_out *j, const struct capture_fault *fault)
{
	json_object(j, NULL);
	json_text(j, "class", capture_class_text(fault->class));
	put_rule(j, fault->f_rule ? 'F' : 'C',
		 fault->f_rule ? fault->f_rule : fault->c_rule);
	json_number(j, "block", fault->block);
	if (fault->place != CAPTURE_IN_BLOCK)
		json_number(j, "packed_page", fault->packed_page);
	if (fault->place == CAPTURE_IN_SLOT)
		json_number(j, "slot", fault->slot);
	json_text(j, "text", fault->text);
	json_end(j);
}

void json_packed_fault(struct json_out *j, const char *key,
		       uint64_t packed_page, const struct pfnpack_fault *fault,
		       const char *hint)
{
	json_object(j, key);
	json_text(j, "class", capture_class_text(CAPTURE_MALFORMED));
	put_rule(j, 'F', fault->rule);
	json_number(j, "packed_page", packed_page);
	json_number(j, "slot", fault->slot);
	json_text(j, "text", pfnpack_rule_text(fault->rule));
	if (*hint)
		json_text(j, "hint", hint);
	json_end(j);
}

void json_cut_fault(struct json_out *j, const char *key, uint64_t packed_page)
{
	json_object(j, key);
	json_text(j, "class", capture_class_text(CAPTURE_TRUNCATED));
	put_rule(j, 'F', 1);
	json_number(j, "packed_page", packed_page);
	json_text(j, "text", "the file ends within it");
	json_end(j);
}

/* --- Contiguity -------------------------------------------------------- */

static void put_os_pages(struct json_out *j, const struct contiguity *c,
			 uint64_t nr_os_pages)
{
	json_number(j, "os_pages", nr_os_pages);
	json_number(j, "bytes", nr_os_pages * c->os_page_bytes);
}

static void put_histogram(struct json_out *j, const struct contiguity *c)
{
	unsigned int order;

	json_array(j, "histogram");
	/* No run has 2^63 OS pages. */
	for (order = 0; order < CONTIGUITY_ORDERS - 1; order++) {
		if (!c->runs_of_order[order])
			continue;
		json_object(j, NULL);
		json_number(j, "run_first", 1ULL << order);
		json_number(j, "run_end", 2ULL << order);
		json_number(j, "runs", c->runs_of_order[order]);
		put_os_pages(j, c, c->os_pages_of_order[order]);
		json_end(j);
	}
	json_end(j);
}

static void put_aligned(struct json_out *j, const struct contiguity *c)
{
	unsigned int i;

	json_array(j, "aligned");
	for (i = 0; i < NR_ALIGNED_BLOCKS; i++) {
		json_object(j, NULL);
		json_number(j, "block_bytes",
			    contiguity_block_bytes((enum aligned_block)i));
		put_os_pages(j, c, c->os_pages_in_block[i]);
		json_end(j);
	}
	json_end(j);
}

static void put_representations(struct json_out *j, const struct contiguity *c)
{
	unsigned int rep;

	json_array(j, "representations");
	for (rep = 0; rep < NR_REPRESENTATIONS; rep++) {
		json_object(j, NULL);
		json_text(j, "name", contiguity_rep_name(rep));
		json_number(j, "bytes", contiguity_rep_bytes(c, rep));
		json_end(j);
	}
	json_end(j);
}

void json_contiguity(struct json_out *j, const char *key,
		     const struct contiguity *c)
{
	json_object(j, key);
	json_number(j, "runs", c->nr_runs);
	put_os_pages(j, c, c->nr_os_pages);
	put_histogram(j, c);
	put_aligned(j, c);
	put_representations(j, c);
	json_end(j);
}
