/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The list of the cases, for drivers that want one test for each:
 * X(name) stands for case_name().
 */
#ifndef PFNPACK_CASES_H
#define PFNPACK_CASES_H

#include "case.h"

#define PFNPACK_CASES(X) \
	/* append.c */ \
	X(scattered_fill_one_packed_page) \
	X(scattered_513th_starts_the_next) \
	X(every_inline_count_is_one_word) \
	X(larger_counts_take_a_descriptor) \
	X(all_of_memory_is_one_range) \
	X(first_and_last_pfn) \
	X(tags) \
	X(bad_ranges_are_refused) \
	X(bad_range_before_no_room) \
	X(descriptors_in_order) \
	X(words_and_descriptors_meet) \
	X(two_slots_needed_one_free) \
	X(two_slots_needed_two_free) \
	X(table_order) \
	X(no_packed_pages) \
	X(init_writes_nothing) \
	/* merge.c */ \
	X(merge_inline) \
	X(merge_one_by_one) \
	X(merge_into_each_form) \
	X(merge_up_to_all_of_memory) \
	X(not_merged) \
	X(older_ranges_stay) \
	X(break_keeps_apart) \
	X(break_outlasts_no_room) \
	X(full_packed_page_still_merges) \
	X(full_packed_page_grows_a_descriptor) \
	X(merge_takes_the_last_slot) \
	X(merge_refused_goes_to_the_next) \
	X(merge_refused_between_descriptors) \
	/* room.c */ \
	X(room_counts_free_slots) \
	X(room_is_exact) \
	X(room_is_exact_at_every_fill) \
	X(pte_table_fits) \
	X(no_room_changes_nothing) \
	X(no_room_changes_nothing_in_a_table) \
	X(no_room_changes_no_garbage) \
	/* seal.c */ \
	X(seal_of_an_empty_list) \
	X(seal_on_zeroed_changes_nothing) \
	X(seal_clears_garbage) \
	X(left_packed_pages_are_finished) \
	X(each_packed_page_wants_a_seal) \
	X(append_after_seal) \
	X(seal_returns_packed_pages_used) \
	/* rollback.c */ \
	X(rollback_of_nothing) \
	X(rollback_words) \
	X(rollback_a_full_packed_page) \
	X(rollback_between_descriptors) \
	X(rollback_a_merge) \
	X(rollback_a_merge_to_descriptor) \
	X(rollback_the_last_slot) \
	X(rollback_a_descriptor_that_grew) \
	X(rollback_over_packed_pages) \
	X(rollback_over_a_table) \
	X(rollback_the_last_slot_of_a_left_packed_page) \
	X(rollback_a_split) \
	X(rollback_to_the_empty_list) \
	X(rollback_restores_the_break) \
	X(rollback_nested) \
	X(rollback_then_append) \
	X(rollback_on_garbage) \
	X(rollback_leaves_the_gap) \
	/* read.c */ \
	X(read_no_packed_pages) \
	X(read_an_empty_list) \
	X(read_every_number_of_words) \
	X(list_ends_at_the_first_without_words) \
	X(size_0_is_no_word) \
	X(read_several_packed_pages) \
	X(read_a_table) \
	X(read_part_filled_packed_pages) \
	X(reader_ignores_the_gap) \
	X(reader_names_the_fault) \
	X(reader_names_the_packed_page) \
	X(read_up_to_the_fault) \
	X(reader_ends_on_any_bytes) \
	X(skip) \
	X(skip_to_and_beyond_the_end) \
	X(blocks_by_alignment_and_length) \
	X(blocks_up_to_max_order) \
	X(blocks_from_pfn_0) \
	X(blocks_add_up) \
	X(blocks_across_ranges) \
	/* join.c */ \
	X(join_what_was_split) \
	X(join_between_descriptors) \
	X(join_skip_and_blocks) \
	X(join_takes_effect_with_the_next_word) \
	X(join_keeps_a_break) \
	X(join_only_what_was_split) \
	X(join_two_at_most) \
	X(join_again_and_again) \
	X(join_before_a_fault) \
	X(join_at_the_end) \
	X(join_then_a_fault) \
	/* words.c */ \
	X(words_end_where_the_list_does) \
	X(words_are_ranges) \
	X(words_are_appended) \
	X(words_merge_and_are_refused) \
	X(words_are_read) \
	X(next_max_leaves_the_rest) \
	X(read_since_a_checkpoint) \
	/* check.c */ \
	X(check_an_empty_packed_page) \
	X(summary_counts) \
	X(summary_of_the_most) \
	X(decode_takes_all_ranges) \
	X(f05) \
	X(f06_f07) \
	X(f08) \
	X(f09) \
	X(f09_word_in_the_gap) \
	X(first_fault) \
	X(f05_before_f08) \
	X(rule_texts)

#define PFNPACK_DECLARE_CASE(name) void case_##name(struct pfnpack_test *t);
PFNPACK_CASES(PFNPACK_DECLARE_CASE)

#endif /* PFNPACK_CASES_H */
