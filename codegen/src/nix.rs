//! Everything that knows Nix syntax: the tree, its constructors, the printer and the reader.

pub mod expr;
