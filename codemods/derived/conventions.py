"""What a framework finds by one fixed name, or by how the name begins: it loses it under another, or finds too much.

def setup(app): ...  # Sphinx        class Command(BaseCommand): ...  # Django        def test_it(): ...  # pytest
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..edits import Edit
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..regexes import regex
from ..repo.files import RepoPath
from .keysigns import head

_TEST_FILE = r"(?:\A|/)(?:test_[^/]*|[^/]*_test)\.py\Z"
_TESTS = regex(_TEST_FILE)
_COLLECTED = {"function_definition": "test", "class_definition": "Test"}
_KINDS = {"function_definition": "function", "class_definition": "class", "assignment": "variable"}

_CONFTEST = r"(?:\A|/)conftest\.py\Z"
_COMPONENTS = r"(?:\A|/)(?:custom_)?components/"
_PLUGIN = (
    "(?:action|become|cache|callback|cliconf|connection|filter|httpapi|inventory|lookup|netconf|shell|terminal|test"
    "|vars)"
)
_PLUGINS = rf"(?:\A|/)(?:{_PLUGIN}_plugins|plugins/{_PLUGIN})/"
_SET = rb"(?:\s*:[^=\n]*)?\s*=\s*(?:\w+\.)*"  # by what
_PACKAGE = r"(?:\A|/)__init__\.py\Z"
_URLS = r"(?:\A|/|_)urls(?:/|\.py\Z)"

# Who looks, for what kind of thing, by which names ("*" ends a beginning), in files of which paths, and what stands
# directly behind the name.
_CONVENTIONS = (
    ("unittest", "function", "load_tests setUpModule tearDownModule", "", b""),
    ("pytest", "function", "setup_module teardown_module setup_function teardown_function", _TEST_FILE, b""),
    ("pytest", "variable", "pytestmark collect_ignore collect_ignore_glob", rf"{_TEST_FILE}|{_CONFTEST}", b""),
    ("pytest", "variable", "pytest_plugins", "", b""),
    ("a plugin of pytest", "function",  # fixtures that its own ask for, to be defined anew
        """anyio_backend event_loop event_loop_policy django_db_* celery_config celery_parameters celery_includes
        celery_enable_logging celery_worker_parameters celery_worker_pool vcr_config vcr_cassette_dir vcr_cassette_name
        docker_compose_* httpserver_listen_address httpserver_ssl_context browser_context_args browser_type_launch_args
        chrome_options firefox_options faker_seed faker_session_locale aiohttp_client_cls non_mocked_hosts rootdir""",
        rf"{_TEST_FILE}|{_CONFTEST}", b""),
    ("a build front end", "function",  # PEP 517 and 660
        """build_wheel build_sdist build_editable get_requires_for_build_wheel get_requires_for_build_sdist
        get_requires_for_build_editable
        prepare_metadata_for_build_wheel prepare_metadata_for_build_editable""", "", b""),
    ("Sphinx", "function", "setup", "", rb"\(\s*_?app\b"),
    ("Django", "class", "Command", r"(?:\A|/)management/commands/", b""),
    ("Django", "class", "Migration", r"(?:\A|/)migrations/", rb"\s*\((?:\w+\.)*Migration\b"),
    ("Django", "variable", "register", "", _SET + rb"Library\("),
    ("Django", "variable", "urlpatterns app_name handler400 handler403 handler404 handler500", _URLS, b""),
    ("Alembic", "function", "upgrade downgrade", r"(?:\A|/)versions/", b""),
    ("Alembic", "variable", "revision down_revision branch_labels depends_on", r"(?:\A|/)versions/", b""),
    ("Flask", "function", "create_app make_app", r"(?:\A|/)(?:app|wsgi)\.py\Z", b""),
    ("Flask", "variable", "app application", r"(?:\A|/)(?:app|wsgi)\.py\Z", _SET + rb"(?:Flask|Quart|create_app)\("),
    ("FastAPI", "variable", "app api", r"(?:\A|/)(?:main|app|api)\.py\Z", _SET + rb"FastAPI\("),
    ("a web server", "variable", "application", r"(?:\A|/)[aw]sgi\.py\Z", b""),
    ("Gunicorn", "function",
        """on_starting on_reload on_exit when_ready pre_fork post_fork post_worker_init worker_int worker_abort
        worker_exit child_exit pre_exec pre_request post_request nworkers_changed""", r"gunicorn[^/]*\.py\Z", b""),
    ("Pyramid", "function", "includeme", "", rb"\(\s*\w*config\b"),
    ("IPython", "function", "load_ipython_extension unload_ipython_extension", "", b""),
    ("Jupyter", "function", "_jupyter_* _load_jupyter_server_extension _unload_jupyter_server_extension", "", b""),
    ("Pylint", "function", "register", "", rb"\(\s*linter\b"),
    ("mypy", "function", "plugin", "", rb"\(\s*version\b"),
    ("SCons", "function", "generate exists", r"(?i:scons|site_tools)", rb"\(\s*env\b"),
    ("discord.py", "function", "setup teardown", "", rb"\(\s*(?:bot|client)\b"),
    ("MkDocs", "function",
        """on_startup on_shutdown on_serve on_config on_pre_build on_files on_nav on_env on_post_build on_build_error
        on_pre_template on_template_context on_post_template on_pre_page on_page_read_source on_page_markdown
        on_page_content on_page_context on_post_page""", r"hook[^/]*\.py\Z", b""),
    ("MkDocs", "function", "define_env", "", rb"\(\s*env\b"),
    ("Invoke", "variable", "ns namespace", r"(?:\A|/)(?:tasks|fabfile)\.py\Z", _SET + rb"Collection\("),
    ("behave", "function",
        """before_all after_all before_feature after_feature before_rule after_rule before_scenario after_scenario
        before_step after_step before_tag after_tag""", r"(?:\A|/)environment\.py\Z", b""),
    ("doit", "function", "task_*", r"(?:\A|/)dodo\.py\Z", b""),
    ("Ansible", "class",
        """ActionModule BecomeModule CacheModule CallbackModule Cliconf Connection FilterModule HttpApi
        InventoryModule LookupModule Netconf ShellModule TerminalModule TestModule VarsModule""", _PLUGINS, b""),
    ("Ansible", "variable", "DOCUMENTATION EXAMPLES RETURN", rf"(?:\A|/)(?:modules|library)/|{_PLUGINS}", b""),
    ("Home Assistant", "function",
        """setup setup_platform async_setup async_setup_entry async_setup_platform async_unload_entry
        async_migrate_entry async_remove_entry async_remove_config_entry_device async_get_config_entry_diagnostics
        async_get_device_diagnostics async_create_fix_flow async_describe_events async_get_authorization_server
        async_get_actions async_get_conditions async_get_triggers""", _COMPONENTS, rb"\(\s*hass\b"),
    ("Home Assistant", "variable", "PLATFORM_SCHEMA CONFIG_SCHEMA SCAN_INTERVAL PARALLEL_UPDATES", _COMPONENTS, b""),
    ("Frappe", "function", "execute", r"(?:\A|/)(?:patches|report)/", rb"\(\s*(?:filters\b|\))"),
    ("Frappe", "function", "get_data", r"_dashboard\.py\Z", rb"\(\s*(?:data\b|\))"),
    ("Frappe", "function", "get_context", r"(?:\A|/)(?:www|web_form|pages)/", rb"\(\s*context\b"),
    ("dbt", "function", "model", r"(?:\A|/)models/", rb"\(\s*dbt\b"),
    ("Azure Functions", "function", "main", _PACKAGE, rb"\([^)]*:\s*func\."),
    ("QGIS", "function", "classFactory", _PACKAGE, b""),
    ("Blender", "function", "register unregister", "", rb"\(\s*\)[^:]*:[\s\S]{0,500}?\bbpy\b"),
    ("Blender", "variable", "bl_info", "", b""),
    ("Sublime Text", "function", "plugin_loaded plugin_unloaded", "", rb"\(\s*\)"),
    ("Kedro", "function", "register_pipelines create_pipeline", r"pipeline", b""),
)  # fmt: skip


def names_of(
    path: RepoPath, parsed: Parsed, binding: Occurrence, edits: Iterable[Edit], old: str, new: str
) -> Iterator[tuple[str, int]]:
    """A word on each name by which others than Python may know what is bound there, and the byte where it stands."""
    why = _found_by_name(path, parsed, binding, old, new)
    if why:
        yield why, binding.start
    for each in edits:
        at = parsed.source.code_offset(each.start)
        is_above = head(binding).start_byte <= at < binding.start
        if is_above and parsed.steps(at)[-1].node.type == "string_content" and parsed.source.code[at - 1 : at] in b".:":
            yield f"its path is its name here, and becomes {new}: what waits or is stored under the old one is lost", at


def _found_by_name(path: RepoPath, parsed: Parsed, binding: Occurrence, old: str, new: str) -> str:
    """A word on what is found by the name `old` that `binding` has, or by the name `new` that it gets; "" for neither.

    Nothing is said where both are found.
    """
    before, after = (_who(path, parsed, binding, name) for name in (old, new))
    if before == after:
        return collected_as_one(path, binding, old, new)
    if before:
        return f"{before} looks for {old} by its name, and does not find {new}"
    return f"{after} looks for {new} by its name, and does not find {old}"


def _who(path: RepoPath, parsed: Parsed, binding: Occurrence, name: str) -> str:
    """Who looks for such a thing by that name in such a file; "" for nobody."""
    kind = _KINDS.get(binding.parent.type, "variable")
    for framework, its_kind, names, paths, behind in _CONVENTIONS:
        is_its = kind == its_kind and any(_fits(each, name) for each in names.split())
        if is_its and re.search(paths, path) and re.compile(behind).match(parsed.source.code, binding.end):
            return framework
    return ""


def _fits(word: str, name: str) -> bool:
    return name.startswith(word[:-1]) if word.endswith("*") else name == word


def collected_as_one(path: RepoPath, definition: Occurrence | None, old: str, new: str) -> str:
    """A word on what pytest takes for a test in the file by one of the names, and not by the other; "" for none."""
    prefix = _COLLECTED.get(definition.parent.type) if definition is not None else None
    if prefix is None or not _TESTS.search(path) or old.startswith(prefix) == new.startswith(prefix):
        return ""
    is_test, none = (old, new) if old.startswith(prefix) else (new, old)
    return f"pytest collects {is_test} as a test, and does not collect {none}"
