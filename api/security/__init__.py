"""Who may do what: roles, tokens, one-time logins, sessions; which hosts and origins are answered."""

from api.security.access import Caller, needs, open_to_all
from api.security.roles import Role

__all__ = ["Caller", "Role", "needs", "open_to_all"]
