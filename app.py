"""Names, orders and runs the pages; nothing else."""

from insight.ui.frame import navigation

navigation().run()
