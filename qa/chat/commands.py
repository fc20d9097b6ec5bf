"""What the command palette offers: all that applies where the person is now."""

from collections.abc import Iterator
from functools import partial

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider


class Commands(Provider):
    """Every key that does something here, under its name, with what it does and the key itself."""

    async def discover(self) -> Hits:
        for active in self._active():
            yield DiscoveryHit(active.binding.description, partial(self._run, active), help=self._help(active))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for active in self._active():
            name, what = active.binding.description, self._help(active)
            if score := max(matcher.match(name), matcher.match(what)):
                yield Hit(score, matcher.highlight(name), partial(self._run, active), help=what)

    def _active(self) -> Iterator[ActiveBinding]:
        """Each action once; what belongs to the application is offered by Textual's own commands."""
        seen = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id and not binding.system and active.node is not self.app and binding.id not in seen:
                seen.add(binding.id)
                yield active

    def _help(self, active: ActiveBinding) -> str:
        return f"{active.tooltip} ({self.app.get_key_display(active.binding)})"

    async def _run(self, active: ActiveBinding) -> None:
        await self.app.run_action(active.binding.action, active.node)
