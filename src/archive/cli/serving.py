"""`archive serve`."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import click

from archive.catalogue.layout import Archive, Refused
from archive.catalogue.rules import read_rules
from archive.cli.ingesting import say_report
from archive.cli.opening import writing
from archive.cli.setting import Setting, current_pointer, pass_setting, say_problems
from archive.edition.plan import plan
from archive.edition.private import compile_private, keeping_private
from archive.edition.publish import expired, publish, refuse_if_blocked, widens
from archive.edition.remembered import widen_names
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest

_LOOK_EVERY = 60.0  # seconds


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any that is free.")
@click.option("--private", is_flag=True, help="Everything, the hidden items too, for this computer only.")
@pass_setting
def serve(setting: Setting, port: int, private: bool) -> None:
    """Show the edition in Datasette on 127.0.0.1, and take up each new one as it is published.

    Where a consent ends, what it allowed is taken out before anything more is shown. With --private there is everything
    instead, as it stands now, compiled apart from the edition and removed at the end; every page says so.

    \b
        archive serve --port 8001
        archive serve --private
    """
    if private:
        _serve_private(setting, port)
        return
    archive = setting.archive
    if current_pointer(archive) is None:
        raise Refused(f"{archive.root}: nothing is published yet; expected an edition (archive publish)")
    _tighten(setting)
    site = open_site(archive.root, setting.day)
    ended = threading.Event()
    threading.Thread(target=_watch, args=(setting, ended), daemon=True).start()
    try:
        _run(site, port)
    finally:
        ended.set()


def _serve_private(setting: Setting, port: int) -> None:
    # Told to end, or the window gone: what was compiled is removed all the same.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _frame: sys.exit(128 + number))
    archive = setting.archive
    with keeping_private(archive) as folder:
        with writing(archive) as catalogue:
            say_report(run_ingest(catalogue, Options()))
            problems = compile_private(catalogue, read_rules(archive).policy.circa)
        say_problems(problems)
        click.echo("Private: everything as it stands now, the hidden items too, for this computer only.")
        _run(open_site(archive.root, setting.day, private=folder), port)


def _run(site: Any, port: int) -> None:
    import uvicorn  # noqa: PLC0415  a second that no other command need pay

    listening = _listen(port)
    click.echo(f"http://127.0.0.1:{listening.getsockname()[1]}/  (Ctrl-C ends it)")
    try:
        config = uvicorn.Config(site.app(), log_level="warning", lifespan="on", server_header=False)
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def open_site(root: Path, day: date | None, *, private: Path | None = None) -> Any:
    """The Datasette that shows the edition of an archive, as it would on another day where one is given; or the
    `private` one in that folder.

    Raises Refused where Datasette has been told to go without the plugin: it would show bare tables, without the rules.
    """
    from datasette.app import Datasette  # noqa: PLC0415
    from datasette.plugins import pm  # noqa: PLC0415

    if not pm.has_plugin("archive"):
        raise Refused("DATASETTE_LOAD_PLUGINS leaves this program's plugin out; expected memory-archive in it")
    site = Datasette([], config_dir=root)
    settings = site.config.setdefault("plugins", {}).setdefault("archive", {})
    if day:
        settings["today"] = day.isoformat()
    if private:
        settings |= {"edition": str(private), "private": True}
    return site


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio sends each answer at once (TCP_NODELAY); else those after the first wait 40 ms.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)  # who asks before the site has started waits for it
    except OSError as error:
        listening.close()
        raise Refused(f"port {port}: {error.strerror}; expected a free one (--port)") from error
    return listening


def _watch(setting: Setting, ended: threading.Event) -> None:
    """Until the site ends, compile anew when the day has come on which something may no longer be shown."""
    while not ended.wait(_LOOK_EVERY):
        try:
            _tighten(setting)
        except (Refused, OSError) as trouble:
            click.echo(str(trouble), err=True)  # until it is mended the site answers 503


def _tighten(setting: Setting) -> None:
    archive: Archive = setting.archive
    if not expired(archive, setting.today):
        return
    with writing(archive) as catalogue:
        run_ingest(catalogue, Options())
        rules = read_rules(archive)
        planned = plan(catalogue, rules, setting.today)
        refuse_if_blocked(planned, rules)
        widen_names(archive, rules.policy.people.values())
        # Nobody is there to say yes: nothing opens.
        publish(catalogue, planned.without((*planned.opening, *widens(archive, planned))))
    click.echo(f"Compiled anew: a consent ended before {setting.today.isoformat()}.")
