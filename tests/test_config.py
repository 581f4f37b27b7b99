from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest

from wenzhang.config import Config, SiteLayout, find_config, load_config
from wenzhang.config.loading import load
from wenzhang.config.settings import DEFAULT_EXCLUDE, ConfigFile
from wenzhang.config.toml import toml_text
from wenzhang.errors import ConfigError


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


class TestLoad:
    def test_all_keys(self, tmp_path: Path) -> None:
        path = write(
            tmp_path / "wenzhang.toml",
            """
            select = ["ALL"]
            extend-select = ["FM009"]
            ignore = ["HT"]
            exclude = ["old"]
            respect-gitignore = false
            force-exclude = true
            body-format = "markdown"
            italic-captions = true
            input-encoding = "big5"
            fail-on = "error"
            baseline = "known.json"
            [per-file-ignores]
            "drafts/**" = ["FM", "img-alt-missing"]
            [severity]
            img-alt-missing = "warning"
            FM = "info"
            [rules.required-key]
            keys = ["title", "date"]
            [site]
            assets = ["public"]
            url = "https://example.org"
            [[custom]]
            code = "XX001"
            name = "no-emoji"
            message = "an emoji"
            regex = "💬"
            [[schemas]]
            schema = { type = "object" }
            """,
        )
        config = load_config(path)
        assert config.select == ("ALL",)
        assert config.extend_select == ("FM009",)
        assert config.ignore == ("HT",)
        assert config.exclude == ("old",)
        assert not config.respect_gitignore
        assert config.force_exclude
        assert config.body_format == "markdown"
        assert config.italic_captions
        assert config.input_encoding == "big5"
        assert config.fail_on == "error"
        assert config.baseline == "known.json"
        assert config.per_file_ignores == {"drafts/**": ("FM", "img-alt-missing")}
        assert config.severity == {"FG001": "warning", "FM": "info"}
        assert config.rules == {"FM003": {"keys": ["title", "date"]}}
        assert config.site == SiteLayout(assets=("public",), url="https://example.org")
        assert config.custom[0].severity == "warning"
        assert config.schemas[0].schema == {"type": "object"}
        assert config.root == str(tmp_path)

    def test_nothing_said_is_the_default(self, tmp_path: Path) -> None:
        assert load_config(write(tmp_path / "wenzhang.toml", "\ufeff# 空\r\n")) == Config(root=str(tmp_path))

    def test_pyproject(self, tmp_path: Path) -> None:
        path = write(tmp_path / "pyproject.toml", '[project]\nname = "x"\n[tool.wenzhang.severity]\nFM = "info"\n')
        assert load_config(path).severity == {"FM": "info"}

    def test_what_adds_to_the_defaults(self, tmp_path: Path) -> None:
        text = """
            extend-exclude = ["drafts"]
            extend-ignore = ["HT"]
            ignore = ["FM"]
            per-file-ignores = { "a.md" = ["FM"] }
            extend-per-file-ignores = { "a.md" = ["FG"], "b.md" = ["FG"] }
            """
        config = load_config(write(tmp_path / "wenzhang.toml", text))
        assert config.exclude == (*DEFAULT_EXCLUDE, "drafts")
        assert config.ignore == ("FM", "HT")
        assert config.per_file_ignores == {"a.md": ("FM", "FG"), "b.md": ("FG",)}

    def test_every_key_says_what_it_is(self) -> None:
        schema = msgspec.json.schema(ConfigFile)["$defs"]["ConfigFile"]
        silent = [key for key, what in schema["properties"].items() if not what.get("description")]
        assert silent == ["root"]


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("selct = []", "1:1", "unknown key 'selct'", "did you mean select?"),
        ("x = 1\n", "1:1", "unknown key 'x'", "wenzhang config shows what there is"),
        ("extend_select = []", "1:1", "unknown key 'extend_select'", "did you mean extend-select?"),
        ("root = 'x'", "1:1", "unknown key 'root'", None),
        ("[tool.wenzhang]\nselect = []", "1:2", "unknown key 'tool'", "stand at the top"),
        ("[site]\nasets = []", "2:1", "unknown key 'site.asets'", "did you mean assets?"),
        ("[[custom]]\ncode='X'\ncs = 'p'", "3:1", "unknown key 'custom.cs'", "did you mean css?"),
        ("select = 'FM'", "1:10", "select is text, not a list", "write ['FM']"),
        ("select = [1]", "1:11", "an item of select is a whole number, not text", "quotes"),
        ("select = true", "1:10", "select is true or false, not a list", "brackets"),
        ("italic-captions = 'yes'", "1:19", "italic-captions is text, not true or false", "without quotes"),
        ("site = 'public'", "1:8", "site is text, not a table", "[name]"),
        ("baseline = 1", "1:12", "baseline is a whole number, not text", "quotes"),
        ("fail-on = 'warn'", "1:11", "fail-on is 'warn'", "did you mean warning?"),
        ("# 💬\nbody-format = 'rst'", "2:15", "body-format is 'rst'", "html, markdown"),
        ("[severity]\nFM = 'eror'", "2:6", "severity.FM is 'eror'", "did you mean error?"),
        ("severity = []", "1:12", "severity is a list, not a table", None),
        ("[per-file-ignores]\n'a.md' = 'FM'", "2:10", "per-file-ignores.a.md is text, not a list", "['FM']"),
        ("input-encoding = 'klingon'", "1:18", "'klingon', which is not known", "utf-8"),
        ("select = ['FM', 'img-alt-mising']", "1:17", "no rule 'img-alt-mising'", "did you mean img-alt-missing?"),
        ("ignore = ['ZZ']", "1:11", "no rule 'ZZ'", "wenzhang rules"),
        ("ignore = ['']", "1:11", "no rule ''", None),
        ("[per-file-ignores]\n'a.md' = ['ZZ']", "2:11", "no rule 'ZZ'", None),
        ("[extend-per-file-ignores]\n'a.md' = ['ZZ']", "2:11", "no rule 'ZZ'", None),
        ("[severity]\nZZ = 'error'", "2:1", "no rule 'ZZ'", None),
        ("[severity]\nFG001 = 'error'\nimg-alt-missing = 'info'", "3:1", "is FG001, which is there already", "one"),
        ("[rules.ZZ001]\nx = 1", "1:8", "no rule 'ZZ001'", None),
        ("[rules.FG001]\nx = 1", "1:1", "FG001 img-alt-missing has no options", "wenzhang rules FG001"),
        ("[rules.required-key]\nkey = []", "2:1", "FM003 required-key has no option 'key'", "did you mean keys?"),
        ("[rules.required-key]\nkeys = 'title'", "2:8", "rules.FM003.keys is text, not a list", "['title']"),
        ("rules.required-key.keys = [1]", "1:28", "an item of rules.FM003.keys is a whole number, not text", None),
        ("[[custom]]\ncode = 'XX001'\nname = 'x'", "1:1", "custom has no message", "add it"),
        ("[[custom]]\ncode='XX001'\nname='x'\nmessage='m'", "1:1", "XX001 finds nothing", "css"),
        ("select = [", "1:11", "bad TOML", "close"),
        ("select = []\nselect = []", "2:1", "duplicate key 'select'", "one"),
        ("extend = 'nowhere.toml'", "1:10", "nowhere.toml is not there", "looked for"),
        ("extend = 1", "1:10", "extend is a whole number, not text", None),
    ],
)
def test_what_means_nothing(tmp_path: Path, text: str, place: str, message: str, hint: str | None) -> None:
    path = write(tmp_path / "wenzhang.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    error = caught.value
    assert error.position is not None
    assert f"{error.position.line}:{error.position.column}" == place
    assert error.path == str(path)
    assert message in error.message
    assert hint is None or (error.hint is not None and hint in error.hint)


class TestFiles:
    def test_that_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read: No such file"):
            load_config(tmp_path / "wenzhang.toml")
        (tmp_path / "a.toml").write_bytes("baseline = '文'".encode("big5"))
        with pytest.raises(ConfigError, match="is no UTF-8"):
            load_config(tmp_path / "a.toml")

    def test_the_nearest_is_found(self, tmp_path: Path) -> None:
        outer = write(tmp_path / "wenzhang.toml", "")
        inner = write(tmp_path / "a/b/pyproject.toml", "[tool.wenzhang]\n")
        write(tmp_path / "a/b/c/pyproject.toml", '[project]\nname = "wenzhang"\n')
        assert find_config(tmp_path / "a/b/c") == inner
        assert find_config(tmp_path / "a") == outer

    def test_of_several_in_a_folder_the_first(self, tmp_path: Path) -> None:
        write(tmp_path / "pyproject.toml", "[tool.wenzhang]\n")
        assert find_config(tmp_path) == tmp_path / "pyproject.toml"
        write(tmp_path / "wenzhang.toml", "")
        assert find_config(tmp_path) == tmp_path / "wenzhang.toml"
        write(tmp_path / ".wenzhang.toml", "")
        assert find_config(tmp_path) == tmp_path / ".wenzhang.toml"

    def test_a_pyproject_that_does_not_name_us_may_be_anything(self, tmp_path: Path) -> None:
        write(tmp_path / "wenzhang.toml", "")
        write(tmp_path / "a/pyproject.toml", "[[[")
        assert find_config(tmp_path / "a") == tmp_path / "wenzhang.toml"
        write(tmp_path / "a/pyproject.toml", "[[[wenzhang")
        with pytest.raises(ConfigError, match="bad TOML"):
            find_config(tmp_path / "a")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("x = " + "[" * 10_000, "nested more than"),
            ("[rules.FM003]\nkeys = " + "[" * 90 + "]" * 90, "not text"),
            ('extend = "a\\u0000b"', "is not there"),
            ("extend = ''", "is not there"),
            ("extend = '.'", "is not there"),
            ("select = ['\u202e']", "no rule"),
            ("'' = 1", "unknown key ''"),
            ("[[[", "bad TOML"),
            ("\x00", "bad TOML"),
        ],
    )
    def test_hostile(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(ConfigError, match=message):
            load_config(write(tmp_path / "wenzhang.toml", text))

    def test_a_table_that_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="wenzhang is no table"):
            load_config(write(tmp_path / "pyproject.toml", "[tool]\nwenzhang = 1\n"))


class TestExtend:
    def test_what_adds_up_merges_and_is_replaced(self, tmp_path: Path) -> None:
        write(
            tmp_path / "base.toml",
            """
            select = ["ALL"]
            ignore = ["HT"]
            extend-select = ["FM"]
            extend-ignore = ["FG002"]
            extend-exclude = ["x"]
            fail-on = "error"
            [severity]
            FG001 = "info"
            FM = "info"
            [rules.FM003]
            keys = ["title"]
            [per-file-ignores]
            "a.md" = ["FM"]
            "b.md" = ["FM"]
            [extend-per-file-ignores]
            "a.md" = ["HT"]
            [site]
            assets = ["public"]
            url = "https://example.org"
            """,
        )
        child = write(
            tmp_path / "wenzhang.toml",
            """
            extend = "base.toml"
            select = ["FM"]
            ignore = ["EN"]
            extend-select = ["FG"]
            extend-ignore = ["FG003"]
            extend-exclude = ["y"]
            [severity]
            img-alt-missing = "error"
            [rules.first-heading-level]
            level = 2
            [per-file-ignores]
            "a.md" = ["FG"]
            [extend-per-file-ignores]
            "a.md" = ["ST"]
            [site]
            url = "https://example.com"
            """,
        )
        config = load_config(child)
        assert config.select == ("FM",)
        assert config.extend_select == ("FM", "FG")
        assert config.ignore == ("EN", "FG002", "FG003")
        assert config.exclude == (*DEFAULT_EXCLUDE, "x", "y")
        assert config.fail_on == "error"
        assert config.severity == {"FG001": "error", "FM": "info"}
        assert config.rules == {"FM003": {"keys": ["title"]}, "ST002": {"level": 2}}
        assert config.per_file_ignores == {"a.md": ("FG", "HT", "ST"), "b.md": ("FM",)}
        assert config.site == SiteLayout(assets=("public",), url="https://example.com")

    def test_origins(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        write(tmp_path / "base.toml", 'ignore = ["HT"]\nextend-ignore = ["FM"]\n[severity]\nFM = "info"\n')
        child = write(tmp_path / "wenzhang.toml", 'extend = "base.toml"\nignore = ["EN"]\nseverity.FG = "info"\n')
        loaded = load(str(child))
        named = {".".join(key): [str(origin) for origin in origins] for key, origins in loaded.origins.items()}
        assert named == {
            "ignore": ["wenzhang.toml:2", "base.toml:2"],
            "severity.FM": ["base.toml:4"],
            "severity.FG": ["wenzhang.toml:3"],
        }
        assert loaded.files == ("wenzhang.toml", "base.toml")

    def test_paths_are_from_their_own_file(self, tmp_path: Path) -> None:
        write(
            tmp_path / "shared/base.toml",
            'baseline = "known.json"\n[site]\nassets = ["public"]\n[[schemas]]\nschema = "post.json"\n',
        )
        config = load_config(write(tmp_path / "site/a/wenzhang.toml", 'extend = "../../shared/base.toml"\n'))
        assert config.root == str(tmp_path / "site/a")
        assert config.baseline == "../../shared/known.json"
        assert config.site.assets == ("../../shared/public",)
        assert config.schemas[0].schema == "../../shared/post.json"

    def test_rules_of_the_base_s_own_can_be_named(self, tmp_path: Path) -> None:
        custom = '[[custom]]\ncode = "XX001"\nname = "no-emoji"\nmessage = "m"\nregex = "💬"\n'
        write(tmp_path / "base.toml", custom)
        text = 'extend = "base.toml"\nselect = ["XX"]\nseverity.no-emoji = "error"\n'
        assert load_config(write(tmp_path / "a.toml", text)).custom[0].code == "XX001"
        with pytest.raises(ConfigError, match="no rule 'no-emojis'") as caught:
            load_config(write(tmp_path / "a.toml", text.replace("no-emoji", "no-emojis")))
        assert caught.value.hint == "did you mean no-emoji?"

    def test_in_a_circle(self, tmp_path: Path) -> None:
        write(tmp_path / "a.toml", 'extend = "b.toml"\n')
        write(tmp_path / "b.toml", 'fail-on = "error"\nextend = "./a.toml"\n')
        with pytest.raises(ConfigError, match=r"extends itself: .*a\.toml -> .*b\.toml -> .*a\.toml") as caught:
            load_config(tmp_path / "a.toml")
        assert str(caught.value).startswith(f"{tmp_path / 'b.toml'}:2:10: ")

    def test_an_error_is_in_its_own_file(self, tmp_path: Path) -> None:
        write(tmp_path / "base.toml", "\nignore = ['ZZ']\n")
        with pytest.raises(ConfigError) as caught:
            load_config(write(tmp_path / "a.toml", 'extend = "base.toml"\n'))
        assert str(caught.value).startswith(f"{tmp_path / 'base.toml'}:2:11: no rule 'ZZ'")

    def test_a_pyproject_without_a_table(self, tmp_path: Path) -> None:
        write(tmp_path / "pyproject.toml", "[project]\n")
        with pytest.raises(ConfigError, match=r"has no \[tool\.wenzhang\]"):
            load_config(write(tmp_path / "a.toml", 'extend = "pyproject.toml"\n'))

    def test_thousands_in_a_row(self, tmp_path: Path) -> None:
        for number in range(1100):
            write(tmp_path / f"{number}.toml", f'extend = "{number + 1}.toml"\n')
        write(tmp_path / "1100.toml", 'fail-on = "error"\n')
        assert load_config(tmp_path / "0.toml").fail_on == "error"


@pytest.mark.parametrize(
    "value",
    ["文章", 'a"b\\c\n\t\x7f\x00', True, 0, -1, 1.5, float("inf"), [], {}, {"a b": [1, {"文": "x"}]}, [["a"], []]],
)
def test_toml_text(value: object) -> None:
    assert tomllib.loads(f"x = {toml_text(value)}")["x"] == value
