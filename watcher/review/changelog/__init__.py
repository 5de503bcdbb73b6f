"""What pages of the change log show: views, one change and all around it, captures to look at."""
