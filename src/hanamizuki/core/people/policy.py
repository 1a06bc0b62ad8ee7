"""Who may do what: actions declared by the house and its rooms, held by roles; else refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from hanamizuki.core.people.roles import Role

if TYPE_CHECKING:
    from hanamizuki.core.people.models import Account

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
EVERYONE = frozenset(Role)


@dataclass(frozen=True)
class Action:
    """Something staff do. `by_section`: whoever holds the role for one section does it there only.

    A membership without a section holds for the whole ward. `ward`: only such a one opens it.
    """

    name: str
    roles: frozenset[Role]
    by_section: bool = False
    ward: bool = False


@dataclass
class ActionRegistry:
    """All actions by name. What is not in it nobody may do."""

    _all: dict[str, Action] = field(default_factory=dict)

    def register(
        self, name: str, roles: Iterable[Role], *, by_section: bool = False, ward: bool = False
    ) -> Action:
        """Declare one, such as `policy.edit`. Raises ValueError where the name is taken."""
        if name in self._all:
            raise ValueError(f"action {name!r} is declared twice")
        self._all[name] = Action(name, frozenset(roles), by_section, ward)
        return self._all[name]

    def get(self, name: str) -> Action | None:
        """The action of that name, or None."""
        return self._all.get(name)

    def __iter__(self) -> Iterator[Action]:
        return iter(self._all.values())


registry = ActionRegistry()
registry.register("staff.enter", EVERYONE)
registry.register("accounts.manage", {Role.ADMINISTRATOR})
registry.register("audit.read", {Role.ADMINISTRATOR})
registry.register("notices.read", {Role.ADMINISTRATOR})


def roles_of(account: Account) -> list[tuple[Role, str, str]]:
    """The (role, section, district) of an account; kept on the object for one request."""
    kept: list[tuple[Role, str, str]] | None = getattr(account, "_roles", None)
    if kept is None:
        rows = account.memberships.values_list("role", "section", "district")
        kept = [(Role(role), section, district) for role, section, district in rows]
        account._roles = kept  # type: ignore[attr-defined]
    return kept


def allowed(account: Any, action: str, section: str | None = None) -> bool:
    """True where the account may do the action, in that section where one is named.

    False for everybody else: visitors, people who have left, unknown actions.
    """
    known = registry.get(action)
    if known is None or not getattr(account, "is_authenticated", False) or not account.is_active:
        return False
    holds = [held for role, held, _ in roles_of(account) if role in known.roles]
    if known.ward:
        return "" in holds
    if known.by_section and section is not None:
        return not {"", section}.isdisjoint(holds)
    return bool(holds)


def sections_of(account: Account, action: str) -> frozenset[str] | None:
    """The sections in which an account may do an action; None means all of them."""
    known = registry.get(action)
    if known and known.ward:
        return None if allowed(account, action) else frozenset()
    held = [s for role, s, _ in roles_of(account) if known and role in known.roles]
    if held and known and (not known.by_section or "" in held):
        return None
    return frozenset(held)


def requires(action: str) -> Callable[[View], View]:
    """Decorator of a view: visitors are led to the log-in, others without the right get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not allowed(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.action = action  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


staff_only = requires("staff.enter")
