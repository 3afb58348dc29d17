/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The capture file, version 1: its blocks, encoded and decoded in memory.
 *
 *   block 0   header       OS page size, kernel
 *   chunk     directory    checksums of the packed pages; who they belong to
 *             packed pages
 *   chunk     ...
 *   last      end          totals
 *
 * docs/format.md, part 2, is the specification; C-nn below are its rules.
 *
 * Context: nothing here reads, writes or allocates.  Every structure belongs
 * to one caller at a time.
 */
#ifndef CAPTURE_FORMAT_H
#define CAPTURE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pfnpack.h"

#define CAPTURE_VERSION 1
#define CAPTURE_BLOCK_BYTES PFNPACK_PAGE_BYTES
/* What a directory has for checksums and records together (C-08). */
#define CAPTURE_DIRECTORY_BYTES 4064
#define CAPTURE_CHECKSUM_BYTES 8
/* Packed pages of a chunk that has no records. */
#define CAPTURE_PACKED_MAX (CAPTURE_DIRECTORY_BYTES / CAPTURE_CHECKSUM_BYTES)

/* Text fields, with at least one zero byte at their end (C-07). */
#define CAPTURE_KERNEL_BYTES 72
#define CAPTURE_COMM_BYTES 16
/* The longest name of a segment (C-16). */
#define CAPTURE_NAME_MAX 3968

/**
 * union capture_block - a block of the file
 * @byte: as a header, directory or end
 * @packed: as a packed page
 */
union capture_block {
	uint8_t byte[CAPTURE_BLOCK_BYTES];
	struct pfnpack_page packed;
};

/**
 * enum capture_tag - what a range is (C-19)
 * @CAPTURE_ANON: in memory, anonymous and private
 * @CAPTURE_FILE: in memory, of a file or shared
 * @CAPTURE_UNREAD: not read; the PFN field counts in the segment
 * @CAPTURE_SWAP: in swap or migrating; the PFN field counts in the segment
 * @CAPTURE_HOLE: not there; the PFN field counts in the segment
 */
enum capture_tag {
	CAPTURE_ANON = 0,
	CAPTURE_FILE = 1,
	CAPTURE_UNREAD = 13,
	CAPTURE_SWAP = 14,
	CAPTURE_HOLE = 15,
};

/**
 * enum capture_segment_flags - how a segment is mapped
 * @CAPTURE_READ: readable
 * @CAPTURE_WRITE: writable
 * @CAPTURE_EXEC: executable
 * @CAPTURE_SHARED: shared, not private
 * @CAPTURE_NAME_CUT: the name was longer than %CAPTURE_NAME_MAX
 */
enum capture_segment_flags {
	CAPTURE_READ = 1,
	CAPTURE_WRITE = 2,
	CAPTURE_EXEC = 4,
	CAPTURE_SHARED = 8,
	CAPTURE_NAME_CUT = 16,
};

/**
 * struct capture_header - what holds for the whole file
 * @os_page_bytes: bytes of an OS page, a power of two from 4096 to 65536
 * @release: kernel release, ends with a zero byte
 * @machine: machine, ends with a zero byte
 */
struct capture_header {
	uint32_t os_page_bytes;
	char release[CAPTURE_KERNEL_BYTES];
	char machine[CAPTURE_KERNEL_BYTES];
};

/**
 * struct capture_process - a process; the segments that follow are its own
 * @pid: its PID
 * @comm: its name, ends with a zero byte
 */
struct capture_process {
	uint32_t pid;
	char comm[CAPTURE_COMM_BYTES];
};

/**
 * struct capture_segment - a line of /proc/PID/maps
 * @start_va: first virtual address, a multiple of the OS page size
 * @end_va: first virtual address behind it
 * @offset: in the file, in bytes
 * @inode: of the file, 0 for none
 * @dev_major: of the file's device
 * @dev_minor: of the file's device
 * @flags: &enum capture_segment_flags
 * @nr_name_bytes: at most %CAPTURE_NAME_MAX
 * @name: as the kernel prints it, without a zero byte at its end
 */
struct capture_segment {
	uint64_t start_va;
	uint64_t end_va;
	uint64_t offset;
	uint64_t inode;
	uint32_t dev_major;
	uint32_t dev_minor;
	uint32_t flags;
	uint32_t nr_name_bytes;
	char name[CAPTURE_NAME_MAX];
};

/**
 * enum capture_end_flags - how a capture ended (C-26)
 * @CAPTURE_INTERRUPTED: a signal ended it early
 * @CAPTURE_MISSED: something that was to be captured is missing, or has
 *	changed meanwhile
 */
enum capture_end_flags {
	CAPTURE_INTERRUPTED = 1,
	CAPTURE_MISSED = 2,
};

/**
 * struct capture_totals - what the end block says of a file
 * @nr_chunks: chunks
 * @nr_packed: packed pages
 * @nr_segments: segment records
 * @nr_os_pages: OS pages of all tags
 * @end_flags: &enum capture_end_flags; 0 until the end block has been read
 */
struct capture_totals {
	uint64_t nr_chunks;
	uint64_t nr_packed;
	uint64_t nr_segments;
	uint64_t nr_os_pages;
	uint32_t end_flags;
};

/* --- Encoding ---------------------------------------------------------- */

/**
 * capture_encode_header() - make a header block
 * @block: filled in
 * @header: what it says; text that lacks its zero byte is cut
 */
void capture_encode_header(union capture_block *block,
			   const struct capture_header *header);

/**
 * struct capture_directory - a directory being filled
 * @nr_packed: packed pages of the chunk
 *
 * The other fields are private.
 */
struct capture_directory {
	unsigned int nr_packed;
	/* private: */
	unsigned int nr_record_bytes;
	uint64_t chunk;
	uint8_t record[CAPTURE_DIRECTORY_BYTES];
};

/**
 * capture_directory_init() - start a chunk without packed pages and records
 * @dir: the directory
 * @chunk: its number, counted over the file from 0
 */
void capture_directory_init(struct capture_directory *dir, uint64_t chunk);

/**
 * capture_directory_add_packed() - give the chunk one more packed page
 * @dir: the directory
 *
 * Return: false when the directory is full; nothing has changed.  An empty
 * directory never is.
 */
bool capture_directory_add_packed(struct capture_directory *dir);

/**
 * capture_directory_add_process() - add a process record
 * @dir: the directory
 * @process: what it says; text that lacks its zero byte is cut
 *
 * Return: as capture_directory_add_packed().
 */
bool capture_directory_add_process(struct capture_directory *dir,
				   const struct capture_process *process);

/**
 * capture_directory_add_segment() - add a segment record
 * @dir: the directory
 * @segment: what it says
 *
 * The segment's first OS page has to follow in this chunk (C-17).  So when
 * this succeeds, one more capture_directory_add_packed() will too.
 *
 * Return: as capture_directory_add_packed().
 */
bool capture_directory_add_segment(struct capture_directory *dir,
				   const struct capture_segment *segment);

/**
 * capture_encode_directory() - make a directory block
 * @block: filled in
 * @dir: the directory
 * @packed: the packed pages of the chunk, @dir->nr_packed of them, finished
 */
void capture_encode_directory(union capture_block *block,
			      const struct capture_directory *dir,
			      const struct pfnpack_page *packed);

/**
 * capture_encode_end() - make the end block
 * @block: filled in
 * @totals: of the file
 */
void capture_encode_end(union capture_block *block,
			const struct capture_totals *totals);

/* --- Decoding ---------------------------------------------------------- */

/**
 * enum capture_class - what is wrong with a file
 * @CAPTURE_MALFORMED: it never was a capture file
 * @CAPTURE_CORRUPT: a checksum does not match: the bytes have changed
 * @CAPTURE_TRUNCATED: it ends too early; what stands before the cut is good
 * @CAPTURE_UNSUPPORTED: it is for a newer reader than this one
 */
enum capture_class {
	CAPTURE_MALFORMED,
	CAPTURE_CORRUPT,
	CAPTURE_TRUNCATED,
	CAPTURE_UNSUPPORTED,
};

/**
 * enum capture_place - how closely a fault is located
 * @CAPTURE_IN_BLOCK: by its block
 * @CAPTURE_IN_PACKED: by its packed page, too
 * @CAPTURE_IN_SLOT: by its packed page and slot, too
 */
enum capture_place {
	CAPTURE_IN_BLOCK,
	CAPTURE_IN_PACKED,
	CAPTURE_IN_SLOT,
};

/**
 * struct capture_fault - where and how a file breaks a rule
 * @class: how bad it is
 * @c_rule: number of the rule, 1 to 23
 * @f_rule: rule of the packed page, when @c_rule is 11; otherwise 0
 * @place: which of the fields below hold
 * @slot: slot of the packed page
 * @block: block, counted over the file from 0
 * @packed_page: packed page, counted over the file from 0
 * @text: what is wrong, in a few words; a constant string
 */
struct capture_fault {
	enum capture_class class;
	unsigned int c_rule;
	enum pfnpack_rule f_rule;
	enum capture_place place;
	unsigned int slot;
	uint64_t block;
	uint64_t packed_page;
	const char *text;
};

/**
 * struct capture_ranges - ranges that follow one another, and their place
 * @segment: the segment that they belong to
 * @start_va: virtual address of the first OS page of the first range
 * @os_page_bytes: bytes of an OS page
 * @nr: how many ranges, at least 1
 * @range: each with tag and count; and with its PFN, when the tag is
 *	%CAPTURE_ANON or %CAPTURE_FILE
 *
 * Many at a time, since a call for each would take longer than to decode it.
 */
struct capture_ranges {
	const struct capture_segment *segment;
	uint64_t start_va;
	uint32_t os_page_bytes;
	unsigned int nr;
	const struct pfnpack_range *range;
};

/**
 * enum capture_event_type - what a decoder has found
 * @CAPTURE_EVENT_HEADER: the header; the first event
 * @CAPTURE_EVENT_PROCESS: a process
 * @CAPTURE_EVENT_SEGMENT: a segment; its first range comes next
 * @CAPTURE_EVENT_RANGES: ranges, continuing their segment without a hole
 */
enum capture_event_type {
	CAPTURE_EVENT_HEADER,
	CAPTURE_EVENT_PROCESS,
	CAPTURE_EVENT_SEGMENT,
	CAPTURE_EVENT_RANGES,
};

/**
 * struct capture_event - something that a decoder has found
 * @type: which of the pointers holds
 *
 * What it points to is good until the handler returns.
 */
struct capture_event {
	enum capture_event_type type;
	union {
		const struct capture_header *header;
		const struct capture_process *process;
		const struct capture_segment *segment;
		const struct capture_ranges *ranges;
	};
};

/**
 * typedef capture_handler - takes the events of a decoder
 * @context: from capture_decoder_init()
 * @event: what was found
 */
typedef void (*capture_handler)(void *context,
				const struct capture_event *event);

/* Which block comes next. */
enum capture_state {
	CAPTURE_AT_HEADER,
	CAPTURE_AT_CHUNK, /* a directory or the end */
	CAPTURE_AT_PACKED,
	CAPTURE_AT_LOST, /* a packed page whose directory is broken */
	CAPTURE_AT_NOTHING, /* the end has been */
	CAPTURE_STOPPED,
};

/**
 * struct capture_decoder - takes a file block by block
 * @fault: the last one found
 * @totals: of what has been decoded so far
 *
 * The other fields are private.  The size is all the memory there is.
 */
struct capture_decoder {
	struct capture_fault fault;
	struct capture_totals totals;
	/* private: */
	capture_handler handler;
	void *context;
	enum capture_state state;
	uint64_t nr_blocks; /* taken before this one */
	uint32_t os_page_bytes;
	bool position_lost; /* which segment OS pages belong to */
	bool chunks_lost; /* how many there are, and what of */
	/* Records as they are checked. */
	bool has_process;
	uint64_t last_end_va;
	/* The chunk, and how far it has been used up. */
	union capture_block directory;
	unsigned int nr_packed;
	unsigned int nr_packed_done;
	unsigned int record_at; /* byte in the directory */
	unsigned int records_end;
	/* The segment being filled. */
	struct capture_segment segment;
	struct capture_ranges placed; /* those being placed, and where */
	uint64_t nr_seg_os_pages;
	uint64_t nr_seg_done; /* of them */
	/* Of the packed page at hand. */
	struct pfnpack_range ranges[PFNPACK_SLOTS];
};

/**
 * capture_decoder_init() - start a file
 * @d: the decoder
 * @handler: takes what is found
 * @context: for @handler
 */
void capture_decoder_init(struct capture_decoder *d, capture_handler handler,
			  void *context);

/**
 * capture_decode_block() - take the next block of the file
 * @d: the decoder
 * @block: any bytes
 *
 * Events are given only for what obeys every rule, in the order of the file.
 *
 * After a fault the caller may go on with the next block while
 * capture_decoder_can_go_on(), to find further faults.  From then on the
 * segments that the OS pages belong to are unknown: there are no more events,
 * and C-17, C-18 and C-20 are not checked.  The packed pages of a broken
 * directory are passed over; after it C-09 and C-21 are not checked, and the
 * next segment may start anywhere (C-15, C-16).
 *
 * Return: true, or false with @d->fault filled in: the first fault in the
 * block.
 */
bool capture_decode_block(struct capture_decoder *d,
			  const union capture_block *block);

/**
 * capture_decode_eof() - the file has ended
 * @d: the decoder
 * @block: starts with what the file has after its last whole block
 * @nr_bytes: of that, 0 to %CAPTURE_BLOCK_BYTES - 1
 *
 * Not to be called after a fault that leaves nothing to go on with.
 *
 * Return: as capture_decode_block().
 */
bool capture_decode_eof(struct capture_decoder *d,
			const union capture_block *block, size_t nr_bytes);

/**
 * capture_decoder_can_go_on() - does the next block have a meaning?
 * @d: the decoder
 *
 * Return: false after a fault in the header and after C-22.
 */
bool capture_decoder_can_go_on(const struct capture_decoder *d);

/**
 * capture_class_text() - the word for a class
 * @class: from a &struct capture_fault
 *
 * Return: a constant string, as in the table of classes in docs/format.md.
 */
const char *capture_class_text(enum capture_class class);

#endif /* CAPTURE_FORMAT_H */
