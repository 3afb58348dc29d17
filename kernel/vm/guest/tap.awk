# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Pass a TAP stream on, indented by `indent`, and write into the file `verdict`
# one line of what it comes to: "pass", "fail", "skip", or "broken" when it is
# not what was planned; and words for it.
# Lines that are indented are subtests, and whoever printed them has judged
# them.
function blame(why)
{
	if (!blamed)
		blamed = why
}

{
	print indent $0
	fflush()
}

/^1\.\.[0-9]+/ {
	if (has_plan)
		blame("a second plan")
	has_plan = 1
	planned = substr($1, 4) + 0
	if (planned == 0 && match($0, /# SKIP */))
		skip_reason = substr($0, RSTART + RLENGTH)
}

/^(not )?ok( |$)/ {
	nr++
	number = $1 == "ok" ? $2 : $3
	if (number ~ /^[0-9]+$/ && number != nr)
		blame("number " number " where " nr " was due")
	if (/# SKIP/)
		nr_skipped++
	else if ($1 == "ok" || /# TODO/)
		nr_passed++
	else {
		nr_failed++
		sub(/^not ok [0-9]* *-? */, "")
		failed = failed ", " $0
	}
}

/^Bail out!/ {
	blame($0)
}

END {
	if (!has_plan)
		blame("no plan")
	else if (nr != planned)
		blame(planned " planned, " nr + 0 " seen")
	counts = nr_passed + 0 " passed, " nr_failed + 0 " failed, " \
		nr_skipped + 0 " skipped"
	if (blamed)
		print "broken " blamed "; " counts >verdict
	else if (nr_failed)
		print "fail " counts ": " substr(failed, 3) >verdict
	else if (!planned)
		print "skip " (skip_reason ? skip_reason : "without a reason") >verdict
	else
		print "pass " counts >verdict
}
