"""How often the support check lets a false statement pass, and how often it drops a true one."""
