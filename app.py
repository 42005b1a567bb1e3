"""Names, orders and runs the pages; nothing else."""

from insight.shell.frame import navigation

navigation().run()
