#!/usr/bin/python3
"""Netlists that try to run a command, to write a file or to keep the program busy for ever. Each is given to `check`, `run`
and `init`: none executes anything or writes outside of the output directory, all end, and what is refused is refused in
one line with exit code 2.

usage: hostile_netlists.py CIMCHAR [--rounds N]
"""
import os
import shutil
from dataclasses import dataclass, field

from harness import *

HANGS_S = 120  # a guard: each command takes a fraction of a second
PLAIN_HANGS_S = 2  # of netlists that never end
SHELL = "shell touch marker\n"
CONTROL = f".control\n{SHELL}.endc\n"
CIDER = """d1 out 0 m area=100 print=1
.model m
+ {type} level=1
+ output rootfile="marker" stat
+ x.mesh w=2.0 h.e=0.001 r=1.5
+ x.mesh w=2.0 h.s=0.001 r=1.5
+ domain num=1 material=1
+ material num=1 silicon
+ mobility material=1 concmod=ct fieldmod=ct
+ doping gauss p.type conc=1e20 x.l=0 x.h=0 char.l=0.5
+ doping unif n.type conc=1e16 x.l=0 x.h=4
+ models bgn aval srh auger conctau concmob fieldmob
+ method ac=direct
"""


@dataclass
class Attack:
    name: str
    plain: str  # what plain `ngspice -b` does with it: commands, files, hangs, crashes, nothing
    lines: str = ""  # of the netlist
    says: str = ""  # a word of the refusal; empty: it is harmless
    exits: int = 2  # of `run`; 0: simulated as if nothing was; 3: ngspice fails with it
    init: int = 0  # exit of `init`, which reads the netlist alone
    title: str = "low pass"
    files: dict = field(default_factory=dict)  # text by name; a name in ~ is in HOME
    fifo: str = ""


def main_and_included(name, plain, lines, says="commands", plain_in_library=None):
    """The same in the netlist, in a file it includes, in one that this one includes, and in a section of a library."""
    return [
        Attack(name, plain, lines, says, init=2),
        Attack(f"{name}, included", plain, ".include a.inc\n", says, files={"a.inc": "* a\n" + lines}),
        Attack(f"{name}, included deeper", plain, ".include a.inc\n", says,
               files={"a.inc": "* a\n.INCLUDE 'b.inc'\n", "b.inc": lines}),
        Attack(f"{name}, in a library", plain_in_library or plain, ".lib a.lib TT\n", says, files={"a.lib": f".lib tt\n{lines}.endl\n"}),
    ]


def included(name, plain, line, place, says="commands", content=CONTROL, **more):
    """Commands in a file that is hard to find."""
    files = {place: content, **more.pop("files", {})}
    return Attack(name, plain, line, says, files=files, **more)


ATTACKS = [
    *main_and_included("a control section", "commands", CONTROL),
    *main_and_included("in capitals, with a word", "commands", f".CONTROL x\n{SHELL}.ENDC\n"),
    *main_and_included("a longer word", "commands", f"  .controls\n{SHELL}.endc\n"),
    *main_and_included("a longer word and end", "commands", f"\t.controlxyz\n{SHELL}.endcxyz\n"),
    *main_and_included("a carriage return within", "commands", f".con\rtrol\n{SHELL}.e\rndc\n"),
    *main_and_included("a command after *#", "commands", f"*# {SHELL}"),
    *main_and_included("a command close after *#", "commands", f" *#{SHELL}"),
    *main_and_included("within .if", "commands", f".if (1)\n{CONTROL}.endif\n"),
    Attack("a form feed before", "nothing", f"\f{CONTROL}", "commands", init=2),
    Attack("a shorter word", "nothing", f".cont\n{SHELL}.endc\n", "commands", init=2),
    Attack(".exec", "nothing", f".exec {SHELL}", exits=3),
    Attack("a title that makes a script", "commands", SHELL, exits=3, title="*ng_script"),
    Attack("a .title that makes a script", "commands", f".title *ng_script\n{SHELL}", "commands", init=2),
    Attack("an included .title", "nothing", ".include a.inc\n", "commands", files={"a.inc": f".title *ng_script\n{SHELL}"}),
    Attack("a .spiceinit here", "commands", files={".spiceinit": SHELL}, exits=0),
    Attack("a .spiceinit at home", "commands", files={"~/.spiceinit": SHELL}, exits=0),
    # ngspice 39 has no d_process and d_cosim; later ones have.
    *main_and_included("a model that runs a program", "nothing",
                       'a1 [out] null null [q] m\n.model m D_PROCESS(process_file="./a.sh")\n', "runs a program"),
    *main_and_included("its type on the next line", "nothing",
                       'a1 [out] null null [q] m\n.model m\n* between\n+d_process(process_file="./a.sh")\n', "runs a program"),
    *main_and_included("its type after backslashes", "nothing",
                       'a1 [out] [q] m\n.model m \\\\\nd_cosim(simulation="./a.so")\n', "runs a program"),
    # Debian's program of ngspice is built with CIDER, its library is not; others' may be.
    *main_and_included("a model that writes its state", "files", CIDER.format(type="NUMD"), "writes files", "nothing"),
    # What is read is a designer's stimulus; what never ends is ended by simulator.timeout_s.
    Attack("a model that reads a file", "nothing", 'a1 %v([b]) m\nr2 b 0 1\n.model m filesource (file="wave.txt" '
           "amploffset=[0] amplscale=[1])\n", exits=0, files={"wave.txt": "0 0\n1u 1\n2u 3\n"}),
    Attack("a model that reads without end", "hangs", 'a1 %v([b]) m\nr2 b 0 1\n.model m filesource (file="/dev/zero" '
           "amploffset=[0] amplscale=[1])\n", exits=3),
    Attack("a model that reads a pipe", "hangs", 'a1 [b] m\n.model m d_source (input_file="pipe")\n', exits=3, fifo="pipe"),
    # Expressions and requests.
    Attack("a shell in an expression", "nothing", ".param x={shell touch marker}\nr2 out 0 {x}\n", exits=3),
    Attack("backticks in an expression", "nothing", ".param x='`touch marker`'\nr2 out 0 {x}\n", exits=3),
    Attack("backticks in options", "nothing", ".options x=`touch marker` y=$(touch marker) rawfile=marker\n", exits=0),
    Attack("a shell in a measure", "nothing", ".meas tran x param='shell(touch marker)'\n", exits=0),
    Attack("redirections", "nothing", ".print tran v(out) > marker\n.meas tran x max v(out) > marker\n.save all > marker\n",
           exits=0, title="low pass > marker"),
    Attack("included redirections", "nothing", ".include a.inc\n", exits=0,
           files={"a.inc": ".print tran v(out) > marker\n.plot tran v(out) > marker\n.four 1k v(out) > marker\n"}),
    Attack("a request that writes", "nothing", ".write marker v(out)\n", exits=3),
    # Inclusions that ngspice reads otherwise than most would.
    included("an include at home", "commands", ".include a.inc\n", "~/b.inc", files={"a.inc": ".include ~/b.inc\n"}),
    included("a comma in a name", "commands", ".include a.inc\n", "b,c.inc",
             files={"a.inc": ".include b,c.inc\n", "b": "* b\n"}),
    included("an = after a name", "commands", ".include a.inc\n", "b.inc", files={"a.inc": ".include b.inc = c\n"}),
    included("a comment close after a name", "commands", ".include a.inc\n", "b.inc",
             files={"a.inc": ".include b.inc;c\n", "b.inc;c": "* b\n"}),
    included("a form feed before a name", "commands", ".include\fb.inc\n", "b.inc"),
    included("a carriage return in a name", "commands", ".include a.inc\n", "b.inc",
             files={"a.inc": ".include b\r.inc\n", "b\r.inc": "* b\n"}),
    included("one here, and a harmless one beside", "commands", ".include sub/a.inc\n", "b.inc",
             files={"sub/a.inc": ".include b.inc\n", "sub/b.inc": "* b\n"}),
    included("a library here, and a harmless one beside", "commands", ".include sub/a.inc\n", "b.lib",
             content=f".lib tt\n{CONTROL}.endl\n",
             files={"sub/a.inc": ".lib b.lib tt\n", "sub/b.lib": ".lib tt\n.endl\n"}),
    Attack("two files of a name", "nothing", ".include sub/a.inc\n", "start in another directory",
           files={"sub/a.inc": ".include b.inc\n", "sub/b.inc": "r2 out 0 1k\n", "b.inc": "r2 out 0 2k\n"}),
    included("a quote in a folder's name", "nothing", ".include \"o'b/a.inc\"\n", "o", files={"o'b/a.inc": "* a\n"}),
    Attack("an include without a name", "nothing", ".include='a.inc'\n", "no file", init=2, files={"a.inc": CONTROL}),
    Attack("backticks in a name", "nothing", ".include '`touch marker`'\n", "cannot read"),
    Attack("backticks in the name of a file", "nothing", ".include '`touch marker`'\n", exits=0,
           files={"`touch marker`": "* a\n"}),
    Attack("a command in a name", "nothing", ".include \"$(touch marker)\"\n", "environment variable"),
    Attack("a command in an included name", "nothing", ".include a.inc\n", exits=3, files={"a.inc": ".include \"$(touch marker)\"\n"}),
    included("a quote in a folder's name, without others", "nothing", ".include o'b/a.inc\n", "o", "rename",
             files={"o'b/a.inc": "* a\n"}),
    Attack("a second command in a name", "nothing", ".include 'x;touch marker'\n", "no file", init=2, files={"x;touch marker": "* x\n"}),
    # Inclusions that do not end.
    Attack("an include of a device", "hangs", ".include /dev/zero\n", "is no file"),
    Attack("a deeper include of a device", "hangs", ".include a.inc\n", "is no file", files={"a.inc": ".include /dev/zero\n"}),
    Attack("an include of a pipe", "hangs", ".include pipe\n", "is no file", fifo="pipe"),
    Attack("a deeper include of a pipe", "hangs", ".include a.inc\n", "is no file", files={"a.inc": ".lib pipe tt\n"}, fifo="pipe"),
    Attack("an include of a folder", "nothing", ".include sub\n", "is no file", files={"sub/a": ""}),
    Attack("an include of a binary file", "nothing", ".include a.inc\n", "not text", files={"a.inc": ".con\0trol\n"}),
    Attack("an include of itself", "crashes", ".include low.cir\n", "includes itself"),
    Attack("an include of each other", "crashes", ".include a.inc\n", "includes itself",
           files={"a.inc": ".include b.inc\n", "b.inc": ".include a.inc\n"}),
    Attack("a section of itself", "hangs", ".lib a.lib tt\n", "includes itself", files={"a.lib": ".lib tt\n.lib a.lib tt\n.endl\n"}),
    Attack("a very deep chain", "crashes", ".include 0.inc\n", "deeper than",
           files={**{f"{n}.inc": f".include {n + 1}.inc\n" for n in range(3000)}, "3000.inc": "* end\n"}),
    Attack("a chain of sections", "nothing", ".lib a.lib 0\n", exits=0,
           files={"a.lib": "".join(f".lib {n}\n.lib a.lib {n + 1}\n.endl\n" for n in range(20)) + ".lib 20\n.endl\n"}),
]


def make(number, attack):
    """The campaign in a folder of its own, with a home and a place for temporary files."""
    simulator = "timeout_s = 1" if attack.plain == "hangs" else ""
    netlist = NETLIST.replace("low pass", attack.title).replace(".end\n", attack.lines + ".end\n")
    campaign = faults.campaign(str(number), 1, netlist=netlist, simulator=simulator)
    for name, text in attack.files.items():
        file = campaign.parent / name.replace("~", "home")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, newline="")
    (campaign.parent / "low.cir").write_text(netlist, newline="")
    for name in ("home", "tmp"):
        (campaign.parent / name).mkdir(exist_ok=True)
    if attack.fifo:
        os.mkfifo(campaign.parent / attack.fifo)
    return campaign.parent


def state(folder):
    """What is there beside the output: files with their content."""
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")
            if "out" != path.relative_to(folder).parts[0]}


def in_folder(folder, *command, timeout):
    environment = os.environ | {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=timeout, check=False,
                          stdin=subprocess.DEVNULL)


def plain_ngspice(number, attack):
    """What plain ngspice does with the netlist and an analysis in it."""
    folder = make(f"plain{number}", attack)
    deck = folder / "low.cir"
    text = deck.read_bytes().decode()
    deck.write_text(text[: text.rindex(".end\n")] + ".tran 10n 2u\n.print tran v(out)\n.end\n", newline="")
    before = state(folder)
    try:
        done = in_folder(folder, "ngspice", "-b", "low.cir", timeout=PLAIN_HANGS_S if attack.plain == "hangs" else HANGS_S)
    except subprocess.TimeoutExpired:
        return "hangs"
    new = state(folder).keys() - before.keys()
    if folder / "marker" in new:
        return "commands"
    return "files" if new else "crashes" if done.returncode < 0 else "nothing"


def try_attack(number, attack):
    folder = make(number, attack)
    before = state(folder)
    refusal = ""
    for arguments, code in ((("init", "low.cir"), attack.init), (("check", "low.toml"), 2 if attack.says else 0),
                            (("run", "low.toml", "-o", "out", "-j", "1"), 2 if attack.says else attack.exits)):
        done = in_folder(folder, faults.program, *arguments, timeout=HANGS_S)
        assert done.returncode == code, (attack.name, arguments, done)
        assert state(folder) == before, (attack.name, arguments, state(folder).keys() - before.keys())
        if code == 2:
            refusal = done.stderr.decode()
            assert refusal.count("\n") == 1 and attack.says in refusal, (attack.name, refusal)
            assert not (folder / "out").exists(), attack.name
    print(f"{attack.name}: plain ngspice: {attack.plain}; cimchar: {refusal.strip() or f'exit {attack.exits}'}")


def try_what_never_ends():
    """As the netlist itself: nothing is waited for."""
    folder = make("endless", Attack("endless", "hangs", fifo="pipe.cir"))
    for arguments in (("init", "pipe.cir"), ("check", "low.toml", "--set", "circuit.netlist=pipe.cir"),
                      ("check", "low.toml", "--set", "circuit.netlist=/dev/zero")):
        done = in_folder(folder, faults.program, *arguments, timeout=HANGS_S)
        assert done.returncode == 2 and b"cannot read the netlist" in done.stderr, (arguments, done)


faults = Faults(__doc__, rounds=1)
version = subprocess.run(["ngspice", "--version"], capture_output=True, text=True, check=False).stdout if shutil.which("ngspice") else ""
for number, attack in enumerate(ATTACKS):
    try_attack(number, attack)
try_what_never_ends()
if "ngspice-39" in version:
    wrong = [(attack.name, attack.plain, got) for number, attack in enumerate(ATTACKS)
             if (got := plain_ngspice(number, attack)) != attack.plain]
    assert not wrong, wrong
else:
    print("SKIPPED: there is no ngspice 39 program here; what it does with these netlists was not tried")
faults.end()
