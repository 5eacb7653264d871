"""Who may do what: roles, tokens, one-time logins, sessions; which hosts and origins are answered."""

from api.roles import Role
from api.security.access import Caller, needs, open_to_all

__all__ = ["Caller", "Role", "needs", "open_to_all"]
