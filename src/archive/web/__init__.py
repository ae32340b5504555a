"""The published site: a Datasette plugin that shows an edition and knows nothing but that edition.

`plugins: archive:` in `datasette.yaml` switches it on; without it this package does nothing in a Datasette.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import datasette as _datasette
from datasette import handle_exception as errors
from datasette.permissions import PermissionSQL
from datasette.utils import StartupError
from datasette.utils.asgi import BadRequest, NotFound
from markupsafe import Markup

from archive.store.pointer import Pointer
from archive.web import data, endpoints, settings, shown, tables, views
from archive.web.edition import DATABASE, Site
from archive.web.guard import App, Guard

_Hook = TypeVar("_Hook", bound=Callable[..., Any])
_hook = cast(Callable[[_Hook], _Hook], _datasette.hookimpl)
_first = cast(Callable[[_Hook], _Hook], _datasette.hookimpl(tryfirst=True))


def _switched_on(datasette: Any) -> bool:
    return "archive" in (datasette.config.get("plugins") or {})


def _pointer(datasette: Any) -> Pointer | None:
    site: Site | None = getattr(datasette, "archive_site", None)
    return site.current.pointer if site and site.current else None


@_hook
def startup(datasette: Any) -> Callable[[], Any] | None:
    """Read the settings and open the edition."""
    if not _switched_on(datasette):
        return None

    async def begin() -> None:
        try:
            said = settings.read(datasette.plugin_config("archive"))
        except ValueError as error:
            raise StartupError(str(error)) from error
        folder = said.public(datasette.config_dir or Path())
        # Datasette prints every local variable of every 404 where rich is installed: two seconds in which nobody is
        # answered, and the visitors' headers in the log.
        errors.rich = None
        datasette.archive_site = Site(datasette, folder, said)
        await tables.describe(datasette)
        await datasette.archive_site.take_up()

    return begin


@_hook
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put the guard before every request."""
    return lambda app: Guard(app, datasette) if _switched_on(datasette) else app


@_first
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """The addresses of our pages, and before all others nothing where an address is not open."""
    if not _switched_on(datasette):
        return []
    shut = endpoints.shut(mount for mount, _ in datasette.static_mounts)
    return [*views.ROUTES, *data.ROUTES, *endpoints.ROUTES, (shut, endpoints.closed)]


@_hook
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """What every page needs, Datasette's own included: texts that keep to their place, and whether it is private."""
    if _switched_on(datasette):
        env.finalize = shown.settled
        env.globals["for_insiders"] = lambda: datasette.archive_site.settings.private


@_hook
def permission_resources_sql(datasette: Any, action: str) -> PermissionSQL | None:
    """Deny visitors' SQL and the download of the database, unless the edition allows them.

    Datasette's empty `_memory` is no part of the site: nobody sees it or asks it anything.
    """
    if not _switched_on(datasette):
        return None
    pointer = _pointer(datasette)
    denied = []
    if action in {"view-database", "execute-sql", "view-database-download"}:
        denied.append("_memory")
    if action == "execute-sql" and not (pointer and pointer.sql):
        denied.append(DATABASE)
    if action == "view-database-download" and not (pointer and pointer.download):
        denied.append(DATABASE)
    rows = " UNION ALL ".join(
        f"SELECT '{name}' AS parent, NULL AS child, 0 AS allow, 'archive' AS reason" for name in denied
    )
    return PermissionSQL(sql=rows) if denied else None


@_hook
def extra_template_vars(datasette: Any, request: Any, view_name: str) -> dict[str, Any]:
    """What Datasette's own pages need to look like ours."""
    if request is None or view_name == "archive" or not _switched_on(datasette):
        return {}
    return tables.dress(datasette, request)


@_hook
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Any] | None:
    """Our page for an address at which there is nothing; Datasette answers everything else, and all JSON and CSV. What
    it cannot make sense of in a question is the question's fault, not the site's.
    """
    if not _switched_on(datasette):
        return None
    if tables.misunderstood(request, exception):
        wrong = BadRequest("What was asked of this table cannot be understood")
        return cast(Callable[[], Any], errors.handle_exception(datasette, request, wrong))
    if not isinstance(exception, NotFound):
        return None
    if request.path.endswith((".json", ".csv")):
        return None
    return lambda: views.missing(datasette, request)


@_hook
def render_cell(  # noqa: PLR0917  # as Datasette names them
    datasette: Any, database: str, table: str | None, column: str, row: Any, value: Any
) -> Markup | None:
    """Link items and files in Datasette's tables to our pages."""
    if database != DATABASE or not _switched_on(datasette):
        return None
    return tables.cell(datasette, table, column, row, value)
