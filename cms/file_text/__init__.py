"""The text of files that people upload: read in a process of its own that may use little time, memory and nothing else."""
