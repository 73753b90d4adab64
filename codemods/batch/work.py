"""What is done with one repository: from a Spec to an Outcome, the same in every engine.

plan    reads the base, plans, and makes the commits in the mirror (or, in a repository on this machine, nothing yet)
push    puts those commits on the remote's new branch
delete  takes our branches away again
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from ..errors import CanonizeError
from ..problems import RecipeErrors
from ..repo import git
from . import causes, planning, pushing, tokens
from .access import Stopped, auth_of, environment
from .spec import Outcome, Spec, failed


def run_repo(spec: Spec) -> Outcome:
    """The outcome of one task on one repository; whatever goes wrong with it is part of the outcome."""
    began = time.monotonic()
    auth = auth_of(spec)
    try:
        with environment(_identity(spec)):
            outcome = _TASKS[spec.task](spec)
    except CanonizeError as error:
        cause = error.cause if isinstance(error, Stopped) else causes.of_error(error)
        help = error.help or causes.CAUSES[cause].help
        outcome = failed(spec, cause, tokens.hidden(_in_one_line(error), auth), tokens.hidden(help, auth))
    except MemoryError:
        outcome = failed(spec, "out-of-memory", f"it took more than {spec.memory // 1024**2} MiB")
    except OSError as error:
        cause = "no-space" if error.errno in (28, 122) else "no-permission" if error.errno in (1, 13, 30) else "other"
        outcome = failed(spec, cause, tokens.hidden(str(error), auth))
    return replace(outcome, seconds=round(time.monotonic() - began, 3))


def _in_one_line(error: CanonizeError) -> str:
    """What is wrong; of a recipe all that is, each with its help."""
    if not isinstance(error, RecipeErrors):
        return error.title
    return "; ".join(f"{title} ({help})" if help else title for title, help in error.told())


def _identity(spec: Spec) -> dict[str, str]:
    """The author and committer of this batch, as git finds them in its environment."""
    return {name: value for name, value in git.signed(name=spec.who.name, email=spec.who.email).items() if value}


_TASKS: dict[str, Callable[[Spec], Outcome]] = {
    "plan": lambda spec: planning.plan_local(spec)[0] if spec.local else planning.plan_in_mirror(spec),
    "push": lambda spec: pushing.push_local(spec) if spec.local else pushing.push_to_remote(spec),
    "delete": pushing.delete,
}
