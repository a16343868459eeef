"""The screens: one file each, and the frame and the panes that they share."""
