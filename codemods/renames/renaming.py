"""One rename of one project: every file that mentions the name is looked at, and the outcome put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from ..codemod import Diagnostic, Outcome
from ..derived.derivedkeys import DerivedKeys
from ..derived.derivednames import Derived
from ..derived.keys import Keys
from ..errors import Refused
from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.exports import BUILTINS
from ..meaning.project import Project
from ..meaning.targets import Definition, External
from ..names import SymbolPath, derived_names, is_respelled, searched_for, word_pattern
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from .dispatching import LookupsElsewhere
from .filerename import FileRename, Wishes
from .fixtures import is_fixture, is_out_of_reach
from .keepalias import is_kept_alias
from .keeping import Keeping
from .order import users_first, way
from .privates import private_names, shared_privates
from .references import References
from .refusals import refuse_home
from .retarget import Retarget
from .slots import Slots
from .starclashes import handed_on, replaced_by_star, star_clashes
from .symbols import Found
from .unfound import did_you_mean_module

_JUST_THE_NAME = regex(r'"\{\w*\}"')
_WORDS = ("proposal", "not-edited", "derived", "elsewhere")  # remarks that, as mere information, tell of no use
# What modules are written in beside Python.
_COMPILED = (
    ".pyx", ".pxd", ".pxi", ".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".rs", ".go", ".zig", ".f90", ".m", ".mm"
)  # fmt: skip


@dataclass
class Renaming:
    """The rename of `found` to `new`, on its way. `target` is where the references point, when that is elsewhere.

    `called` is the symbol's path as the user wrote it.
    """

    resolver: Resolver
    found: Found
    new: str
    wishes: Wishes
    target: SymbolPath | None = None
    called: str = ""
    slots: Slots = field(init=False)

    def __post_init__(self) -> None:
        symbol, is_gone = self.found.symbol, not self.found.places
        if isinstance(symbol, Definition) and is_gone and (self.target or symbol.name not in BUILTINS):
            self.resolver.left, self.resolver.left_as = symbol.stem, "" if self.target else self.new
        fixtures = (path for path in self._home() if is_fixture(self.resolver, path, self.found.name))
        self.slots = Slots(
            self.resolver, symbol, self.found.name, self.new, self._provider(), fixture=next(fixtures, ""),
            moved=self.target is not None,
        )  # fmt: skip

    def _provider(self) -> frozenset[RepoPath]:
        """The files of the module with the new name, and those that it has it from, if that is outside the project."""
        module = self.project.modules.find(self.target.module) if self.target else None
        if module is None:
            return frozenset()
        return (
            way(self.resolver, module, self.new) if isinstance(self.found.symbol, External) else frozenset(module.files)
        )

    @property
    def project(self) -> Project:
        return self.resolver.project

    def is_done(self) -> bool:
        """Has an earlier run renamed the symbol and left the old name as an alias, or in a stub that is generated?"""
        binding = self._defining()
        if not binding:
            return False
        return all(is_kept_alias(self.slots, path, self.new) for path in binding) or self._is_left_in_stubs(binding)

    def _is_left_in_stubs(self, binding: Sequence[RepoPath]) -> bool:
        """Have only stubs that are not edited the old name, of a module that has the new one?"""
        module = self.project.modules.of_file(binding[0])
        if module is None or not all(path.endswith(".pyi") for path in binding) or set(binding) == set(self._home()):
            return False
        is_anew = bool(self.resolver.given(module, self.new))
        return is_anew and set(binding) <= candidates.not_edited(self.project, binding).keys()

    def outcome(self) -> Outcome:
        """All edits and remarks. Raises Refused for what would break."""
        self._refuse_common_keys()
        derived = derived_names(self.found.name, self.wishes.derived)
        found = candidates.mentioning(self.project, (*searched_for(self.found.name, self.new), *derived))
        outcome = self._of(found)
        # The search for these went on meanwhile. There are hardly ever any, and then all is done anew.
        otherwise = candidates.respelling(self.project, (self.found.name,))
        return outcome if set(otherwise) <= set(found) else self._of(sorted({*found, *otherwise}))

    def left_over(self) -> Outcome:
        """The same for a symbol that is renamed already: a file without the old word needs no look, which is most."""
        words = (self.found.name, *derived_names(self.found.name, self.wishes.derived))
        among = self.project.among
        known = self._candidates((*searched_for(self.found.name, self.new), *words))
        found = [path for path in known if (among is None or path in among) and self._spells(path, words)]
        outcome = self._of(found, known)
        return self.outcome() if any(outcome.edits.values()) else outcome

    def _candidates(self, words: tuple[str, ...]) -> list[RepoPath]:
        otherwise = candidates.respelling(self.project, (self.found.name,))
        return sorted({*candidates.mentioning(self.project, words), *otherwise})

    def _spells(self, path: RepoPath, words: tuple[str, ...]) -> bool:
        """Does one of the words stand in the file by itself, or where escapes may stand around it?"""
        escaped = candidates.surface(self.project, path) in ("notebook", "json")
        raw = self.project.read(path)
        return escaped or word_pattern(words).search(raw) is not None or is_respelled(self.found.name, raw)

    def _of(self, files: list[RepoPath], known: list[RepoPath] | None = None) -> Outcome:
        """The same of these files, where no others but the `known` ones mention the symbol."""
        self.slots.untouched = candidates.not_edited(self.project, files if known is None else known)
        self._refuse_made()
        refuse_home(self.slots, self._home())
        python = [path for path in files if candidates.holds_python(self.project, path)]
        edited = [path for path in python if path not in self.slots.untouched]
        self._refuse_star_clashes(edited, files)
        work = self._work()
        elsewhere = LookupsElsewhere(self.slots)
        self._tell_of_stars(work, edited)
        for path in files:
            work.look(path)
        self._tell_of_stars(work, [path for path in handed_on(self.slots) if path not in edited])
        for path in sorted(self.slots.kept_stars):  # also what spells no name of ours, and hands it on
            work.keep_star(path)
        if self.project.among is None:  # else only edits are asked for
            work.remarks += work.derived.proposals()
            work.remarks += work.keys.proposals() if work.keys else ()
            if isinstance(self.found.symbol, Definition):
                work.tell_of_languages()
                work.remarks += elsewhere.told(work.references, files)
        self._tell_of_stub(work, files)
        if self.wishes.keep_alias != "none":
            Keeping(self.slots, self.wishes, work, self._home(), self.called).add()
        if self.found.through:
            where = self.found.places[0]
            work.remark(
                "info", "re-export", f"{self.found.through} re-exports what {where} defines: it is renamed there"
            )
        edits = {path: tuple(edits) for path, edits in work.edits.items() if edits}
        unseen = not edits and all(each.code in _WORDS and each.severity == "info" for each in work.remarks)
        if unseen and isinstance(self.found.symbol, External):
            dotted = self.found.symbol.dotted
            near = did_you_mean_module(self.resolver, dotted.rpartition(".")[0])
            work.remark("info", "unused", f"{dotted} is defined outside this project, and nothing here uses it", near)
        last = users_first(work.exporting, self._home())
        return Outcome(
            edits,
            diagnostics=tuple(sorted(self._in_reach(work.remarks, edits))),
            evidence=(self._evidence(),),
            last=last,
        )

    def _in_reach(self, remarks: Iterable[Diagnostic], edited: Iterable[RepoPath]) -> list[Diagnostic]:
        """The remarks without mere words in code that has no way to the symbol, if that is a fixture of some tests."""
        home, remarks = self.slots.fixture, list(remarks)
        from_where = {home, *edited}
        beyond = {
            path for path in {each.path for each in remarks} if all(is_out_of_reach(by, path) for by in from_where)
        }
        return [each for each in remarks if not (home and each.path in beyond and self._is_word_in_code(each))]

    def _is_word_in_code(self, remark: Diagnostic) -> bool:
        is_code = remark.code != "proposal" or candidates.holds_python(self.project, remark.path)
        return is_code and remark.code in _WORDS and remark.severity == "info"

    def _tell_of_stars(self, work: FileRename, paths: Iterable[RepoPath]) -> None:
        """A word on what star imports of those files may replace, or what replaces what they bring."""
        for each in dict.fromkeys(replaced_by_star(self.slots, paths)):
            why = f"{self.found.name} in this file: {each.why}"
            work.remark("warning", "left-alone", why, "check it by hand", each.path, each.line)

    def _tell_of_stub(self, work: FileRename, files: Iterable[RepoPath]) -> None:
        """A word when all that defines the symbol is a stub: it describes code of another language."""
        defining = self._defining()
        if not defining or self.target or not all(path.endswith(".pyi") for path in defining):
            return
        name = self.found.name
        word = word_pattern((name,))
        known = [path for path in files if path.endswith(_COMPILED) and word.search(self.project.read(path))]
        message = f"only a stub defines {name}: what it describes is not edited{f', as in {known[0]}' if known else ''}"
        work.remark("warning", "stub-only", message, "change it there, too", defining[0])

    def _work(self) -> FileRename:
        to = Retarget(self.resolver, self.found.symbol, self.target.module, self.new) if self.target else None
        references = References(self.slots, self.wishes.leave, to, text=self.wishes.text)
        private = private_names(self.project, self._home(), self.found.name)
        derived = Derived(self.project, self.found.name, self.new, self.wishes.derived, private)
        others = [*shared_privates(self.project, private, self.new)]
        if self.wishes.derived:
            from ..derived.namesakes import namesakes

            spared = namesakes(self.resolver, self.found.symbol, self.found.name, derived.names())
            derived.leave({each.message.partition(" ")[0] for each in spared})
            others += spared
        keys = self._keys(derived.strings)
        work = FileRename(self.slots, self.wishes, references, derived, keys, self.target)
        work.remarks += others
        return work

    def _keys(self, renamed: Mapping[str, str]) -> DerivedKeys | None:
        """What looks for keys; None when the name stays."""
        if self.new == self.found.name:
            return None
        return DerivedKeys(self.resolver, self.found.name, self._home(), Keys.of(self.found.name), self.new, renamed)

    # -- which files --------------------------------------------------------------------------------------------

    def _home(self) -> tuple[RepoPath, ...]:
        """The files that define the symbol; none when it lies outside the project."""
        symbol = self.found.symbol
        return self.project.modules.files(symbol.stem) if isinstance(symbol, Definition) and self.found.places else ()

    # -- refusals -----------------------------------------------------------------------------------------------

    def _defining(self) -> list[RepoPath]:
        return [path for path in self._home() if self.project.bindings(path, self.found.name)]

    def _refuse_made(self) -> None:
        """Another name was asked for, of what the module makes while it runs: only its stub has it, written out."""
        defining, code = self._defining(), [path for path in self._home() if path.endswith(".py")]
        if self.found.through and not self.target and defining and code and not set(code) & set(defining):
            name = self.found.name
            raise Refused(
                f"{self.found.through} is another name for {name} of {code[0]}, which makes it while it runs: "
                f"only {defining[0]} has it",
                f"change by hand how {code[0]} makes it, and rename {name} there",
            )

    def _refuse_common_keys(self) -> None:
        """A string that is one plain word stands for more than the symbol."""
        pattern = next((each for each in self.wishes.derived if _JUST_THE_NAME.fullmatch(each)), "")
        if pattern and Keys.of(self.found.name).is_common:
            word = derived_names(self.found.name, (pattern,))[0]
            raise Refused(f"any string {word!r} would be renamed: one word, which stands for other things, too",
                          "change those that are listed by hand, or give a pattern with more text in it")  # fmt: skip

    def _refuse_star_clashes(self, edited: Sequence[RepoPath], files: Sequence[RepoPath]) -> None:
        """A star import cannot bring a name under another one: what is in its way ends the rename."""
        for found in star_clashes(self.slots, edited, files, kept=self.wishes.keep_alias != "none"):
            place = self.found.places[0] if self.found.places else self.found.name
            raise Refused(f"{place}: {self.found.name} cannot become {self.new}; {found}",
                          "write that star import out, or choose another name")  # fmt: skip

    # -- words --------------------------------------------------------------------------------------------------

    def _evidence(self) -> str:
        symbol = self.found.symbol
        if isinstance(symbol, External):
            old, place = symbol.dotted, " (outside this project)"
        else:
            old, place = (
                f"{self._module_name(symbol)}:{symbol.name}",
                f" ({', '.join(self.found.places) or 'not there'})",
            )
        return f"{old}{place} -> {f'{self.target.module}:{self.new}' if self.target else self.new}"

    def _module_name(self, symbol: Definition) -> str:
        module = self.project.modules.by_stem.get(symbol.stem)
        return self.project.modules.name(module, self.called) if module else symbol.stem.replace("/", ".")
