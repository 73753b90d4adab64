"""Names that a call is told for the annotations of a class, in whose module they take the new name.

Model.model_rebuild(_types_namespace={"Old": Old})      # Model.model_rebuild(_types_namespace={"New": New})
get_type_hints(Model, localns=dict(Old=Old))            # get_type_hints(Model, localns=dict(New=New))
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ..meaning.parsing import without_comments
from ..meaning.scopes import Occurrence
from ..meaning.strings import object_given, string_place
from ..meaning.syntax import call_with, last_name
from ..meaning.targets import Definition
from ..repo.files import RepoPath
from .visit import Visit

_NAMESPACES = frozenset({"_types_namespace", "localns", "globalns"})
_SIGNS = (*_NAMESPACES, "get_type_hints", "update_forward_refs")
_OF_MODELS = frozenset({b"model_rebuild", b"update_forward_refs"})  # methods of pydantic's


def told_for_types(visit: Visit, each: Occurrence, mapping: Node) -> bool | None:
    """Renames a key of the mapping if those annotations take the new name, or lists it; False if none is known to.

    None, and nothing done, for a mapping that no annotations are read by. It may be the call that is told by keywords.
    """
    readers = list(_readers(visit, mapping))
    answers = {_is_renamed(visit, call) for call in readers} - {None}
    if answers == {True}:
        visit.edit(each, "what annotations that take the new name are told")
    elif True in answers:
        visit.left(each, "warning", "it is what annotations mean, of which some take the new name")
    return True in answers if readers else None


def _readers(visit: Visit, mapping: Node) -> Iterator[Node]:
    """The calls that look for the meaning of annotations in the mapping, which they get as it is or by a name."""
    if not any(map(visit.parsed.holds, _SIGNS)):
        return
    given, above = [mapping], mapping.parent
    is_dict = mapping.type == "dictionary" or visit.text(mapping.children[0]) == "dict"
    left = above.child_by_field_name("left") if is_dict and above is not None and above.type == "assignment" else None
    if left is not None and left.type == "identifier" and visit.parsed.source.code.count(visit.parsed.text(left)) > 1:
        names = visit.project.names(visit.path, visit.text(left))
        homes = {one.home for one in names.occurrences if one.start == left.start_byte}
        given = [one.node for one in names.occurrences if one.role == "use" and one.home in homes]
    found = (_reader(visit, node) for node in given)
    yield from (call for call in found if call is not None)


def _reader(visit: Visit, given: Node) -> Node | None:
    if given.type == "call" and last_name(visit.parsed, given.children[0]) == b"update_forward_refs":
        return given
    above = given.parent
    named = above is not None and above.type == "keyword_argument" and visit.text(above.children[0]) in _NAMESPACES
    spread = above is not None and above.type == "dictionary_splat"
    arguments = above.parent if above is not None and (named or spread) else above
    call = call_with(arguments)
    if call is None or arguments is None:
        return None
    function = last_name(visit.parsed, call.children[0])
    by_place = function == b"get_type_hints" and given != without_comments(arguments)[0]
    return call if named or (function == b"update_forward_refs" if spread else by_place) else None


def _is_renamed(visit: Visit, call: Node) -> bool | None:
    """Have the annotations of the class that the call is for the symbol under the new name? None if they name no such.

    They see what the module of the class has.
    """
    function = call.children[0]
    below = function.child_by_field_name("object") if last_name(visit.parsed, function) in _OF_MODELS else None
    below = below or object_given(visit.parsed, call)
    targets = visit.resolver.of_expression(visit.path, below) if below is not None else ()
    stems = {target.stem for target in targets if isinstance(target, Definition)}
    spelled = {stem: any(_spells(visit, path) for path in visit.project.modules.files(stem)) for stem in stems}
    if stems and not any(spelled.values()):
        return None
    return bool(stems) and all(visit.slots.renamed_in(visit.project.modules.by_stem.get(stem)) for stem in stems)


def _spells(visit: Visit, path: RepoPath) -> bool:
    """Does the file name the word as a global, or in the text of an annotation?"""
    names = visit.project.spelled(path, visit.old)
    if names is None:
        return False
    texts = (each for each in names.occurrences if each.role == "string")
    return any(each.home == names.module for each in names.occurrences if each.role != "string") or any(
        string_place(names.parsed, each.steps).use == "annotation" for each in texts
    )
