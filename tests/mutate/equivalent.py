# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""equivalent.txt: mutants that do the same as the source, and why."""


class Equivalents:
    def __init__(self, path):
        self.reasons = {}
        with open(path, encoding="utf-8") as file:
            for block in file.read().split("\n\n"):
                self.read_block(block)

    def read_block(self, block):
        lines = [line for line in block.splitlines()
                 if line and not line.startswith("#")]
        if not lines:
            return
        path, function, source = lines[0].split(": ", 2)
        changes = [line.strip() for line in lines[1:]
                   if line.startswith("    ")]
        reason = " ".join(line.strip() for line in lines[1:]
                          if not line.startswith("    "))
        if not changes or not reason:
            raise ValueError(f"not a mutant and a reason:\n{block}")
        for change in changes:
            self.reasons[path, function, source, change] = reason

    def reason(self, key):
        return self.reasons.get(key)

    def unknown(self, keys, paths):
        """What is listed for @paths, but is not among the mutants."""
        keys = set(keys)
        return [f"{key[0]}: no such mutant, but listed as equivalent: {key[2]}"
                f"\n    {key[3]}" for key in self.reasons
                if key[0] in paths and key not in keys]
