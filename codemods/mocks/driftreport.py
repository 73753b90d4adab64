"""Each kind of double held against the real class, as data for a program and as remarks at the lines of every copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from ..codemod import Diagnostic, Drift, MethodDrift, Severity
from ..meaning.bindings import Resolver
from ..records import dataclass
from ..repo.files import RepoPath
from .doublegroups import Variant
from .doubles import Double
from .drift import drifts, told
from .factoryplan import Selected
from .realclass import RealClass


@dataclass
class DriftReport:
    """The report for one class. `remarks` grow with each variant that is asked for."""

    resolver: Resolver
    real: RealClass
    factory: RepoPath
    selected: Selected
    remarks: list[Diagnostic] = field(default_factory=list)

    def drift(self, variant: Variant) -> Drift:
        copies = [each.double for each in variant.copies]
        found = [drifts(self.resolver, each, self.real) for each in copies]
        for double, methods in zip(copies, found, strict=True):
            self.remarks += self._remarks(double, methods)
        places = tuple((each.path, each.line) for each in copies)
        name = copies[0].name if copies[0].path == self.factory else self._moved(copies)
        return Drift(copies[0].name, self.real.dotted, self.real.place, places, name, found[0])

    def _moved(self, copies: Sequence[Double]) -> str:
        """What the factory calls it; the selection knows its variants without those that stay."""
        keys = {each.key for each in copies}
        return next(
            (name for each, name in self.selected.names.items() if keys & {copy.double.key for copy in each.copies}), ""
        )

    def _remarks(self, double: Double, methods: Sequence[MethodDrift]) -> Iterator[Diagnostic]:
        """One for each method; those that are missing are told at once."""
        missing = [each for each in methods if each.kind == "missing"]
        for each in [each for each in methods if each.kind != "missing"]:
            yield self._remark("warning", double, each)
        if missing:
            yield self._remark("info", double, replace(missing[0], name=", ".join(each.name for each in missing)))

    def _remark(self, severity: Severity, double: Double, drift: MethodDrift) -> Diagnostic:
        message = f"{double.name}: {told(drift, self.real)}"
        return Diagnostic(severity, f"drift-{drift.kind}", message, "", double.path, drift.line)
