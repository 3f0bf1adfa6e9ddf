"""The widget's files: size, words, and what they may hold. No browser needed."""

import gzip
import json
import re

import pytest

from handoff.channels.web.widget import ENTRY, FIRST, HERE, files, joined, packed

BUDGET = 12 * 1024  # what a chat needs; the parts that come later have the second figure
BUDGET_OF_ALL = 16 * 1024
BANNED = re.compile(
    r"\b(therap\w*|treat\w*|cure|diagnos\w*|patient|clinic\w*|invalid|failed|wrong|oops|promise|error)\b", re.I
)


def zipped(name: str) -> int:
    return len(gzip.compress(files()[name][1], 9))


def test_the_widget_weighs_at_most_12_kilobytes() -> None:
    assert zipped(ENTRY) <= BUDGET
    assert sum(zipped(name) for name in files() if name.endswith(".js")) <= BUDGET_OF_ALL


def test_a_browser_gets_one_module_and_those_that_come_later() -> None:
    assert set(files()) == {ENTRY, "later.js", "theme.js", "languages.js", "strings/en.json"}
    for name, (_, data) in files().items():
        assert not re.search(r"(?m)^(import [^(]|export \{)", data.decode()), name
    assert "export" not in files()[ENTRY][1].decode()


def test_each_module_needs_only_those_before_it() -> None:
    before: set[str] = set()
    for name in FIRST:
        source = (HERE / name).read_text("utf-8")
        needs = re.findall(r'(?m)^import \{[^}]*\} from "\./([\w-]+\.js)";$', source)
        assert len(needs) == len(re.findall(r"(?m)^import ", source)), name
        assert set(needs) <= before, name
        before.add(name)


def english() -> dict[str, object]:
    """The built-in words, read from the two modules that hold them."""
    found: dict[str, object] = {}
    for name, opening, closing in (("words.js", "const ENGLISH = ", "\n};"), ("later.js", "const WORDS = ", "\n};")):
        table = (HERE / name).read_text("utf-8").split(opening)[1].split(closing)[0] + "\n}"
        table = re.sub(r",(\s*})", r"\1", table)
        found |= json.loads(re.sub(r"(^ +|[{,] )(\w+): (?=[\"{])", r'\1"\2": ', table, flags=re.M))
    return found


@pytest.mark.parametrize("file", sorted(path.name for path in HERE.glob("strings/*.json")))
def test_every_language_has_the_words_the_code_asks_for(file: str) -> None:
    words = json.loads((HERE / "strings" / file).read_text("utf-8"))
    assert words.keys() == english().keys()
    for key, text in english().items():
        assert isinstance(words[key], type(text)), key
        assert set(re.findall(r"\{\w+\}", str(words[key]))) == set(re.findall(r"\{\w+\}", str(text))), key


def test_english_in_the_code_and_for_translators_are_one() -> None:
    assert json.loads((HERE / "strings" / "en.json").read_text("utf-8")) == english()


def test_no_word_is_missing_or_left_over() -> None:
    code = "".join(path.read_text("utf-8") for path in HERE.glob("*.js") if path.name != "words.js")
    for key in english():
        assert re.search(rf'"{key}"', code) or key in ("tel", "sms", "url"), key
    for key in re.findall(r'\bt\("(\w+)"', code):
        assert key in english(), key


def test_the_words_keep_the_voice() -> None:
    text = json.dumps(english())
    assert BANNED.search(text) is None and "!" not in text and text.isascii()


def test_no_number_of_a_crisis_line_stands_in_the_widget_or_the_demo() -> None:
    for path in [*HERE.glob("*.js"), *HERE.glob("strings/*.json"), *(HERE.parent / "demo").iterdir()]:
        assert not re.search(r"\b(988|911|999|112|000|116 ?123)\b(?!\w)", path.read_text("utf-8")), path.name


def test_nothing_is_inline_evaluated_or_from_elsewhere() -> None:
    for path in [*HERE.glob("*.js"), HERE.parent / "demo" / "index.html"]:
        source = path.read_text("utf-8")
        for word in ("innerHTML", "eval(", "new Function", "localStorage", "document.cookie", ' style="', "onclick="):
            assert word not in source, (path.name, word)


def test_files_are_small() -> None:
    for path in HERE.glob("*.js"):
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) <= 300, path.name
        assert max(map(len, lines)) <= 120, path.name


def test_our_colours_are_the_same_in_both_modules() -> None:
    found = re.findall(r'"?([\w-]+)"?: \["(#\w{6})", "(#\w{6})"\]', (HERE / "theme.js").read_text("utf-8"))
    style = (HERE / "style.js").read_text("utf-8")
    for name, light, dark in found:
        assert re.findall(rf"--{name}: (#\w{{6}});", style) == [light, dark], name
    assert len(found) == 8


def test_packing_leaves_code_alone() -> None:
    source = '/**\n * Words.\n */\n// a line\nconst a = "// not one"; // kept\n\n  /* one line */\n  const b = 1;\n'
    assert packed(source) == 'const a = "// not one"; // kept\nconst b = 1;\n'


def test_joining_takes_imports_and_exports_away_and_nothing_else() -> None:
    one = 'export const a = "export const";\n'
    two = 'import { a } from "./one.js";\n\nexport async function b() {\n  return import("./three.js");\n}\n'
    assert joined([one, two]) == 'const a = "export const";\nasync function b() {\nreturn import("./three.js");\n}\n'
