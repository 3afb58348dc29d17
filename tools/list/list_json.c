// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack list: as JSON.
 */
#include "json_parts.h"
#include "list_out.h"
#include "print.h"

/* Depths of the document (json_depth()). */
#define IN_FILE 3
#define IN_PROCESSES 4
#define IN_SEGMENTS 6

#define IN_PACKED_PAGES 4
#define IN_PACKED_PAGE 5

static void start_as_json(struct list_out *out, const char *file)
{
	json_document(&out->json, "list");
	json_file(&out->json, file, out->raw);
	if (out->raw)
		json_array(&out->json, "packed_pages");
}

static void header_as_json(struct list_out *out,
			   const struct capture_header *header)
{
	json_header(&out->json, header);
	json_array(&out->json, "processes");
}

static void process_as_json(struct list_out *out)
{
	struct json_out *j = &out->json;

	json_end_to(j, IN_PROCESSES);
	json_object(j, NULL);
	json_process(j, &out->process);
	json_array(j, "segments");
}

static void segment_as_json(struct list_out *out)
{
	struct json_out *j = &out->json;

	json_end_to(j, IN_SEGMENTS);
	json_object(j, NULL);
	json_segment(j, &out->segment);
	json_array(j, "runs");
}

static void put_pfns(struct json_out *j, const struct pfnpack_range *range)
{
	json_number(j, "pfn", range->pfn);
	json_number(j, "pfn_end", range->pfn + range->nr);
}

static void run_as_json(struct list_out *out, const struct capture_run *run)
{
	uint64_t nr_bytes = run->range.nr * out->os_page_bytes;
	struct json_out *j = &out->json;

	json_object(j, NULL);
	json_number(j, "va", run->start_va);
	json_number(j, "va_end", run->start_va + nr_bytes);
	if (tag_in_memory(run->range.tag))
		put_pfns(j, &run->range);
	json_number(j, "os_pages", run->range.nr);
	json_number(j, "bytes", nr_bytes);
	json_text(j, "kind", print_kind(run->range.tag));
	json_end(j);
}

static void end_as_json(struct list_out *out, uint32_t end_flags)
{
	json_end_to(&out->json, IN_FILE);
	json_end_flags(&out->json, end_flags);
}

static void packed_as_json(struct list_out *out)
{
	struct json_out *j = &out->json;

	json_end_to(j, IN_PACKED_PAGES);
	json_object(j, NULL);
	json_number(j, "packed_page", out->packed_page);
	json_array(j, "ranges");
}

static void word_as_json(struct list_out *out, unsigned int slot,
			 const struct pfnpack_range *range)
{
	struct json_out *j = &out->json;

	json_object(j, NULL);
	json_number(j, "slot", slot);
	put_pfns(j, range);
	json_number(j, "os_pages", range->nr);
	json_number(j, "tag", range->tag);
	json_end(j);
}

static void fault_as_json(struct list_out *out,
			  const struct capture_fault *fault)
{
	json_end_to(&out->json, IN_FILE);
	json_array(&out->json, "faults");
	json_fault(&out->json, fault);
}

static void packed_fault_as_json(struct list_out *out,
				 const struct pfnpack_fault *fault)
{
	json_end_to(&out->json, IN_PACKED_PAGE);
	json_packed_fault(&out->json, "fault", out->packed_page, fault, "");
}

static void cut_as_json(struct list_out *out)
{
	packed_as_json(out);
	json_end_to(&out->json, IN_PACKED_PAGE);
	json_cut_fault(&out->json, "fault", out->packed_page);
}

static void finish_as_json(struct list_out *out, enum status status)
{
	struct json_out *j = &out->json;

	json_end_to(j, IN_FILE);
	/* Otherwise they are there already. */
	if (!out->raw && status != STATUS_BAD_DATA) {
		json_array(j, "faults");
		json_end(j);
	}
	json_status(j, status);
	json_end_to(j, 0);
}

const struct list_printer list_as_json = {
	.start = start_as_json,
	.header = header_as_json,
	.process = process_as_json,
	.segment = segment_as_json,
	.run = run_as_json,
	.end = end_as_json,
	.packed = packed_as_json,
	.word = word_as_json,
	.fault = fault_as_json,
	.packed_fault = packed_fault_as_json,
	.cut = cut_as_json,
	.finish = finish_as_json,
};
