"""How the documentation is made: ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

import volmatch  # noqa: E402

project = "volmatch"
author = "the volmatch authors"
copyright = author
version = release = volmatch.__version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "volmatch_pages",
]
exclude_patterns = ["_build", "examples/**/*.py", "extensions"]

html_theme = "furo"
html_title = "volmatch"
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

# Notebooks are executed at every build; one that fails, fails the build.
nb_execution_mode = "cache"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_merge_streams = True

autodoc_typehints = "none"
autodoc_class_signature = "mixed"
# The classes of attrs say in their docstrings what their fields are.
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = False

# No page asks another host for anything while it is made.
intersphinx_mapping: dict[str, tuple[str, None]] = {}
