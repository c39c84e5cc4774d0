"""区划与网格 — where: permanent areas in two dated trees, grids in schemes, geometry and its honesty."""
