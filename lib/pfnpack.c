// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * pfnpack: the format.  Writer, reader and check of packed pages.
 *
 * include/pfnpack.h says what each function promises, docs/format.md what
 * the bytes mean; F-nn are its rules.
 */
#include "pfnpack_env.h"

#define SLOTS PFNPACK_SLOTS
#define SIZE_SHIFT (PFNPACK_PFN_BITS + PFNPACK_TAG_BITS)

/*
 * A key is a word without its size: tag and PFN.  This one equals none, so
 * no range extends what it stands for.
 */
#define NO_KEY (~0ULL)

/* F-01, F-02 */
static_assert(sizeof(struct pfnpack_page) == PFNPACK_PAGE_BYTES,
	      "a packed page is its slots and nothing else");
static_assert(sizeof(__le64) * SLOTS == PFNPACK_PAGE_BYTES,
	      "slots are 8 bytes");
static_assert(SIZE_SHIFT + PFNPACK_SIZE_BITS == 64,
	      "PFN, tag and size fill a word");
static_assert(PFNPACK_PFN_BITS == 44, "PFNs have 44 bits");
static_assert(PFNPACK_PFN_END == 1ULL << PFNPACK_PFN_BITS,
	      "PFNs end where their bits do");
static_assert(PFNPACK_TAG_MAX == 15, "tags have 4 bits");
static_assert(PFNPACK_SIZE_DESC == 65535, "sizes have 16 bits");
static_assert(PFNPACK_INLINE_MAX == 65534, "one size is the escape");
/* F-03: a descriptor taken for a word ends the list. */
static_assert(PFNPACK_PFN_END < 1ULL << SIZE_SHIFT,
	      "a descriptor has a size field of 0");
/* F-07, F-08: the largest count and the largest PFN add up without overflow. */
static_assert(PFNPACK_PFN_END <= ~0ULL - PFNPACK_PFN_END,
	      "the end of a range fits in 64 bits");
/* word_plain(): what begins in the lower half ends before the last PFN. */
static_assert(PFNPACK_INLINE_MAX <= PFNPACK_PFN_END / 2,
	      "a word's range is shorter than half of all PFNs");
/* pfnpack_append(): any range fits in an empty packed page. */
static_assert(SLOTS >= 2, "a word and its descriptor fit");

static u64 make_key(u64 pfn, unsigned int tag)
{
	return (u64)tag << PFNPACK_PFN_BITS | pfn;
}

static u64 word_size(u64 word)
{
	return word >> SIZE_SHIFT;
}

/* --- Writing ----------------------------------------------------------- */

static void writer_start(struct pfnpack_writer *w)
{
	/* Before the first packed page: as if one behind it were full. */
	w->at = (struct pfnpack_checkpoint){
		.next_key = NO_KEY,
		.nr_words = SLOTS,
		.gap_end = SLOTS,
	};
	w->packed = NULL;
}

void pfnpack_writer_init(struct pfnpack_writer *w, struct pfnpack_page *first,
			 unsigned long nr_packed)
{
	writer_start(w);
	w->first = first;
	w->table = NULL;
	w->nr_packed = nr_packed;
}

void pfnpack_writer_init_table(struct pfnpack_writer *w,
			       struct pfnpack_page *const *table,
			       unsigned long nr_packed)
{
	writer_start(w);
	w->first = NULL;
	w->table = table;
	w->nr_packed = nr_packed;
}

/* The packed page being filled; NULL before the first. */
static struct pfnpack_page *writer_packed(const struct pfnpack_writer *w)
{
	unsigned long nr_used = w->at.nr_used;

	if (!nr_used)
		return NULL;
	return w->table ? w->table[nr_used - 1] : &w->first[nr_used - 1];
}

static unsigned int free_slots(const struct pfnpack_writer *w)
{
	return w->at.gap_end - w->at.nr_words;
}

static void clear_slots(struct pfnpack_page *packed, unsigned int from,
			unsigned int end)
{
	for (; from < end; from++)
		slot_clear(&packed->slot[from]);
}

static void clear_gap(struct pfnpack_writer *w)
{
	clear_slots(w->packed, w->at.nr_words, w->at.gap_end);
}

static bool start_next_packed(struct pfnpack_writer *w)
{
	if (w->at.nr_used == w->nr_packed)
		return false;
	clear_gap(w);
	w->at.nr_used++;
	w->at.nr_words = 0;
	w->at.gap_end = SLOTS;
	w->packed = writer_packed(w);
	return true;
}

/*
 * Write the last range in the one form its count has (F-04, F-05).  The word
 * goes last: it is what makes the range, or its new size, exist (F-13).
 */
static void store_last(struct pfnpack_writer *w)
{
	u64 size = w->at.last_nr;

	if (size > PFNPACK_INLINE_MAX) {
		slot_store(&w->packed->slot[w->at.gap_end], size);
		size = PFNPACK_SIZE_DESC;
	}
	slot_store(&w->packed->slot[w->at.nr_words - 1],
		   size << SIZE_SHIFT | w->at.last_key);
}

static bool grow_last(struct pfnpack_writer *w, u64 nr)
{
	u64 sum = w->at.last_nr + nr;

	if (sum > PFNPACK_INLINE_MAX && w->at.last_nr <= PFNPACK_INLINE_MAX) {
		if (!free_slots(w))
			return false;
		w->at.gap_end--;
	}
	w->at.last_nr = sum;
	store_last(w);
	return true;
}

static bool add_last(struct pfnpack_writer *w, u64 key, u64 nr)
{
	unsigned int nr_descs = nr > PFNPACK_INLINE_MAX;

	if (free_slots(w) < 1 + nr_descs && !start_next_packed(w))
		return false;
	w->at.nr_words++;
	w->at.gap_end -= nr_descs;
	w->at.last_key = key;
	w->at.last_nr = nr;
	store_last(w);
	return true;
}

static bool range_valid(u64 pfn, u64 nr, unsigned int tag)
{
	return nr && nr <= PFNPACK_PFN_END && pfn <= PFNPACK_PFN_END - nr &&
	       tag <= PFNPACK_TAG_MAX;
}

/* Whatever the arguments are. */
static noinline enum pfnpack_status
append_any(struct pfnpack_writer *w, u64 pfn, u64 nr, unsigned int tag)
{
	u64 key = make_key(pfn, tag);
	u64 end = pfn + nr;

	if (!range_valid(pfn, nr, tag))
		return PFNPACK_BAD_RANGE;
	if (key != w->at.next_key || !grow_last(w, nr)) {
		if (!add_last(w, key, nr))
			return PFNPACK_NO_ROOM;
	}
	/* The end of all PFNs would spill into the tag. */
	w->at.next_key = end < PFNPACK_PFN_END ? make_key(end, tag) : NO_KEY;
	return PFNPACK_OK;
}

/*
 * Nearly always one word is stored in this packed page: the last one, grown, or
 * one that follows it.  Which of them is hard to predict, so it is no branch.
 */
enum pfnpack_status pfnpack_append(struct pfnpack_writer *w, u64 pfn, u64 nr,
				   unsigned int tag)
{
	u64 key, follows, had, nr_words;

	if (unlikely(pfn >= PFNPACK_PFN_END - PFNPACK_INLINE_MAX ||
		     nr - 1 >= PFNPACK_INLINE_MAX || tag > PFNPACK_TAG_MAX))
		return append_any(w, pfn, nr, tag);

	key = make_key(pfn, tag);
	follows = key != w->at.next_key;
	had = w->at.last_nr & (follows - 1);
	nr_words = w->at.nr_words + follows;
	if (unlikely(had + nr > PFNPACK_INLINE_MAX ||
		     (unsigned int)nr_words > w->at.gap_end))
		return append_any(w, pfn, nr, tag);

	w->at.next_key = key + nr;
	w->at.last_key = key - had;
	w->at.last_nr = had + nr;
	w->at.nr_words = (unsigned int)nr_words;
	slot_store(&w->packed->slot[nr_words - 1],
		   (had + nr) << SIZE_SHIFT | (key - had));
	return PFNPACK_OK;
}

static u64 word_key(u64 word)
{
	return word & ((1ULL << SIZE_SHIFT) - 1);
}

/*
 * Is this a range without a descriptor, and does it end before the last PFN?
 * Where its PFN is half of that and more, no closer look is taken.
 */
static bool word_plain(u64 word)
{
	return word_size(word) - 1 < PFNPACK_INLINE_MAX &&
	       !(word & (PFNPACK_PFN_END >> 1));
}

/* Store words as they are, while none of them is anything but a new range. */
static unsigned int store_words(struct pfnpack_writer *w, const u64 *words,
				unsigned int nr_words)
{
	__le64 *slot = &w->packed->slot[w->at.nr_words];
	u64 next_key = w->at.next_key;
	unsigned int i;

	if (nr_words > free_slots(w))
		nr_words = free_slots(w);
	for (i = 0; i < nr_words; i++) {
		u64 word = words[i];

		if (word_key(word) == next_key || !word_plain(word))
			break;
		slot_store(&slot[i], word);
		next_key = word_key(word) + word_size(word);
	}
	if (i) {
		w->at.nr_words += i;
		w->at.last_key = word_key(words[i - 1]);
		w->at.last_nr = word_size(words[i - 1]);
		w->at.next_key = next_key;
	}
	return i;
}

unsigned int pfnpack_append_words(struct pfnpack_writer *w, const u64 *words,
				  unsigned int nr_words)
{
	struct pfnpack_range range;
	unsigned int i = 0;

	while (i < nr_words) {
		if (w->packed)
			i += store_words(w, words + i, nr_words - i);
		if (i == nr_words)
			break;
		range = pfnpack_word_range(words[i]);
		if (pfnpack_append(w, range.pfn, range.nr, range.tag) !=
		    PFNPACK_OK)
			break;
		i++;
	}
	return i;
}

void pfnpack_break(struct pfnpack_writer *w)
{
	w->at.next_key = NO_KEY;
}

unsigned long pfnpack_room(const struct pfnpack_writer *w)
{
	return free_slots(w) + (w->nr_packed - w->at.nr_used) * SLOTS;
}

unsigned long pfnpack_seal(struct pfnpack_writer *w)
{
	clear_gap(w);
	return w->at.nr_used;
}

void pfnpack_checkpoint(const struct pfnpack_writer *w,
			struct pfnpack_checkpoint *cp)
{
	*cp = w->at;
}

/*
 * Give back whole packed pages, the last one first: what is left is a prefix.
 * How those below it were used is forgotten, so take all of them for used.
 */
static void drop_packed(struct pfnpack_writer *w, unsigned long nr_used)
{
	while (w->at.nr_used > nr_used) {
		clear_slots(w->packed, 0, w->at.nr_words);
		clear_slots(w->packed, w->at.gap_end, SLOTS);
		w->at.nr_used--;
		w->at.nr_words = SLOTS;
		w->at.gap_end = SLOTS;
		w->packed = writer_packed(w);
	}
}

void pfnpack_rollback(struct pfnpack_writer *w,
		      const struct pfnpack_checkpoint *cp)
{
	unsigned int words_end, descs_start;
	__le64 *slot;

	drop_packed(w, cp->nr_used);
	words_end = w->at.nr_words < cp->gap_end ? w->at.nr_words : cp->gap_end;
	descs_start = w->at.gap_end;
	w->at = *cp;
	if (!w->packed)
		return;

	/* Every store leaves a prefix: cut the list, shrink its last range, tidy. */
	slot = &w->packed->slot[cp->nr_words];
	if (cp->nr_words < words_end && word_size(slot_load(slot)))
		slot_clear(slot);
	store_last(w);
	clear_slots(w->packed, cp->nr_words, words_end);
	clear_slots(w->packed, descs_start, cp->gap_end);
}

/* --- Decoding ---------------------------------------------------------- */

static enum pfnpack_status malformed(struct pfnpack_fault *fault,
				     enum pfnpack_rule rule, unsigned int slot)
{
	*fault = (struct pfnpack_fault){ .rule = rule, .slot = slot };
	return PFNPACK_MALFORMED;
}

static enum pfnpack_status load_desc(const struct pfnpack_cursor *at, u64 *nr,
				     struct pfnpack_fault *fault)
{
	unsigned int slot = SLOTS - 1 - at->nr_descs;

	if (slot == at->slot)
		return malformed(fault, PFNPACK_F05, slot);
	*nr = slot_load(&at->packed->slot[slot]);
	if (*nr <= PFNPACK_INLINE_MAX)
		return malformed(fault, PFNPACK_F06, slot);
	if (*nr > PFNPACK_PFN_END)
		return malformed(fault, PFNPACK_F07, slot);
	return PFNPACK_OK;
}

/* F-08: is there a range of @nr OS pages from the PFN of @word on? */
static inline bool make_range(struct pfnpack_range *range, u64 word, u64 nr)
{
	u64 pfn = word & (PFNPACK_PFN_END - 1);

	if (unlikely(pfn > PFNPACK_PFN_END - nr))
		return false;
	range->pfn = pfn;
	range->nr = nr;
	range->tag = word >> PFNPACK_PFN_BITS & PFNPACK_TAG_MAX;
	return true;
}

/*
 * The one place that says what is wrong with a word (F-05 to F-08).
 * @word is not empty, and lies below the descriptors taken so far.
 */
static inline enum pfnpack_status decode_word(const struct pfnpack_cursor *at,
					      u64 word,
					      struct pfnpack_range *range,
					      struct pfnpack_fault *fault)
{
	u64 nr = word_size(word);

	if (unlikely(nr == PFNPACK_SIZE_DESC)) {
		enum pfnpack_status status = load_desc(at, &nr, fault);

		if (status != PFNPACK_OK)
			return status;
	}
	if (!make_range(range, word, nr))
		return malformed(fault, PFNPACK_F08, at->slot);
	return PFNPACK_OK;
}

static void pass_word(struct pfnpack_cursor *at,
		      const struct pfnpack_range *range)
{
	at->slot++;
	at->nr_descs += range->nr > PFNPACK_INLINE_MAX;
}

/* F-03: the words end where the descriptors begin, or at a size of 0. */
static u64 word_at(const struct pfnpack_cursor *at)
{
	u64 word = 0;

	if (at->slot < SLOTS - at->nr_descs)
		word = slot_load(&at->packed->slot[at->slot]);
	return word_size(word) ? word : 0;
}

/* --- Checking ---------------------------------------------------------- */

/* F-09: what is neither word nor descriptor is zero. */
static enum pfnpack_status check_gap(const struct pfnpack_cursor *at,
				     struct pfnpack_fault *fault)
{
	unsigned int slot;

	for (slot = at->slot; slot < SLOTS - at->nr_descs; slot++) {
		if (slot_load(&at->packed->slot[slot]))
			return malformed(fault, PFNPACK_F09, slot);
	}
	return PFNPACK_OK;
}

/* @ranges is NULL, or has room for as many as a packed page can hold. */
static inline enum pfnpack_status walk(const struct pfnpack_page *packed,
				       struct pfnpack_range *ranges,
				       struct pfnpack_summary *summary,
				       struct pfnpack_fault *fault)
{
	struct pfnpack_cursor at = { .packed = packed };
	enum pfnpack_status status;
	struct pfnpack_range range;
	u64 nr_os_pages = 0;
	u64 word;

	while ((word = word_at(&at))) {
		status = decode_word(&at, word, &range, fault);
		if (status != PFNPACK_OK)
			return status;
		if (ranges)
			ranges[at.slot] = range;
		pass_word(&at, &range);
		nr_os_pages += range.nr;
	}
	status = check_gap(&at, fault);
	if (status != PFNPACK_OK)
		return status;

	*summary = (struct pfnpack_summary){
		.nr_os_pages = nr_os_pages,
		.nr_ranges = at.slot,
		.nr_descs = at.nr_descs,
		.nr_free = SLOTS - at.slot - at.nr_descs,
	};
	return PFNPACK_OK;
}

enum pfnpack_status pfnpack_summarize(const struct pfnpack_page *packed,
				      struct pfnpack_summary *summary,
				      struct pfnpack_fault *fault)
{
	return walk(packed, NULL, summary, fault);
}

enum pfnpack_status pfnpack_decode(const struct pfnpack_page *packed,
				   struct pfnpack_range *ranges,
				   struct pfnpack_summary *summary,
				   struct pfnpack_fault *fault)
{
	return walk(packed, ranges, summary, fault);
}

enum pfnpack_status pfnpack_check(const struct pfnpack_page *packed,
				  struct pfnpack_fault *fault)
{
	struct pfnpack_summary summary;

	return pfnpack_summarize(packed, &summary, fault);
}

const char *pfnpack_rule_text(enum pfnpack_rule rule)
{
	switch (rule) {
	case PFNPACK_F05:
		return "no slot is left for the word's size descriptor";
	case PFNPACK_F06:
		return "the size descriptor is below 65535";
	case PFNPACK_F07:
		return "the size descriptor is above 2^44";
	case PFNPACK_F08:
		return "the range goes beyond the last PFN";
	case PFNPACK_F09:
		return "a slot of the gap is not zero";
	}
	return "no such rule";
}

/* --- Reading ----------------------------------------------------------- */

static const struct pfnpack_page *reader_packed(const struct pfnpack_reader *r,
						unsigned long index)
{
	return r->table ? r->table[index] : &r->first[index];
}

static bool has_words(const struct pfnpack_page *packed)
{
	return word_size(slot_load(&packed->slot[0]));
}

/*
 * F-14: a writer leaves a packed page for good when it starts the next, so
 * look there first.  F-11: a packed page without words ends the list.
 */
static void enter_packed(struct pfnpack_reader *r, unsigned long index)
{
	bool follows = index + 1 < r->nr_packed &&
		       has_words(reader_packed(r, index + 1));

	r->index = index;
	r->at = (struct pfnpack_cursor){ .packed = reader_packed(r, index) };
	r->follows = follows && has_words(r->at.packed);
}

static void reader_start(struct pfnpack_reader *r,
			 const struct pfnpack_page *first,
			 struct pfnpack_page *const *table,
			 unsigned long nr_packed)
{
	/*
	 * Not all at once, which compilers do in a slow way.  The place is set
	 * by enter_packed(), or there is none.
	 */
	r->rest.nr = 0;
	r->status = nr_packed ? PFNPACK_OK : PFNPACK_END;
	r->finished = false;
	r->joins = false;
	r->first = first;
	r->table = table;
	r->nr_packed = nr_packed;
	if (nr_packed)
		enter_packed(r, 0);
}

void pfnpack_reader_init(struct pfnpack_reader *r,
			 const struct pfnpack_page *first,
			 unsigned long nr_packed)
{
	reader_start(r, first, NULL, nr_packed);
}

void pfnpack_reader_init_table(struct pfnpack_reader *r,
			       struct pfnpack_page *const *table,
			       unsigned long nr_packed)
{
	reader_start(r, NULL, table, nr_packed);
}

/*
 * Go to the word that was the last one at @cp, and pass over the OS pages it
 * had.  Only the form of a size that stands before @cp is behind the cursor.
 */
static void enter_last(struct pfnpack_reader *r,
		       const struct pfnpack_checkpoint *cp)
{
	enter_packed(r, cp->nr_used - 1);
	r->at.slot = cp->nr_words - 1;
	r->at.nr_descs =
		SLOTS - cp->gap_end - (cp->last_nr > PFNPACK_INLINE_MAX);
	pfnpack_skip(r, cp->last_nr);
}

void pfnpack_reader_since(struct pfnpack_reader *r,
			  const struct pfnpack_writer *w,
			  const struct pfnpack_checkpoint *cp)
{
	reader_start(r, w->first, w->table, w->at.nr_used);
	if (cp->nr_used)
		enter_last(r, cp);
}

void pfnpack_reader_join(struct pfnpack_reader *r)
{
	r->joins = true;
}

/*
 * F-14: a word grows until the next one exists.  So look at that one first:
 * if it is not there, this word, whatever it has grown to, ends the list.
 */
static u64 next_word_of_tail(struct pfnpack_reader *r)
{
	unsigned int after = r->at.slot + 1;
	u64 successor = 0;

	if (r->finished)
		return 0;
	if (after < SLOTS)
		successor = slot_load(&r->at.packed->slot[after]);
	r->finished = !word_size(successor);
	return word_at(&r->at);
}

/* 0 at the end of the packed page; a word is never 0. */
static u64 next_word(struct pfnpack_reader *r)
{
	return r->follows ? word_at(&r->at) : next_word_of_tail(r);
}

static enum pfnpack_status take_range(struct pfnpack_reader *r,
				      struct pfnpack_range *range)
{
	u64 word = next_word(r);
	enum pfnpack_status status;

	if (!word && r->follows) {
		enter_packed(r, r->index + 1);
		word = next_word(r);
	}
	if (!word)
		return PFNPACK_END;

	status = decode_word(&r->at, word, range, &r->fault);
	if (status == PFNPACK_OK)
		pass_word(&r->at, range);
	else
		r->fault.packed_index = r->index;
	return status;
}

/* F-15: could the writer not extend @range, which was just taken? */
static bool may_be_split(const struct pfnpack_reader *r,
			 const struct pfnpack_range *range)
{
	return r->follows && r->at.slot == SLOTS - r->at.nr_descs &&
	       range->nr <= PFNPACK_INLINE_MAX;
}

static bool continues(const struct pfnpack_range *range,
		      const struct pfnpack_range *second)
{
	return second->tag == range->tag &&
	       second->pfn == range->pfn + range->nr &&
	       second->nr > PFNPACK_INLINE_MAX - range->nr;
}

static void join_split(struct pfnpack_reader *r, struct pfnpack_range *range)
{
	struct pfnpack_reader ahead = *r;
	struct pfnpack_range second;

	if (take_range(&ahead, &second) != PFNPACK_OK)
		return;
	if (continues(range, &second)) {
		*r = ahead;
		range->nr += second.nr;
	}
}

/*
 * Most words: one that another one follows has grown for the last time (F-14),
 * and the packed page does not end with it.  Nothing else has to be looked at,
 * unless the word itself needs more care.
 */
static inline bool take_followed(struct pfnpack_reader *r,
				 struct pfnpack_range *range)
{
	unsigned int after = r->at.slot + 1;
	u64 word, nr;

	if (r->finished || after >= SLOTS - r->at.nr_descs ||
	    !word_size(slot_load(&r->at.packed->slot[after])))
		return false;
	word = slot_load(&r->at.packed->slot[after - 1]);
	nr = word_size(word);
	if (nr - 1 >= PFNPACK_INLINE_MAX || !make_range(range, word, nr))
		return false;
	r->at.slot = after;
	return true;
}

/* The next range of the list; @r->rest is empty. */
static inline enum pfnpack_status read_range(struct pfnpack_reader *r,
					     struct pfnpack_range *range)
{
	if (r->status == PFNPACK_OK && take_followed(r, range))
		return PFNPACK_OK;
	if (r->status == PFNPACK_OK)
		r->status = take_range(r, range);
	if (r->status == PFNPACK_OK && r->joins && may_be_split(r, range))
		join_split(r, range);
	return r->status;
}

enum pfnpack_status pfnpack_next(struct pfnpack_reader *r,
				 struct pfnpack_range *range)
{
	if (!r->rest.nr)
		return read_range(r, range);
	*range = r->rest;
	r->rest.nr = 0;
	return PFNPACK_OK;
}

/* @nr is at most r->rest.nr. */
static struct pfnpack_range take_front(struct pfnpack_reader *r, u64 nr)
{
	struct pfnpack_range front = r->rest;

	front.nr = nr;
	r->rest.pfn += nr;
	r->rest.nr -= nr;
	return front;
}

enum pfnpack_status pfnpack_next_max(struct pfnpack_reader *r, u64 max,
				     struct pfnpack_range *range)
{
	enum pfnpack_status status = pfnpack_next(r, range);

	if (status == PFNPACK_OK && range->nr > max) {
		r->rest = *range;
		*range = take_front(r, max);
	}
	return status;
}

/*
 * How many words, up to @nr_words, stand from the cursor on and have another
 * one behind them.  F-14: those will not grow any more, if it is looked at
 * first.
 */
static unsigned int settled_words(const struct pfnpack_reader *r,
				  unsigned int nr_words)
{
	const struct pfnpack_cursor *at = &r->at;
	unsigned int left = SLOTS - at->nr_descs - at->slot;

	if (r->rest.nr || r->finished || r->status != PFNPACK_OK || !left)
		return 0;
	if (nr_words > left - 1)
		nr_words = left - 1;
	while (nr_words &&
	       !word_size(slot_load(&at->packed->slot[at->slot + nr_words])))
		nr_words /= 2;
	return nr_words;
}

unsigned int pfnpack_next_words(struct pfnpack_reader *r, u64 *max, u64 *words,
				unsigned int nr_words)
{
	const __le64 *slot;
	u64 nr_os_pages = 0;
	unsigned int i;

	nr_words = settled_words(r, nr_words);
	if (!nr_words)
		return 0;
	slot = &r->at.packed->slot[r->at.slot];
	for (i = 0; i < nr_words; i++) {
		words[i] = slot_load(&slot[i]);
		if (!word_plain(words[i]))
			break;
		nr_os_pages += word_size(words[i]);
	}
	while (nr_os_pages > *max)
		nr_os_pages -= word_size(words[--i]);
	r->at.slot += i;
	*max -= nr_os_pages;
	return i;
}

/* Have at least one OS page in @r->rest, or say why not. */
static enum pfnpack_status fill_rest(struct pfnpack_reader *r)
{
	return r->rest.nr ? PFNPACK_OK : read_range(r, &r->rest);
}

enum pfnpack_status pfnpack_skip(struct pfnpack_reader *r, u64 nr)
{
	enum pfnpack_status status;
	u64 step;

	for (; nr; nr -= step) {
		status = fill_rest(r);
		if (status != PFNPACK_OK)
			return status;
		step = nr < r->rest.nr ? nr : r->rest.nr;
		take_front(r, step);
	}
	return PFNPACK_OK;
}

static unsigned int block_order(u64 pfn, u64 nr, unsigned int max_order)
{
	unsigned int order = 0;

	while (order < max_order && nr >> order > 1 && !(pfn >> order & 1))
		order++;
	return order;
}

enum pfnpack_status pfnpack_next_block(struct pfnpack_reader *r,
				       unsigned int max_order,
				       struct pfnpack_range *block)
{
	enum pfnpack_status status = fill_rest(r);
	unsigned int order;

	if (status == PFNPACK_OK) {
		order = block_order(r->rest.pfn, r->rest.nr, max_order);
		*block = take_front(r, 1ULL << order);
	}
	return status;
}
