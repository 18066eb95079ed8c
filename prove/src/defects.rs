//! Defects that the proof must find.
