# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The mutants of a C source: token by token, what could be written wrong.

The lexer knows no types; a mutant that does not compile costs little.
"""

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"""(?P<space>\s+|\\\n|//[^\n]*|/\*.*?\*/)
      | (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<number>(?:0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<sign><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
    """, re.X | re.S)

# To drop an operand: what is behind, or what is before the operator.
DROP_RIGHT = "|| 0 &&"
DROP_LEFT = ","

BINARY = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="],
    "&&": ["||", DROP_RIGHT, DROP_LEFT], "||": ["&&", DROP_RIGHT, DROP_LEFT],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["/"],
    "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"], "^": ["|"],
    "+=": ["-=", "="], "-=": ["+=", "="], "*=": ["/="], "/=": ["*="],
    "|=": ["&=", "="], "&=": ["|=", "="], "^=": ["|="],
    "<<=": [">>="], ">>=": ["<<="], "?": ["|| 1 ?", "&& 0 ?"],
}
# In front of an operand, or behind one.
UNARY = {"!": [""], "~": [""], "-": [""], "++": ["--"], "--": ["++"]}

NOT_MUTATED = {"static_assert", "__attribute__", "sizeof", "typedef"}
KEYWORDS_BEFORE_OPERAND = {"return", "case", "else"}


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class Mutant(NamedTuple):
    path: str
    line: int
    function: str
    source: str  # the line, without white space around it
    change: str  # what becomes what
    start: int
    end: int
    text: str

    def key(self):
        return (self.path, self.function, self.source, self.change)


def tokens_of(source):
    found = []
    for match in TOKEN.finditer(source):
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match.group(), match.start(),
                               match.end()))
    return found


def brackets(tokens):
    """The index of each bracket's partner."""
    partner, stack = {}, []
    for i, token in enumerate(tokens):
        if token.text in "([{" and token.kind == "sign":
            stack.append(i)
        elif token.text in ")]}" and token.kind == "sign" and stack:
            partner[i] = stack.pop()
            partner[partner[i]] = i
    return partner


def preprocessor_spans(source):
    """Lines of the preprocessor: (start, end, where a macro's body starts)."""
    spans = []
    for match in re.finditer(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", source, re.M):
        define = re.match(r"\s*#\s*define\s+\w+(\([^)]*\))?", match.group())
        body = match.start() + define.end() if define else match.end()
        spans.append((match.start(), match.end(), body))
    return spans


class Finder:
    def __init__(self, path, source):
        self.path = path
        self.source = source
        self.all = tokens_of(source)
        self.spans = preprocessor_spans(source)
        self.tokens = [t for t in self.all if not self.in_directive(t)]
        self.partner = brackets(self.tokens)
        self.found = {}
        self.functions = self.find_functions()

    def in_directive(self, token):
        return any(start <= token.start < end
                   for start, end, _ in self.spans)

    def find_functions(self):
        """(start, end, name) of each body."""
        functions, depth = [], 0
        for i, token in enumerate(self.tokens):
            if token.text == "{":
                before = self.tokens[i - 1].text if i else ""
                if depth == 0 and before == ")":
                    name = self.tokens[self.partner[i - 1] - 1].text
                    end = self.tokens[self.partner[i]].end
                    functions.append((token.start, end, name))
                depth += 1
            elif token.text == "}":
                depth -= 1
        return functions

    def function_at(self, offset):
        for start, end, name in self.functions:
            if start <= offset < end:
                return name
        return "-"

    def add(self, start, end, text, change):
        line = self.source.count("\n", 0, start)
        source = " ".join(self.source.splitlines()[line].split())
        # The same may stand in a line, or in lines that read alike.
        nth = sum(1 for m in self.found.values()
                  if m.source == source and m.start != start and
                  m.function == self.function_at(start) and
                  re.sub(r" #\d+$", "", m.change) == change)
        if nth:
            change += f" #{nth + 1}"
        if (start, end, text) not in self.found:
            self.found[start, end, text] = Mutant(
                self.path, line + 1, self.function_at(start), source, change,
                start, end, text)

    def replace(self, token, texts):
        for text in texts:
            self.add(token.start, token.end, text,
                     f"{token.text} -> {text or 'nothing'}")

    def mutate_token(self, token, before, after):
        operand = before is not None and (
            before.kind in ("name", "number", "text") and
            before.text not in KEYWORDS_BEFORE_OPERAND or
            before.text in (")", "]"))
        if token.kind == "number":
            value = int(re.sub(r"[uUlL]+$", "", token.text), 0)
            tail = re.search(r"[uUlL]*$", token.text).group()
            texts = [f"{value + 1}{tail}"]
            self.replace(token, texts + ([f"{value - 1}{tail}"]
                                         if value else []))
        elif token.kind == "name":
            self.mutate_name(token, before, after)
        elif token.text in UNARY and (not operand or
                                      token.text in ("++", "--")):
            self.replace(token, UNARY[token.text])
        elif token.text in BINARY and operand:
            self.replace(token, BINARY[token.text])

    def mutate_name(self, token, before, after):
        if token.text in ("true", "false"):
            self.replace(token, ["true" if token.text == "false" else "false"])
        elif token.text == "NULL":
            self.replace(token, ["(void *)1"])
        elif (re.fullmatch(r"[A-Z][A-Z0-9_]+", token.text) and
              (after is None or after.text != "(") and
              (before is None or before.text not in (".", "->", "case"))):
            self.replace(token, [f"({token.text} + 1)", f"({token.text} - 1)"])

    def skipped(self):
        """Tokens that say nothing about what the program does."""
        skip = set()
        for i, token in enumerate(self.tokens):
            if token.text in NOT_MUTATED and i + 1 < len(self.tokens):
                end = self.partner.get(i + 1, i)
                skip.update(range(i, end + 1))
        return skip

    def in_body(self, token):
        return self.function_at(token.start) != "-"

    def mutate_tokens(self):
        skip = self.skipped()
        for i, token in enumerate(self.tokens):
            # Outside of functions: tables and the like, but no declarations.
            if i not in skip and (self.in_body(token) or
                                  self.in_initialiser(token)):
                self.mutate_token(token, self.tokens[i - 1] if i else None,
                                  self.tokens[i + 1]
                                  if i + 1 < len(self.tokens) else None)

    def in_initialiser(self, token):
        head = self.source.rfind("\n}", 0, token.start)
        text = self.source[head + 1:token.start]
        return bool(re.search(r"=\s*\{[^;]*$", text))

    def mutate_macros(self):
        for start, end, body in self.spans:
            tokens = [t for t in self.all if body <= t.start < end]
            if self.source[start:end].rstrip().endswith("_H"):
                continue
            for i, token in enumerate(tokens):
                self.mutate_token(token, tokens[i - 1] if i else None,
                                  tokens[i + 1] if i + 1 < len(tokens)
                                  else None)

    def mutate_conditions(self):
        for i, token in enumerate(self.tokens):
            if token.text not in ("if", "while") or not self.in_body(token):
                continue
            open_at = i + 1
            close_at = self.partner[open_at]
            start = self.tokens[open_at].end
            end = self.tokens[close_at].start
            values = ["0", "1"] if token.text == "if" else ["0"]
            for value in values:
                self.add(start, end, value, f"{token.text} (...) -> {value}")

    def statements(self):
        """(first, last) token of each simple statement."""
        start_next = False
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if start_next and token.text not in "{}" and self.in_body(token):
                if token.text in ("if", "while", "for", "switch"):
                    i = self.partner[i + 1] + 1
                    continue
                if token.text in ("else", "do"):
                    i += 1
                    continue
                last = self.end_of_statement(i)
                yield i, last
                i = last + 1
                continue
            start_next = token.text in ("{", "}", ";", ":")
            if token.text == "{" and i and self.tokens[i - 1].text == "=":
                i = self.partner[i]
            i += 1

    def end_of_statement(self, i):
        """The colon, of a label; that of `?` is within a statement."""
        label = (self.tokens[i].text in ("case", "default") or
                 self.tokens[i + 1].text == ":")
        while self.tokens[i].text != (":" if label else ";"):
            i = self.partner[i] if self.tokens[i].text in "([{" else i
            i += 1
        return i

    def mutate_statements(self):
        for first, last in self.statements():
            if self.tokens[last].text == ":" or first == last:
                continue
            start, end = self.tokens[first].start, self.tokens[last].start
            if self.tokens[first].text == "return" and last > first + 1:
                value = self.source[self.tokens[first + 1].start:end]
                for text in ("0", "1"):
                    if value not in ("true", "false", text):
                        self.add(start, end, f"return {text}",
                                 f"return ... -> return {text}")
            elif not self.declares(first):
                self.add(start, end, "", "statement -> nothing")

    def declares(self, first):
        one, two = self.tokens[first], self.tokens[first + 1]
        return (one.kind == "name" and two.kind == "name" and
                one.text not in ("return", "goto"))

    def mutate_members(self):
        """Initialisers that are left out."""
        for i, token in enumerate(self.tokens[:-2]):
            if (token.text != "." or self.tokens[i - 1].text not in "{," or
                    self.tokens[i + 2].text != "="):
                continue
            end = i
            while self.tokens[end].text not in ",}":
                end = (self.partner[end] if self.tokens[end].text in "([{"
                       else end)
                end += 1
            stop = self.tokens[end]
            self.add(token.start,
                     stop.end if stop.text == "," else stop.start, "",
                     f".{self.tokens[i + 1].text} = ... -> nothing")

    def mutants(self):
        self.mutate_tokens()
        self.mutate_macros()
        self.mutate_conditions()
        self.mutate_statements()
        self.mutate_members()
        return sorted(self.found.values(), key=lambda m: (m.start, m.change))


def mutants_of(path, source):
    return Finder(path, source).mutants()
