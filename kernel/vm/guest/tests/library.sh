#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# All cases, properties and vectors of tests/plain, on this kernel.
echo 1..1
if output=$(tests_plain /vm/vectors/* 2>&1); then
	verdict=ok
else
	verdict='not ok'
fi
printf '%s\n' "$output" | sed 's/^/# /'
printf '%s 1 - cases, properties and vectors\n' "$verdict"
