// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "model.h"

#include <string.h>

/* F-01 */
uint64_t model_get_slot(const uint8_t *bytes, unsigned int slot)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < 8; i++)
		value |= (uint64_t)bytes[8 * slot + i] << (8 * i);
	return value;
}

void model_set_slot(uint8_t *bytes, unsigned int slot, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < 8; i++) {
		bytes[8 * slot + i] = (uint8_t)(value % 256);
		value /= 256;
	}
}

/* F-02, the size by itself */
static uint64_t size_of_word(const uint8_t *bytes, unsigned int slot)
{
	return model_get_slot(bytes, slot) / MODEL_END / MODEL_TAGS;
}

/* F-05 to F-08 of one word; fills in the range. */
static unsigned int decode_word(const uint8_t *bytes, unsigned int slot,
				unsigned int descs, struct model_range *range,
				unsigned int *fault_slot)
{
	uint64_t word = model_get_slot(bytes, slot);
	unsigned int desc = MODEL_SLOTS - descs - 1;

	range->pfn = word % MODEL_END;
	range->tag = (unsigned int)(word / MODEL_END % MODEL_TAGS);
	range->nr = size_of_word(bytes, slot);
	*fault_slot = slot;
	if (range->nr == MODEL_ESCAPE) {
		if (desc <= slot)
			return 5;
		range->nr = model_get_slot(bytes, desc);
		*fault_slot = desc;
		if (range->nr < MODEL_ESCAPE)
			return 6;
		if (range->nr > MODEL_END)
			return 7;
		*fault_slot = slot;
	}
	if (range->pfn + range->nr > MODEL_END)
		return 8;
	return 0;
}

/* F-03; also says where the gap is. */
static struct model_verdict walk(const uint8_t *bytes, unsigned int packed,
				 struct model_list *list,
				 unsigned int *gap_start, unsigned int *gap_end)
{
	struct model_verdict verdict = { .packed = packed };
	struct model_range range = { .packed = packed };
	unsigned int slot = 0, descs = 0;

	while (slot < MODEL_SLOTS - descs && size_of_word(bytes, slot)) {
		verdict.rule =
			decode_word(bytes, slot, descs, &range, &verdict.slot);
		if (verdict.rule)
			return verdict;
		if (range.nr >= MODEL_ESCAPE)
			descs++;
		list->ranges[list->nr++] = range;
		slot++;
	}
	*gap_start = slot;
	*gap_end = MODEL_SLOTS - descs;
	verdict.slot = 0;
	return verdict;
}

struct model_verdict model_decode(const uint8_t *bytes, unsigned int packed,
				  struct model_list *list)
{
	unsigned int gap_start, gap_end;

	return walk(bytes, packed, list, &gap_start, &gap_end);
}

struct model_verdict model_check(const uint8_t *bytes)
{
	static struct model_list list;
	unsigned int slot, gap_end;
	struct model_verdict verdict;

	list.nr = 0;
	verdict = walk(bytes, 0, &list, &slot, &gap_end);
	if (verdict.rule)
		return verdict;
	for (; slot < gap_end; slot++) {
		if (model_get_slot(bytes, slot))
			return (struct model_verdict){ .rule = 9,
						       .slot = slot };
	}
	return verdict;
}

struct model_verdict model_read(const uint8_t *const *table,
				unsigned int nr_packed, struct model_list *list)
{
	struct model_verdict verdict = { 0 };
	unsigned int i;

	list->nr = 0;
	for (i = 0; i < nr_packed && size_of_word(table[i], 0); i++) {
		verdict = model_decode(table[i], i, list);
		if (verdict.rule)
			break;
	}
	return verdict;
}

/* F-02, F-04, F-05 */
void model_encode(const struct model_list *list, unsigned int packed,
		  uint8_t *bytes)
{
	unsigned int slot = 0, desc = MODEL_SLOTS - 1;
	unsigned int i;

	memset(bytes, 0, MODEL_BYTES);
	for (i = 0; i < list->nr; i++) {
		const struct model_range *range = &list->ranges[i];
		uint64_t size = range->nr;

		if (range->packed != packed)
			continue;
		if (size > MODEL_INLINE) {
			model_set_slot(bytes, desc--, size);
			size = MODEL_ESCAPE;
		}
		model_set_slot(bytes, slot++,
			       range->pfn + range->tag * MODEL_END +
				       size * (MODEL_END * MODEL_TAGS));
	}
}
