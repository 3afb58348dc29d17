// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The capture file: encoder and decoder of its blocks.
 *
 * lib/capture_format.h says what each function promises, docs/format.md
 * what the bytes mean; C-nn are its rules.
 */
#include "capture_format.h"

#include <assert.h>
#include <string.h>
#include <xxhash.h>
/* The same function, by the widest vectors that the processor has. */
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif

#define BLOCK_BYTES CAPTURE_BLOCK_BYTES
#define DIRECTORY_BYTES CAPTURE_DIRECTORY_BYTES
#define CHECKSUM_BYTES CAPTURE_CHECKSUM_BYTES

#define MAGIC_BYTES 8
#define MAGIC_HEADER "PFNCAP\0"
#define MAGIC_DIRECTORY "PFNDIR\0"
#define MAGIC_END "PFNEND\0"

/* Byte offsets in blocks. */
#define AT_CHECKSUM 16

#define HEADER_VERSION 8
#define HEADER_OS_PAGE_BYTES 12
#define HEADER_RELEASE 24
#define HEADER_MACHINE (HEADER_RELEASE + CAPTURE_KERNEL_BYTES)
#define HEADER_END (HEADER_MACHINE + CAPTURE_KERNEL_BYTES)

#define DIR_NR_PACKED 8
#define DIR_NR_RECORD_BYTES 12
#define DIR_CHUNK 24
#define DIR_CHECKSUMS 32

#define END_FLAGS 8
#define END_CHUNKS 24
#define END_PACKED 32
#define END_SEGMENTS 40
#define END_OS_PAGES 48
#define END_END 56

/* Byte offsets in records. */
#define REC_TYPE 0
#define REC_LENGTH 2

#define PROC_PID 8
#define PROC_COMM 16
#define PROC_BYTES (PROC_COMM + CAPTURE_COMM_BYTES)

#define SEG_FLAGS 4
#define SEG_START 8
#define SEG_END 16
#define SEG_OFFSET 24
#define SEG_INODE 32
#define SEG_MAJOR 40
#define SEG_MINOR 44
#define SEG_NR_NAME_BYTES 48
#define SEG_NAME 56

enum record_type {
	RECORD_PROCESS = 1,
	RECORD_SEGMENT = 2,
};

#define SEG_FLAGS_ALL 31U /* CAPTURE_READ to CAPTURE_NAME_CUT */
#define END_FLAGS_ALL 3U /* CAPTURE_INTERRUPTED, CAPTURE_MISSED */

static_assert(sizeof(union capture_block) == BLOCK_BYTES,
	      "packed pages are blocks");
static_assert(sizeof(MAGIC_HEADER) == MAGIC_BYTES &&
		      sizeof(MAGIC_DIRECTORY) == MAGIC_BYTES &&
		      sizeof(MAGIC_END) == MAGIC_BYTES,
	      "two zero bytes end a magic");
static_assert(HEADER_END == 168, "two text fields follow the checksum");
static_assert(DIR_CHECKSUMS + DIRECTORY_BYTES == BLOCK_BYTES,
	      "checksums and records fill a directory");
static_assert(PROC_BYTES == 32, "a process record has 32 bytes");
/* Why an empty directory always has room. */
static_assert(SEG_NAME + CAPTURE_NAME_MAX + CHECKSUM_BYTES <= DIRECTORY_BYTES,
	      "a segment and a packed page fit");
static_assert(CAPTURE_NAME_MAX % 8 == 0, "the longest name needs no padding");

static unsigned int round_up_8(unsigned int nr_bytes)
{
	return (nr_bytes + 7) & ~7U;
}

static void put_le(uint8_t *at, unsigned int nr_bytes, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < nr_bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t get_le(const uint8_t *at, unsigned int nr_bytes)
{
	uint64_t value = 0;

	while (nr_bytes--)
		value = value << 8 | at[nr_bytes];
	return value;
}

static uint64_t get_le64(const uint8_t *at)
{
	return get_le(at, 8);
}

static uint32_t get_le32(const uint8_t *at)
{
	return (uint32_t)get_le(at, 4);
}

static uint16_t get_le16(const uint8_t *at)
{
	return (uint16_t)get_le(at, 2);
}

static uint64_t hash_block(const void *block)
{
	return XXH3_64bits(block, BLOCK_BYTES);
}

/* C-04 */
static uint64_t own_checksum(const union capture_block *block)
{
	union capture_block copy = *block;

	put_le(copy.byte + AT_CHECKSUM, CHECKSUM_BYTES, 0);
	return hash_block(&copy);
}

/* --- Encoding ---------------------------------------------------------- */

static void block_start(union capture_block *block, const char *magic)
{
	memset(block, 0, sizeof(*block));
	memcpy(block->byte, magic, MAGIC_BYTES);
}

static void block_finish(union capture_block *block)
{
	put_le(block->byte + AT_CHECKSUM, CHECKSUM_BYTES, own_checksum(block));
}

/* C-07; the field is zero already. */
static void put_text(uint8_t *field, const char *text, size_t nr_field_bytes)
{
	size_t i;

	for (i = 0; i < nr_field_bytes - 1 && text[i]; i++)
		field[i] = (uint8_t)text[i];
}

void capture_encode_header(union capture_block *block,
			   const struct capture_header *header)
{
	uint8_t *byte = block->byte;

	block_start(block, MAGIC_HEADER);
	put_le(byte + HEADER_VERSION, 4, CAPTURE_VERSION);
	put_le(byte + HEADER_OS_PAGE_BYTES, 4, header->os_page_bytes);
	put_text(byte + HEADER_RELEASE, header->release, CAPTURE_KERNEL_BYTES);
	put_text(byte + HEADER_MACHINE, header->machine, CAPTURE_KERNEL_BYTES);
	block_finish(block);
}

void capture_directory_init(struct capture_directory *dir, uint64_t chunk)
{
	dir->nr_packed = 0;
	dir->nr_record_bytes = 0;
	dir->chunk = chunk;
}

static unsigned int directory_room(const struct capture_directory *dir)
{
	return DIRECTORY_BYTES - dir->nr_record_bytes -
	       dir->nr_packed * CHECKSUM_BYTES;
}

bool capture_directory_add_packed(struct capture_directory *dir)
{
	if (directory_room(dir) < CHECKSUM_BYTES)
		return false;
	dir->nr_packed++;
	return true;
}

/* @nr_bytes have been found to fit. */
static uint8_t *add_record(struct capture_directory *dir, enum record_type type,
			   unsigned int nr_bytes)
{
	uint8_t *record = dir->record + dir->nr_record_bytes;

	memset(record, 0, nr_bytes);
	put_le(record + REC_TYPE, 2, type);
	put_le(record + REC_LENGTH, 2, nr_bytes);
	dir->nr_record_bytes += nr_bytes;
	return record;
}

bool capture_directory_add_process(struct capture_directory *dir,
				   const struct capture_process *process)
{
	uint8_t *record;

	if (directory_room(dir) < PROC_BYTES)
		return false;
	record = add_record(dir, RECORD_PROCESS, PROC_BYTES);
	put_le(record + PROC_PID, 4, process->pid);
	put_text(record + PROC_COMM, process->comm, CAPTURE_COMM_BYTES);
	return true;
}

bool capture_directory_add_segment(struct capture_directory *dir,
				   const struct capture_segment *segment)
{
	unsigned int nr_bytes = SEG_NAME + round_up_8(segment->nr_name_bytes);
	uint8_t *record;

	if (directory_room(dir) < nr_bytes + CHECKSUM_BYTES)
		return false;
	record = add_record(dir, RECORD_SEGMENT, nr_bytes);
	put_le(record + SEG_FLAGS, 4, segment->flags);
	put_le(record + SEG_START, 8, segment->start_va);
	put_le(record + SEG_END, 8, segment->end_va);
	put_le(record + SEG_OFFSET, 8, segment->offset);
	put_le(record + SEG_INODE, 8, segment->inode);
	put_le(record + SEG_MAJOR, 4, segment->dev_major);
	put_le(record + SEG_MINOR, 4, segment->dev_minor);
	put_le(record + SEG_NR_NAME_BYTES, 2, segment->nr_name_bytes);
	memcpy(record + SEG_NAME, segment->name, segment->nr_name_bytes);
	return true;
}

void capture_encode_directory(union capture_block *block,
			      const struct capture_directory *dir,
			      const struct pfnpack_page *packed)
{
	uint8_t *at = block->byte + DIR_CHECKSUMS;
	unsigned int i;

	block_start(block, MAGIC_DIRECTORY);
	put_le(block->byte + DIR_NR_PACKED, 4, dir->nr_packed);
	put_le(block->byte + DIR_NR_RECORD_BYTES, 4, dir->nr_record_bytes);
	put_le(block->byte + DIR_CHUNK, 8, dir->chunk);
	for (i = 0; i < dir->nr_packed; i++) {
		put_le(at, CHECKSUM_BYTES, hash_block(&packed[i]));
		at += CHECKSUM_BYTES;
	}
	memcpy(at, dir->record, dir->nr_record_bytes);
	block_finish(block);
}

void capture_encode_end(union capture_block *block,
			const struct capture_totals *totals)
{
	uint8_t *byte = block->byte;

	block_start(block, MAGIC_END);
	put_le(byte + END_FLAGS, 4, totals->end_flags);
	put_le(byte + END_CHUNKS, 8, totals->nr_chunks);
	put_le(byte + END_PACKED, 8, totals->nr_packed);
	put_le(byte + END_SEGMENTS, 8, totals->nr_segments);
	put_le(byte + END_OS_PAGES, 8, totals->nr_os_pages);
	block_finish(block);
}

/* --- Faults ------------------------------------------------------------ */

/* A fault in the block that is being decoded. */
static bool fault(struct capture_decoder *d, enum capture_class class,
		  unsigned int c_rule, const char *text)
{
	d->fault = (struct capture_fault){
		.class = class,
		.c_rule = c_rule,
		.place = CAPTURE_IN_BLOCK,
		.block = d->nr_blocks,
		.text = text,
	};
	return false;
}

static bool malformed(struct capture_decoder *d, unsigned int c_rule,
		      const char *text)
{
	return fault(d, CAPTURE_MALFORMED, c_rule, text);
}

static bool unsupported(struct capture_decoder *d, unsigned int c_rule,
			const char *text)
{
	return fault(d, CAPTURE_UNSUPPORTED, c_rule, text);
}

/* Say in which packed page the fault is, too. */
static bool in_packed(struct capture_decoder *d)
{
	d->fault.place = CAPTURE_IN_PACKED;
	d->fault.packed_page = d->totals.nr_packed;
	return false;
}

static bool in_slot(struct capture_decoder *d, unsigned int slot)
{
	in_packed(d);
	d->fault.place = CAPTURE_IN_SLOT;
	d->fault.slot = slot;
	return false;
}

const char *capture_class_text(enum capture_class class)
{
	static const char *const text[] = {
		[CAPTURE_MALFORMED] = "malformed",
		[CAPTURE_CORRUPT] = "corrupt",
		[CAPTURE_TRUNCATED] = "truncated",
		[CAPTURE_UNSUPPORTED] = "unsupported",
	};

	return text[class];
}

/* --- What all blocks have in common ------------------------------------ */

static bool has_magic(const union capture_block *block, const char *magic)
{
	return !memcmp(block->byte, magic, MAGIC_BYTES);
}

/* If the first byte is, and each is what the next one is. */
static bool is_zero(const uint8_t *from, const uint8_t *end)
{
	return from == end ||
	       (!*from && !memcmp(from, from + 1, (size_t)(end - from) - 1));
}

/* C-07 */
static bool is_text(const uint8_t *field, size_t nr_field_bytes)
{
	const uint8_t *end = field + nr_field_bytes;

	return !field[nr_field_bytes - 1] &&
	       is_zero(field + strlen((const char *)field), end);
}

static bool check_own_checksum(struct capture_decoder *d,
			       const union capture_block *block)
{
	uint64_t sum = get_le64(block->byte + AT_CHECKSUM);

	if (sum != own_checksum(block))
		return fault(d, CAPTURE_CORRUPT, 4,
			     "the checksum does not match the block");
	return true;
}

/* C-05 */
static bool check_reserved(struct capture_decoder *d, const uint8_t *from,
			   const uint8_t *end)
{
	if (!is_zero(from, end))
		return unsupported(d, 5, "a reserved byte is not zero");
	return true;
}

static void emit(struct capture_decoder *d, struct capture_event event)
{
	d->handler(d->context, &event);
}

/* --- Header ------------------------------------------------------------ */

static bool check_os_page_bytes(struct capture_decoder *d)
{
	uint32_t nr = d->os_page_bytes;

	if (nr < 4096 || nr > 65536 || nr & (nr - 1))
		return malformed(d, 6,
				 "the OS page size is not a power of two "
				 "from 4096 to 65536");
	return true;
}

static bool check_header_text(struct capture_decoder *d, const uint8_t *byte)
{
	if (!is_text(byte + HEADER_RELEASE, CAPTURE_KERNEL_BYTES) ||
	    !is_text(byte + HEADER_MACHINE, CAPTURE_KERNEL_BYTES))
		return malformed(d, 7,
				 "a text field of the header is not "
				 "padded with zero bytes");
	return true;
}

static void emit_header(struct capture_decoder *d, const uint8_t *byte)
{
	struct capture_header header = { .os_page_bytes = d->os_page_bytes };

	memcpy(header.release, byte + HEADER_RELEASE, CAPTURE_KERNEL_BYTES);
	memcpy(header.machine, byte + HEADER_MACHINE, CAPTURE_KERNEL_BYTES);
	emit(d, (struct capture_event){
			.type = CAPTURE_EVENT_HEADER,
			.header = &header,
		});
}

/* C-03: a later version may put everything else elsewhere. */
static bool check_version(struct capture_decoder *d, const uint8_t *byte)
{
	if (get_le32(byte + HEADER_VERSION) != CAPTURE_VERSION)
		return unsupported(d, 3, "the file's version is not 1");
	return true;
}

static bool not_a_capture(struct capture_decoder *d)
{
	return malformed(d, 2, "not a capture file");
}

static bool decode_header(struct capture_decoder *d,
			  const union capture_block *block)
{
	const uint8_t *byte = block->byte;

	d->state = CAPTURE_STOPPED;
	if (!has_magic(block, MAGIC_HEADER))
		return not_a_capture(d);
	d->os_page_bytes = get_le32(byte + HEADER_OS_PAGE_BYTES);
	if (!check_version(d, byte) || !check_own_checksum(d, block) ||
	    !check_os_page_bytes(d) || !check_header_text(d, byte) ||
	    !check_reserved(d, byte + HEADER_END, byte + BLOCK_BYTES))
		return false;
	d->state = CAPTURE_AT_CHUNK;
	emit_header(d, byte);
	return true;
}

/* --- Records ----------------------------------------------------------- */

/* C-15 */
static bool check_process(struct capture_decoder *d, const uint8_t *record)
{
	if (get_le16(record + REC_LENGTH) != PROC_BYTES)
		return malformed(d, 15, "a process record has not 32 bytes");
	if (!is_text(record + PROC_COMM, CAPTURE_COMM_BYTES))
		return malformed(d, 7,
				 "the name of a process is not padded "
				 "with zero bytes");
	if (!check_reserved(d, record + 4, record + PROC_PID) ||
	    !check_reserved(d, record + PROC_PID + 4, record + PROC_COMM))
		return false;
	d->has_process = true;
	d->last_end_va = 0;
	return true;
}

/* C-16: what has to hold before the other fields can be looked at. */
static bool check_segment_length(struct capture_decoder *d,
				 const uint8_t *record)
{
	unsigned int length = get_le16(record + REC_LENGTH);
	unsigned int nr_name_bytes;

	if (length < SEG_NAME)
		return malformed(d, 16, "a segment record is too short");
	nr_name_bytes = get_le16(record + SEG_NR_NAME_BYTES);
	if (nr_name_bytes > CAPTURE_NAME_MAX)
		return malformed(d, 16, "the name of a segment is too long");
	if (length != SEG_NAME + round_up_8(nr_name_bytes))
		return malformed(d, 16,
				 "the length of a segment record is not "
				 "that of its name");
	return true;
}

static bool check_segment_reserved(struct capture_decoder *d,
				   const uint8_t *record)
{
	const uint8_t *end = record + get_le16(record + REC_LENGTH);
	const uint8_t *name = record + SEG_NAME;

	if (get_le32(record + SEG_FLAGS) & ~SEG_FLAGS_ALL)
		return unsupported(d, 5, "a reserved flag of a segment is set");
	return check_reserved(d, record + SEG_NR_NAME_BYTES + 2, name) &&
	       check_reserved(d, name + get_le16(record + SEG_NR_NAME_BYTES),
			      end);
}

static bool check_segment_va(struct capture_decoder *d, const uint8_t *record)
{
	uint64_t start_va = get_le64(record + SEG_START);
	uint64_t end_va = get_le64(record + SEG_END);

	if ((start_va | end_va) & (d->os_page_bytes - 1))
		return malformed(d, 16,
				 "a segment's start or end is not a "
				 "multiple of the OS page size");
	if (start_va >= end_va)
		return malformed(d, 16,
				 "a segment does not start below its "
				 "end");
	if (start_va < d->last_end_va)
		return malformed(d, 16,
				 "a segment starts below the end of the "
				 "one before");
	d->last_end_va = end_va;
	return true;
}

static bool check_segment(struct capture_decoder *d, const uint8_t *record)
{
	if (!d->has_process)
		return malformed(d, 15,
				 "a segment record comes before any "
				 "process record");
	if (!check_segment_length(d, record) ||
	    !check_segment_reserved(d, record) || !check_segment_va(d, record))
		return false;
	d->totals.nr_segments++;
	return true;
}

static bool check_record(struct capture_decoder *d, const uint8_t *record,
			 unsigned int nr_left)
{
	unsigned int length = get_le16(record + REC_LENGTH);

	if (length < 8 || length % 8 || length > nr_left)
		return malformed(d, 13,
				 "the length of a record is not a "
				 "multiple of 8 within the records");
	switch (get_le16(record + REC_TYPE)) {
	case RECORD_PROCESS:
		return check_process(d, record);
	case RECORD_SEGMENT:
		return check_segment(d, record);
	}
	return unsupported(d, 14, "a record is neither process nor segment");
}

static bool check_records(struct capture_decoder *d)
{
	const uint8_t *byte = d->directory.byte;
	unsigned int at = d->record_at;

	while (at < d->records_end) {
		if (!check_record(d, byte + at, d->records_end - at))
			return false;
		at += get_le16(byte + at + REC_LENGTH);
	}
	return true;
}

/* The record that is due, which has been checked; go to the next. */
static const uint8_t *take_record(struct capture_decoder *d)
{
	const uint8_t *record = d->directory.byte + d->record_at;

	d->record_at += get_le16(record + REC_LENGTH);
	return record;
}

static void start_process(struct capture_decoder *d, const uint8_t *record)
{
	struct capture_process process = {
		.pid = get_le32(record + PROC_PID),
	};

	memcpy(process.comm, record + PROC_COMM, CAPTURE_COMM_BYTES);
	emit(d, (struct capture_event){
			.type = CAPTURE_EVENT_PROCESS,
			.process = &process,
		});
}

static void start_segment(struct capture_decoder *d, const uint8_t *record)
{
	struct capture_segment *segment = &d->segment;

	segment->flags = get_le32(record + SEG_FLAGS);
	segment->start_va = get_le64(record + SEG_START);
	segment->end_va = get_le64(record + SEG_END);
	segment->offset = get_le64(record + SEG_OFFSET);
	segment->inode = get_le64(record + SEG_INODE);
	segment->dev_major = get_le32(record + SEG_MAJOR);
	segment->dev_minor = get_le32(record + SEG_MINOR);
	segment->nr_name_bytes = get_le16(record + SEG_NR_NAME_BYTES);
	memcpy(segment->name, record + SEG_NAME, segment->nr_name_bytes);
	d->placed.start_va = segment->start_va;
	d->placed.segment = segment;
	d->placed.os_page_bytes = d->os_page_bytes;
	d->nr_seg_done = 0;
	d->nr_seg_os_pages =
		(segment->end_va - segment->start_va) / d->os_page_bytes;
	emit(d, (struct capture_event){
			.type = CAPTURE_EVENT_SEGMENT,
			.segment = segment,
		});
}

/*
 * Hand out the processes that are due.
 *
 * Return: the next segment; NULL when the chunk has none.
 */
static const uint8_t *next_segment_record(struct capture_decoder *d)
{
	const uint8_t *record;

	while (d->record_at < d->records_end) {
		record = take_record(d);
		if (get_le16(record + REC_TYPE) == RECORD_SEGMENT)
			return record;
		start_process(d, record);
	}
	return NULL;
}

/* Return: false when the chunk has no further segment. */
static bool next_segment(struct capture_decoder *d)
{
	const uint8_t *record = next_segment_record(d);

	if (record)
		start_segment(d, record);
	return record;
}

/* --- Packed pages ------------------------------------------------------ */

static bool check_tag(struct capture_decoder *d, unsigned int tag)
{
	switch (tag) {
	case CAPTURE_ANON:
	case CAPTURE_FILE:
	case CAPTURE_UNREAD:
	case CAPTURE_SWAP:
	case CAPTURE_HOLE:
		return true;
	}
	return unsupported(d, 19, "a range has a tag without a meaning");
}

static bool tag_is_memory(unsigned int tag)
{
	return tag == CAPTURE_ANON || tag == CAPTURE_FILE;
}

static uint64_t nr_seg_left(const struct capture_decoder *d)
{
	return d->nr_seg_os_pages - d->nr_seg_done;
}

static bool check_position(struct capture_decoder *d,
			   const struct pfnpack_range *range)
{
	if (!nr_seg_left(d) && !next_segment(d))
		return malformed(d, 17, "a range belongs to no segment");
	if (range->nr > nr_seg_left(d))
		return malformed(d, 18,
				 "a range goes beyond the end of its "
				 "segment");
	if (!tag_is_memory(range->tag) && range->pfn != d->nr_seg_done)
		return malformed(d, 20,
				 "a range that is not in memory does "
				 "not count from its segment's start");
	return true;
}

/* Hand out the ranges placed so far, and go on at the next one. */
static void emit_placed(struct capture_decoder *d)
{
	struct capture_ranges *placed = &d->placed;

	if (!placed->nr)
		return;
	emit(d, (struct capture_event){
			.type = CAPTURE_EVENT_RANGES,
			.ranges = placed,
		});
	placed->start_va =
		d->segment.start_va + d->nr_seg_done * d->os_page_bytes;
	placed->range += placed->nr;
	placed->nr = 0;
}

static bool place_range(struct capture_decoder *d,
			const struct pfnpack_range *range)
{
	if (!nr_seg_left(d))
		emit_placed(d);
	if (!check_position(d, range))
		return false;
	d->placed.nr++;
	d->nr_seg_done += range->nr;
	return true;
}

static bool place_ranges(struct capture_decoder *d,
			 const struct pfnpack_summary *summary)
{
	const struct pfnpack_range *range = d->ranges;
	bool good = true;
	unsigned int slot;

	d->placed.range = range;
	/* Words stand without holes (F-03). */
	for (slot = 0; good && slot < summary->nr_ranges; slot++, range++)
		good = check_tag(d, range->tag) &&
		       (d->position_lost || place_range(d, range));
	/* What stands before a fault is good. */
	emit_placed(d);
	if (!good)
		return in_slot(d, slot - 1);
	d->totals.nr_os_pages += summary->nr_os_pages;
	return true;
}

static bool check_packed_checksum(struct capture_decoder *d,
				  const struct pfnpack_page *packed)
{
	const uint8_t *sums = d->directory.byte + DIR_CHECKSUMS;
	unsigned int at = d->nr_packed_done * CHECKSUM_BYTES;

	if (get_le64(sums + at) != hash_block(packed)) {
		fault(d, CAPTURE_CORRUPT, 10,
		      "the checksum in the directory does not match");
		return in_packed(d);
	}
	return true;
}

/* Checks it as far as it stands alone; its ranges go to @d->ranges. */
static bool take_packed(struct capture_decoder *d,
			const struct pfnpack_page *packed,
			struct pfnpack_summary *summary)
{
	struct pfnpack_fault packed_fault;

	if (!check_packed_checksum(d, packed))
		return false;
	if (pfnpack_decode(packed, d->ranges, summary, &packed_fault) !=
	    PFNPACK_OK) {
		malformed(d, 11, pfnpack_rule_text(packed_fault.rule));
		d->fault.f_rule = packed_fault.rule;
		return in_slot(d, packed_fault.slot);
	}
	if (!summary->nr_ranges) {
		malformed(d, 12, "a packed page has no word");
		return in_packed(d);
	}
	return true;
}

/* --- Chunks ------------------------------------------------------------ */

/* Hand out the processes that are left.  C-17: there is nothing else. */
static bool use_up_records(struct capture_decoder *d)
{
	if (nr_seg_left(d) && d->record_at < d->records_end)
		return malformed(d, 17,
				 "a record comes before the segment in front "
				 "of it is complete");
	if (next_segment_record(d))
		return malformed(d, 17,
				 "the chunk of a segment's record does "
				 "not hold its first OS page");
	return true;
}

static bool finish_chunk(struct capture_decoder *d)
{
	d->state = CAPTURE_AT_CHUNK;
	if (d->position_lost || use_up_records(d))
		return true;
	d->position_lost = true;
	return false;
}

static bool decode_packed(struct capture_decoder *d,
			  const union capture_block *block)
{
	struct pfnpack_summary summary;
	bool good = take_packed(d, &block->packed, &summary) &&
		    place_ranges(d, &summary);

	if (!good)
		d->position_lost = true;
	d->totals.nr_packed++;
	d->nr_packed_done++;
	if (d->nr_packed_done == d->nr_packed && !finish_chunk(d))
		good = false;
	return good;
}

static bool check_directory_size(struct capture_decoder *d)
{
	const uint8_t *byte = d->directory.byte;
	uint32_t nr_packed = get_le32(byte + DIR_NR_PACKED);
	uint32_t nr_record_bytes = get_le32(byte + DIR_NR_RECORD_BYTES);

	if (nr_record_bytes % 8)
		return malformed(d, 8,
				 "the bytes of records are not a "
				 "multiple of 8");
	if (nr_packed > CAPTURE_PACKED_MAX ||
	    nr_record_bytes > DIRECTORY_BYTES - nr_packed * CHECKSUM_BYTES)
		return malformed(d, 8,
				 "checksums and records do not fit in "
				 "the directory");
	d->nr_packed = nr_packed;
	d->nr_packed_done = 0;
	d->record_at = DIR_CHECKSUMS + nr_packed * CHECKSUM_BYTES;
	d->records_end = d->record_at + nr_record_bytes;
	return true;
}

static bool check_chunk_number(struct capture_decoder *d)
{
	uint64_t number = get_le64(d->directory.byte + DIR_CHUNK);

	if (!d->chunks_lost && number != d->totals.nr_chunks)
		return malformed(d, 9,
				 "chunks are not numbered 0, 1, 2 in "
				 "order");
	return true;
}

static bool check_directory(struct capture_decoder *d)
{
	const uint8_t *byte = d->directory.byte;

	return check_own_checksum(d, &d->directory) &&
	       check_directory_size(d) && check_chunk_number(d) &&
	       check_reserved(d, byte + d->records_end, byte + BLOCK_BYTES) &&
	       check_records(d);
}

static void lose_chunk(struct capture_decoder *d)
{
	d->state = CAPTURE_AT_LOST;
	d->position_lost = true;
	d->chunks_lost = true;
	/* What it may have said about the segments to come. */
	d->has_process = true;
	d->last_end_va = 0;
}

static bool decode_directory(struct capture_decoder *d,
			     const union capture_block *block)
{
	d->directory = *block;
	if (!check_directory(d)) {
		lose_chunk(d);
		return false;
	}
	d->totals.nr_chunks++;
	if (!d->nr_packed)
		return finish_chunk(d);
	d->state = CAPTURE_AT_PACKED;
	return true;
}

/* --- End --------------------------------------------------------------- */

static bool check_total(struct capture_decoder *d, const uint8_t *field,
			uint64_t total, const char *text)
{
	if (get_le64(field) != total)
		return malformed(d, 21, text);
	return true;
}

/* C-21, as far as the totals are known. */
static bool check_totals(struct capture_decoder *d, const uint8_t *byte)
{
	const struct capture_totals *totals = &d->totals;

	if (d->chunks_lost)
		return true;
	return check_total(d, byte + END_CHUNKS, totals->nr_chunks,
			   "the total of chunks is wrong") &&
	       check_total(d, byte + END_PACKED, totals->nr_packed,
			   "the total of packed pages is wrong") &&
	       check_total(d, byte + END_SEGMENTS, totals->nr_segments,
			   "the total of segments is wrong") &&
	       (d->position_lost ||
		check_total(d, byte + END_OS_PAGES, totals->nr_os_pages,
			    "the total of OS pages is wrong"));
}

static bool check_all_filled(struct capture_decoder *d)
{
	if (!d->position_lost && nr_seg_left(d))
		return malformed(d, 17, "the last segment is not complete");
	return true;
}

static bool check_end_reserved(struct capture_decoder *d, const uint8_t *byte)
{
	if (get_le32(byte + END_FLAGS) & ~END_FLAGS_ALL)
		return unsupported(d, 5, "a reserved flag of the end is set");
	return check_reserved(d, byte + END_FLAGS + 4, byte + AT_CHECKSUM) &&
	       check_reserved(d, byte + END_END, byte + BLOCK_BYTES);
}

static bool decode_end(struct capture_decoder *d,
		       const union capture_block *block)
{
	const uint8_t *byte = block->byte;

	d->state = CAPTURE_AT_NOTHING;
	if (!check_own_checksum(d, block) || !check_end_reserved(d, byte) ||
	    !check_all_filled(d) || !check_totals(d, byte))
		return false;
	d->totals.end_flags = get_le32(byte + END_FLAGS);
	return true;
}

/* --- The file ---------------------------------------------------------- */

void capture_decoder_init(struct capture_decoder *d, capture_handler handler,
			  void *context)
{
	memset(d, 0, sizeof(*d));
	d->handler = handler;
	d->context = context;
	d->state = CAPTURE_AT_HEADER;
}

static bool decode_chunk_or_end(struct capture_decoder *d,
				const union capture_block *block)
{
	if (has_magic(block, MAGIC_DIRECTORY))
		return decode_directory(d, block);
	if (has_magic(block, MAGIC_END))
		return decode_end(d, block);
	lose_chunk(d);
	return malformed(d, 2, "neither a directory nor the end");
}

/*
 * How many packed pages there are is unknown, but none can be mistaken for a
 * directory or the end: their magic is no word, yet not zero (F-09).
 */
static bool decode_lost(struct capture_decoder *d,
			const union capture_block *block)
{
	if (has_magic(block, MAGIC_DIRECTORY) || has_magic(block, MAGIC_END))
		return decode_chunk_or_end(d, block);
	d->totals.nr_packed++;
	return true;
}

static bool decode_too_much(struct capture_decoder *d)
{
	d->state = CAPTURE_STOPPED;
	return malformed(d, 22, "something follows the end block");
}

static bool decode_by_state(struct capture_decoder *d,
			    const union capture_block *block)
{
	switch (d->state) {
	case CAPTURE_AT_HEADER:
		return decode_header(d, block);
	case CAPTURE_AT_CHUNK:
		return decode_chunk_or_end(d, block);
	case CAPTURE_AT_PACKED:
		return decode_packed(d, block);
	case CAPTURE_AT_LOST:
		return decode_lost(d, block);
	case CAPTURE_AT_NOTHING:
		return decode_too_much(d);
	case CAPTURE_STOPPED:
	default:
		return false;
	}
}

bool capture_decode_block(struct capture_decoder *d,
			  const union capture_block *block)
{
	bool good = decode_by_state(d, block);

	d->nr_blocks++;
	return good;
}

/* Does the file begin like a capture file, as far as it goes? */
static bool starts_like_header(const union capture_block *block,
			       size_t nr_bytes)
{
	size_t nr = nr_bytes < MAGIC_BYTES ? nr_bytes : MAGIC_BYTES;

	return !memcmp(block->byte, MAGIC_HEADER, nr);
}

bool capture_decode_eof(struct capture_decoder *d,
			const union capture_block *block, size_t nr_bytes)
{
	if (d->state == CAPTURE_AT_NOTHING && !nr_bytes)
		return true;
	if (d->state == CAPTURE_AT_NOTHING)
		return decode_too_much(d);
	if (d->state == CAPTURE_AT_HEADER &&
	    !starts_like_header(block, nr_bytes))
		return not_a_capture(d);
	if (nr_bytes)
		return fault(d, CAPTURE_TRUNCATED, 1,
			     "the file ends within this block");
	return fault(d, CAPTURE_TRUNCATED, 23,
		     "the file ends here, without an end block");
}

bool capture_decoder_can_go_on(const struct capture_decoder *d)
{
	return d->state != CAPTURE_STOPPED;
}
