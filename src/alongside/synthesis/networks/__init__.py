"""Several treatments compared at once, and the components that they are made of.

In this order: `contrast_data` or `arm_data` checks a table and makes it a network (every fault one line); `subnets`
says which parts hang together; `network` estimates every pair of treatments under common and random effects; `league`,
`p_scores`, `rankogram`, `split`, `decompose` and `contributions` say the same from other sides. `component_model` takes
treatments apart into components and estimates any combination, also one never tried, and says in words which components
the trials cannot tell apart; `both_ways` shows what it does if silence is not absence; `together` counts which
components go together.
"""

from alongside.synthesis.networks.arms import arm_data
from alongside.synthesis.networks.cells import BothWays, both_ways, recode
from alongside.synthesis.networks.components import Combination, ComponentEstimates, Components, component_model
from alongside.synthesis.networks.contributions import Contributions, contributions
from alongside.synthesis.networks.data import contrast_data
from alongside.synthesis.networks.decomposition import Decomposition, DesignQ, decompose
from alongside.synthesis.networks.identifiability import Identifiability, Together, identifiability, together
from alongside.synthesis.networks.league import Cell, league
from alongside.synthesis.networks.marginal import marginal_tau2
from alongside.synthesis.networks.model import Estimates, Network, network
from alongside.synthesis.networks.ranking import Rankogram, p_scores, rankogram
from alongside.synthesis.networks.splitting import Split, split
from alongside.synthesis.networks.stacks import NetworkData
from alongside.synthesis.networks.subnets import Subnet, subnets

__all__ = [
    "BothWays",
    "Cell",
    "Combination",
    "ComponentEstimates",
    "Components",
    "Contributions",
    "Decomposition",
    "DesignQ",
    "Estimates",
    "Identifiability",
    "Network",
    "NetworkData",
    "Rankogram",
    "Split",
    "Subnet",
    "Together",
    "arm_data",
    "both_ways",
    "component_model",
    "contrast_data",
    "contributions",
    "decompose",
    "identifiability",
    "league",
    "marginal_tau2",
    "network",
    "p_scores",
    "rankogram",
    "recode",
    "split",
    "subnets",
    "together",
]
