# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# bash completion for pfnpack

_pfnpack_options() {
	case $1 in
	capture) echo '-a --all -d --device -o --output -p --pid -r --range --self' ;;
	diff) echo '-a --all --any --json -s --summary' ;;
	list) echo '-r --raw --json --csv' ;;
	map) echo '--view --by --pfn --width --color --format -o --output -r --raw' ;;
	pack) echo '-f --from -m --merge -o --output' ;;
	stat) echo '-r --raw --json --cont -d --distinct -s --by-segment' ;;
	unpack) echo '-t --to --ignore-tags -o --output' ;;
	verify) echo '-r --raw --json' ;;
	*) echo 'capture diff list map pack stat unpack verify' ;;
	esac
	echo '-? --help --usage -V --version'
}

# What the argument of an option can be; false when nothing is known of it.
_pfnpack_argument() {
	case $1 in
	-p | --pid) (cd /proc && echo [0-9]*) ;;
	-f | --from | -t | --to) echo 'text csv u64' ;;
	--format) echo 'svg png' ;;
	--cont) echo '64K 2M 1G' ;;
	--view) echo 'physical virtual' ;;
	--by) echo 'run segment' ;;
	--color) echo 'auto always never' ;;
	--pfn | --width | --range) ;;
	*) return 1 ;;
	esac
}

_pfnpack_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# Captures and folders; any file where there is none.
_pfnpack_files() {
	compopt -o filenames
	case $1 in
	pack | unpack | output | *raw*) mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
	*)
		mapfile -t COMPREPLY < <(compgen -f -X '!*.pfncap' -- "$2"
			compgen -d -- "$2")
		;;
	esac
}

_pfnpack() {
	local current=$2 previous=$3 word subcommand='' kind words

	# --pid=12 comes as three words.
	[[ $current != = ]] || current=''
	[[ $previous != = ]] || previous=${COMP_WORDS[COMP_CWORD - 2]}
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $word == -* || -n $subcommand ]] || subcommand=$word
	done
	kind=$subcommand
	[[ " ${COMP_WORDS[*]} " != *' --raw '* ]] || kind=raw

	if [[ $previous == -o || $previous == --output ]]; then
		_pfnpack_files output "$current"
	elif words=$(_pfnpack_argument "$previous"); then
		_pfnpack_words "$words" "$current"
	elif [[ -z $subcommand || $current == -* ]]; then
		_pfnpack_words "$(_pfnpack_options "$subcommand")" "$current"
	else
		_pfnpack_files "$kind" "$current"
	fi
}

complete -o bashdefault -F _pfnpack pfnpack
