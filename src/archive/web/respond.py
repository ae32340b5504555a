"""One way to answer with a page of ours."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from archive.web import labels

# Our pages have no scripts, no styles of their own and nothing from elsewhere.
_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


async def page(
    datasette: Any,
    request: Request,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> Response:
    """The page that `templates/archive/TEMPLATE.html` makes of the context."""
    known = {
        "site": datasette.archive_site.settings,
        "edition": request.scope.get("archive"),
        "labels": labels,
        **context,
    }
    html = await datasette.render_template(f"archive/{template}.html", known, request=request, view_name="archive")
    return Response.html(html, status=status, headers={"Content-Security-Policy": _POLICY})
