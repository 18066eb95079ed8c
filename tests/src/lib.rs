//! Tests of the whole line.

pub mod refused;
