#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What came of the KUnit suite, which has run when it was loaded, or at boot.
#
# PFNPACK_VM_ROOT stands before /proc and /sys, for a test of this script.
root=${PFNPACK_VM_ROOT-}
results=$root/sys/kernel/debug/kunit/pfnpack/results

if [ ! -r "$results" ]; then
	# Debian's kernels are built without KUnit, ours are not.
	if grep -q -e '-cloud-amd64$' "$root/proc/sys/kernel/osrelease"; then
		echo '1..0 # SKIP no KUnit in this kernel'
		exit 0
	fi
	echo 'Bail out! the KUnit suite pfnpack has not run'
	exit 1
fi

# The cases are one level down from the suite.
sed -n 's/^    //p' "$results"
tail -n 1 "$results" | grep -qx 'ok 1 pfnpack'
