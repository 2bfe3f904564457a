"""The text of files: read in a process of its own that may use little time, memory and nothing else."""
