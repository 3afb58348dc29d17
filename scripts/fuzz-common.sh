# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# For scripts/fuzz*: targets, their corpora, and what they came to.  Who sources
# it has an array $targets and sourced common.sh.

work=${PFNPACK_FUZZ_WORK:-build/fuzz}
# From the longest packed page on, inputs only get slower.
# shellcheck disable=SC2034 # for those who source this
input_max=16384
# What takes longer is an endless loop; a process of a busy machine may well be
# kept waiting for a second or two.
# shellcheck disable=SC2034
seconds_max=60

export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_QUIET=1
export AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export AFL_CMPLOG_ONLY_NEW=1 AFL_IMPORT_FIRST=1 AFL_ALLOW_TMP=1

# --- What there is ------------------------------------------------------------

kind_of() {
	sed -n "s/^$1 //p" build/afl/fuzz/targets
}

dictionary_of() {
	case $(kind_of "$1") in
	text) echo fuzz/text.dict ;;
	*) echo fuzz/units.dict ;;
	esac
}

program() {
	printf 'build/%s/fuzz/fuzz_%s' "$1" "$2"
}

stat_of() {
	sed -n "s/^$2 *: *//p" "$1/fuzzer_stats" 2>/dev/null
}

sum_of() {
	local folder sum=0 value

	for folder in "$1"/*/; do
		value=$(stat_of "$folder" "$2")
		sum=$((sum + ${value:-0}))
	done
	echo "$sum"
}

crashes_of() {
	find "$work/$1/out" -path '*/crashes*/id:*' -o -path '*/hangs/id:*' |
		sort
}

# --- Corpora ------------------------------------------------------------------

# The seeds, and what campaigns before this one have found: as few inputs as
# reach the same.
minimise() {
	local target=$1
	local all=$work/$1/all

	rm -rf -- "$all" "$work/$target/in"
	mkdir -p "$all"
	cp -- "build/afl/fuzz/corpus/$target"/* "$all"
	if [ -d "$work/$target/corpus" ]; then
		cp -r -- "$work/$target/corpus/." "$all"
	fi
	quietly afl-cmin -i "$all" -o "$work/$target/in" \
		-- "$(program afl "$target")" || die "afl-cmin failed for $target"
	rm -rf -- "$all"
}

# Queues begin with id:; what was taken from another queue is there as well.
# At no time is there no corpus: it may be stopped midway.
keep_corpus() {
	local target=$1 file
	local kept=$work/$1/kept

	rm -rf -- "$kept"
	mkdir -p "$kept"
	for file in "$work/$target"/in/* "$work/$target"/out/*/queue/id:*; do
		[ -e "$file" ] || continue
		cp -- "$file" "$kept/$(sha1sum <"$file" | cut -c 1-40)"
	done
	rm -rf -- "$work/$target/corpus"
	mv -- "$kept" "$work/$target/corpus"
}

# --- What it came to ----------------------------------------------------------

report_crashes() {
	local target=$1 variant file name

	while IFS= read -r file; do
		name=${file#"$work/$target/out/"}
		case $name in
		asan-*) variant=afl-asan-ubsan ;;
		msan-*) variant=afl-msan ;;
		*) variant=afl ;;
		esac
		printf 'CRASH: %s\n  again: %q %q\n' "$target" \
			"$(program "$variant" "$target")" "$file"
	done < <(crashes_of "$target")
}

# Whatever the jobs were, every input that is worth keeping meets every
# sanitizer.  They may be more than fit in a command.
run_under_sanitizers() {
	local target=$1 variant corpus=$work/$1/corpus program

	[ -n "$(find "$corpus" -type f -print -quit)" ] ||
		die "there is nothing in $corpus"
	for variant in afl-asan-ubsan afl-msan; do
		program=$(program "$variant" "$target")
		find "$corpus" -type f -print0 | quietly xargs -0 "$program" ||
			printf 'CRASH: %s\n  again: find %q -type f -print0 | xargs -0 %q\n' \
				"$target" "$corpus" "$program"
	done
}

edges_of() {
	afl-showmap -q -C -i "$work/$1/corpus" -o /dev/null \
		-- "$(program afl "$1")" 2>&1 |
		sed -n 's/.*coverage of \([0-9]* edges\).*(\(.*\)).*/\1, \2/p'
}

# Counters are in the build: another campaign of this tree, in another folder,
# may want them at the same time.
lines_of() (
	flock 8
	find build/fuzz-coverage -name '*.gcda' -delete
	quietly "$(program fuzz-coverage "$1")" "$work/$1/corpus"
	gcovr --root . --filter lib/ --filter tools/pack/range_text.c \
		--filter kernel/dev_args.c build/fuzz-coverage --txt - 2>/dev/null |
		awk '$1 ~ /\.[ch]$/ && $3 > 0 {
			print "  " $1 ": " $3 " of " $2 " lines"
		}'
) 8>build/fuzz-coverage/lines.lock

cpu_seconds() {
	cat "$work/$1"/*.cpu | awk '{ sum += $1 } END { print sum }'
}

report_speed() {
	awk -v target="$1" -v nr="$(sum_of "$work/$1/out" execs_done)" \
		-v seconds="$(cpu_seconds "$1")" 'BEGIN {
			printf "%s: %d executions, %d a second of processor time\n",
				target, nr, seconds ? nr / seconds : 0
		}'
}

report_reached() {
	local target=$1

	printf '%s: %s inputs reach %s of its code\n' "$target" \
		"$(find "$work/$target/corpus" -type f | wc -l)" "$(edges_of "$target")"
	lines_of "$target"
}

report() {
	local target=$1

	report_speed "$target"
	report_reached "$target"
	report_crashes "$target"
	run_under_sanitizers "$target"
}

# All, unless one was named.
choose_targets() {
	local all

	mapfile -t all < <(basename -s .c -a fuzz/targets/*.c)
	if [ "${#targets[@]}" -eq 0 ]; then
		targets=("${all[@]}")
	elif [[ " ${all[*]} " != *" ${targets[0]} "* ]]; then
		usage_error "no such target: ${targets[0]}; there are ${all[*]}"
	fi
}
