"""单位、岗位、授权、值班 — who may do what, over which part of the city, and who is on shift."""
