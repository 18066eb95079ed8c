//! Which options the behaviour files read.
