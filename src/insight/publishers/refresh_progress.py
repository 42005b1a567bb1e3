"""Show what is on its way from the publishers."""

from rich.progress import Progress, TaskID

from insight.publishers.fetching.release import DownloadState, ReleaseEvent


class ProgressBars:
    """Draws a bar for each download on its way, and one for all of them."""

    def __init__(self, progress: Progress, count: int) -> None:
        self._progress = progress
        self._all = progress.add_task("Downloads", total=count)
        self._running: dict[str, TaskID] = {}

    def __call__(self, event: ReleaseEvent) -> None:
        """Show what has happened; called by one thread at a time."""
        key = event.download.key
        if event.state is DownloadState.STARTED:
            title = f"  {event.download.title}"
            self._running[key] = self._progress.add_task(title, total=None)
        elif event.state is DownloadState.MOVING:
            if key in self._running:
                self._progress.update(self._running[key], completed=event.done, total=event.total)
        else:
            if key in self._running:
                self._progress.remove_task(self._running.pop(key))
            self._progress.advance(self._all)
            if not self._progress.console.is_terminal:
                self._progress.console.print(f"{event.download.title}: {event.state}")
