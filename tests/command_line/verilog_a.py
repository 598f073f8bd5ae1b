"""Modules of Verilog-A as Python functions, as far as exported models go: parameters, reals, and an analog block of
assignments, if and one contribution. Whatever else a module says is an error. There is no compiler of the language here.
"""
import math
import re

TOKEN = re.compile(r"\s*(//[^\n]*|`include \"[^\"]*\"|\d+\.?\d*(?:[eE][+-]?\d+)?|\w+|<\+|<=|>=|[-+*/()<>=,;])")
WORDS = {"module", "endmodule", "input", "output", "electrical", "parameter", "real", "analog", "begin", "end", "if", "else"}


def tokens_of(text):
    at, out = 0, []
    while text[at:].strip():
        match = TOKEN.match(text, at)
        assert match, text[at:at + 60]
        if not match[1].startswith(("//", "`")):
            out.append(match[1])
        at = match.end()
    return out


class Reader:
    def __init__(self, tokens):
        self.tokens, self.at = tokens, 0

    def peek(self):
        return self.tokens[self.at]

    def take(self, *expected):
        token = self.tokens[self.at]
        assert not expected or token in expected, (token, expected, self.tokens[self.at - 5:self.at + 5])
        self.at += 1
        return token

    def until(self, end):
        """Tokens up to `end` outside of parentheses."""
        depth, out = 0, []
        while depth or self.peek() != end:
            token = self.take()
            depth += (token == "(") - (token == ")")
            out.append(token)
        self.take(end)
        return out

    def names(self):
        return [token for token in self.until(";") if token != ","]


class Module(Reader):
    def __init__(self, reader):
        super().__init__(reader.tokens)
        self.at = reader.at
        self.take("module")
        self.name = self.take()
        self.take("(")
        self.ports = [token for token in self.until(")") if token != ","]
        self.take(";")
        self.inputs, self.known = [], {"tanh": math.tanh, "transition": lambda value, delay, rise: value}
        reals = set()
        while self.peek() != "analog":
            word = self.take("input", "output", "electrical", "parameter", "real")
            if word == "parameter":
                self.take("real")
                name = self.take()
                self.take("=")
                self.known[name] = float("".join(self.until(";")))
            elif word == "input":
                self.inputs = self.names()
            elif word == "output":
                assert self.names() == [self.ports[-1]]
            elif word == "electrical":
                assert self.names() == self.ports
            else:
                reals |= set(self.names())
        assert self.inputs == self.ports[:-1]
        self.variables = reals | set(self.known)
        self.take("analog")
        lines = [f"def {self.name}(V):"]
        self.statement(lines, 1)
        self.take("endmodule")
        lines.append("    return _out")
        scope = dict(self.known)
        exec("\n".join(lines), scope)  # pylint: disable=exec-used
        self.function = scope[self.name]

    def expression(self, tokens):
        out = []
        for i, token in enumerate(tokens):
            if token == "V":
                assert tokens[i + 1] == "(" and tokens[i + 2] in self.inputs and tokens[i + 3] == ")"
                out.append("V.__getitem__")
            elif token in self.inputs and i > 1 and tokens[i - 2] == "V":
                out.append(repr(token))
            else:
                if re.match(r"[A-Za-z_]", token):
                    assert token in self.variables, token
                elif token.isdigit():
                    raise AssertionError(f"whole number {token}: its quotient would be whole")
                out.append(token)
        return "".join(out)

    def statement(self, lines, depth):
        indent = "    " * depth
        if self.peek() == "begin":
            self.take("begin")
            while self.peek() != "end":
                self.statement(lines, depth)
            self.take("end")
        elif self.peek() == "if":
            self.take("if")
            self.take("(")
            lines.append(f"{indent}if {self.expression(self.until(')'))}:")
            self.statement(lines, depth + 1)
            if self.peek() == "else":
                self.take("else")
                lines.append(f"{indent}else:")
                self.statement(lines, depth + 1)
        elif self.peek() == "V":
            for expected in ("V", "(", self.ports[-1], ")", "<+"):
                self.take(expected)
            lines.append(f"{indent}_out = {self.expression(self.until(';'))}")
        else:
            name = self.take()
            assert name in self.variables and name not in WORDS, name
            self.take("=")
            lines.append(f"{indent}{name} = {self.expression(self.until(';'))}")

    def __call__(self, *volts):
        return self.function(dict(zip(self.inputs, volts, strict=True)))


def modules(path):
    """Modules of a file by name, in its order."""
    reader, out = Reader(tokens_of(path.read_text())), {}
    assert '`include "disciplines.vams"' in path.read_text()
    while reader.at < len(reader.tokens):
        module = Module(reader)
        reader.at = module.at
        out[module.name] = module
    return out
