#!/bin/bash
# As in the Jupyter Docker Stacks: start JupyterLab with the arguments given.
exec jupyter lab "$@"
