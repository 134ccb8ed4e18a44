"""The documentation's settings."""

import alongside

project = "Alongside"
author = "The founders of Alongside"
version = release = alongside.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
html_theme = "furo"
html_title = "Alongside"
exclude_patterns = ["_build", "pictures"]
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
