"""The runner: what a listing does is recorded, however it is done, and reaches no other page."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from building import build

from press.read.page import Page
from press.run import runner

ROOT = Path(__file__).parents[2]
DRAW = "import matplotlib.pyplot as plt\nplt.plot([-1, 2])\nplt.show()"


def execute(*sources, root=ROOT, **options):
    return runner.execute([textwrap.dedent(source) for source in sources], root, **options)


def printed(*sources, **options):
    """What the last listing prints, after the others."""
    ran = execute(*sources, **options)
    assert ran[-1].raised is None, ran[-1].raised
    assert len(ran) == len(sources)
    return "".join(step.printed for step in ran[-1].steps)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("print(1)\nimport os\nos.system('echo hi')\nprint(2)", "1\nhi\n2\n"),
        ("import subprocess\nsubprocess.run(['echo', 'hi'])", "hi\n"),
        ("import os\nos.write(1, b'hi')", "hi"),
        ("import sys\nsys.stdout.buffer.write(b'hi')", "hi"),
        ("print('가 \\N{GRINNING FACE}')", "가 \N{GRINNING FACE}\n"),
        ("print('a', end='\\r\\n')", "a\r\n"),
        ("import sys\nprint(repr(sys.stdin.read()), sys.argv)", "'' ['']\n"),
    ],
)
def test_what_comes_to_standard_output_is_printed(source, said):
    assert printed(source) == said


def test_a_line_has_what_it_printed():
    (ran,) = execute("print(1)\nx = 1; print(2)\n\nfor i in (3, 4):\n    print(i)")
    assert [step.printed for step in ran.steps] == ["1\n", "2\n", "3\n4\n"]


@pytest.mark.parametrize("source", ["sys.exit(0)", "sys.exit()", "raise SystemExit", "os._exit(0)"])
def test_a_listing_that_ends_python_is_named(source):
    before, ran = execute("import os, sys\nprint(1)", f"x = 1\n{source}", "print(2)")
    assert before.raised is None
    assert ran.raised.what.startswith("SystemExit")


@pytest.mark.posix
def test_a_crash_of_the_interpreter_is_named():
    _, ran = execute("x = 1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert "ends Python" in ran.raised.what


@pytest.mark.parametrize("wait", ["while True: pass", "import time\ntime.sleep(99)"])
def test_a_listing_that_does_not_end_is_named_by_page_and_line(wait, monkeypatch):
    text = f"# X\n\n```python\n{DRAW}\n```\n\n```python\nx = 1\n{wait}\n```\n"
    page = Page("docs/ko/x.md", text)
    real = runner.execute
    monkeypatch.setattr(runner, "execute", lambda *args: real(*args, limit=2))
    ((line, fault),) = runner.faults(page, runner.run(page, ROOT))
    assert "longer than 2 seconds" in fault
    assert line == 11 + wait.count("\n")


@pytest.mark.posix
def test_the_names_stand_in_a_module_of_their_own():
    source = """
    import pickle
    from multiprocessing import get_context
    class A: pass
    def double(x): return 2 * x
    print(type(pickle.loads(pickle.dumps(A()))) is A)
    with get_context("fork").Pool(1) as pool: print(pool.map(double, [1, 2]))
    print(sorted(name for name in globals() if not name.startswith("_")))
    """
    names = "['A', 'double', 'get_context', 'pickle', 'pool']"
    assert printed(source) == f"True\n[2, 4]\n{names}\n"


def test_from_future_holds_to_the_end_of_the_page():
    first = "from __future__ import annotations\ndef f(x: Unknown): return x\nprint(f(1))"
    assert printed(first, "def g(x: Unknown): return 2\nprint(g(1))") == "2\n"
    assert execute("def f(x: Unknown): pass\nUnknown")[0].raised.what.startswith("NameError")


def test_a_reader_s_own_settings_of_matplotlib_do_not_matter(tmp_path, monkeypatch):
    wanted = execute(DRAW)[0].drawn
    own = tmp_path / "matplotlibrc"
    own.write_text("axes.unicode_minus: False\nfigure.figsize: 2, 9\nbackend: nonsense\n")
    monkeypatch.setenv("MATPLOTLIBRC", str(own))
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    assert execute(DRAW)[0].drawn == wanted != []
    assert execute(DRAW, root=tmp_path)[0].drawn == wanted


@pytest.mark.parametrize(
    "start", ["from pylab import plot, show", "import matplotlib.pyplot as plt"]
)
def test_what_is_drawn_is_seen_however_it_is_imported(start):
    name = "plt." if "plt" in start else ""
    (ran,) = execute(f"{start}\n{name}plot([1, 2])\n{name}show()")
    assert len(ran.drawn) == 1


@pytest.mark.parametrize(
    ("leave", "look", "said"),
    [
        ("import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] = 77",
         "import matplotlib.pyplot as plt\nprint(plt.rcParams['lines.linewidth'] == 77)", "False"),
        ("import os\nos.environ['LEFT'] = 'x'", "import os\nprint('LEFT' in os.environ)", "False"),
        ("import sys\nsys.path.append('left')", "import sys\nprint('left' in sys.path)", "False"),
        ("import logging\nlogging.disable()",
         "import logging\nprint(logging.root.manager.disable)", "0"),
        ("import mlcheats\nmlcheats.AND = None", "import mlcheats\nprint(mlcheats.AND(1, 1))", "1"),
        ("import os\nos.chdir('/')", "import os\nprint(os.path.exists('mlcheats'))", "True"),
        ("import numpy as np\nnp.random.seed(0)\na = np.random.rand()",
         "import numpy as np\nprint(np.random.rand() == 0.5488135039273248)", "False"),
    ],
)  # fmt: skip
def test_what_a_page_leaves_reaches_no_other(leave, look, said):
    assert execute(leave)[0].raised is None
    assert printed(look) == f"{said}\n"


def test_an_animation_that_is_never_drawn_is_nobody_s_fault():
    source = """
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation
    animation = FuncAnimation(plt.figure(), lambda i: [], frames=2)
    plt.close("all")
    """
    assert execute(source)[0].raised is None
    assert printed("print(1)") == "1\n"


def test_what_is_raised_where_nobody_can_catch_it_is_kept():
    (ran,) = execute("x = 1\ndata = open('README.md').read()\nx = 2")
    assert [len(step.lost) for step in ran.steps] == [0, 1, 0]
    assert "unclosed file" in ran.steps[1].lost[0]


@pytest.mark.parametrize("code", ["def f(:", "x = 1\nreturn x", "f'{'"])
def test_a_syntax_error_has_its_line(code):
    _, ran = execute("x = 1", code)
    assert ran.raised.what.startswith("SyntaxError: ")
    (frame,) = ran.raised.frames
    assert (frame.listing, frame.line) == (1, 1 + code.count("\n"))


def test_no_import_path_of_the_user_is_needed(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    assert printed("import mlcheats\nprint(mlcheats.AND(1, 1))", root=tmp_path) == "1\n"


@pytest.mark.posix
def test_the_process_ends_with_the_one_that_started_it(tmp_path):
    pid = tmp_path / "pid"
    endless = f"import os\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\nwhile True: pass"
    code = f"from press.run import runner; runner.execute([{endless!r}], {str(tmp_path)!r})"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    while not (pid.exists() and pid.read_text()):
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    for _ in range(100):
        try:
            os.kill(int(pid.read_text()), 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


@pytest.mark.posix
def test_ctrl_c_ends_a_build_at_once(tmp_path):
    """What runs hears it, too; what waits in line does not begin."""
    listing = "import matplotlib, os, time\nopen('begun', 'a').write('x')\ntime.sleep(60)"
    pages = {
        f"{name}.md": f"# X {{ #x }}\n\n```python\n{listing}  # {name}\n```\n"
        for name in ["index", *"abcdefgh"]
    }
    build(tmp_path, pages, "--help")  # the files alone
    command = [sys.executable, "-m", "mkdocs", "build"]
    running = subprocess.Popen(command, cwd=tmp_path, start_new_session=True)
    begun = tmp_path / "begun"
    while not begun.exists():
        assert running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    assert running.wait(timeout=30) == 1
    assert len(begun.read_text()) <= (os.cpu_count() or 1)
