"""
The 15-minute life circle (十五分钟生活圈) of the records: who reaches a facility on foot, where the gaps are.

`walked` reads the records once; `answer` asks about facilities, `reach` about one place; `files` writes either.
"""

from gis_core.siting.life_circle.answer import LifeCircle, Question, life_circle
from gis_core.siting.life_circle.reach import Reach, reach, times_of
from gis_core.siting.life_circle.walked import Walked, read_walked

__all__ = ["LifeCircle", "Question", "Reach", "Walked", "life_circle", "reach", "read_walked", "times_of"]
