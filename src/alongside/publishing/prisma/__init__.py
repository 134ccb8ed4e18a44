"""The PRISMA 2020 flow diagram and the PRISMA-S table of searches, from the counts of a project.

What happens in here, in the order of the way: `sources` names where each file came from; `flow` makes the boxes'
numbers of the counts, and holds that they add up; `boxes` says which boxes there are, in words; `drawing` places them
and draws SVG and PNG; `text` and `word` write the same boxes for a terminal and for Word; `searches` is the table of
searches.

After Page et al. 2021 (BMJ 372:n71) and Rethlefsen et al. 2021 (Systematic Reviews 10:39).
"""

from alongside.publishing.prisma.flow import Flow, Way, flow_of
from alongside.publishing.prisma.searches import Search, searches_of

__all__ = ["Flow", "Search", "Way", "flow_of", "searches_of"]
