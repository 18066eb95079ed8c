//! Paths: absolute ones on the host, and ones relative to a home.
//!
//! A component is no `.`, no `..` and not empty, so that two spellings are two paths and a path
//! stays below its parent. Line breaks are refused because unit files and tmpfiles lines end there;
//! everything else that Linux allows is legal and quoted where it is used.

use crate::scalar;

scalar! {
    /// An absolute path without `.`, `..` or empty components and without a trailing slash.
    AbsPath {
        noun: "absolute path",
        pattern: "(/([^/.\n][^/\n]*|[.][^/.\n][^/\n]*|[.][.][^/\n]+))+",
        max_len: 4095,
        example: "/var/lib/postgresql",
    }
}

scalar! {
    /// A path relative to a home directory, without `.`, `..` or empty components.
    RelPath {
        noun: "relative path",
        pattern: "([^/.\n][^/\n]*|[.][^/.\n][^/\n]*|[.][.][^/\n]+)(/([^/.\n][^/\n]*|[.][^/.\n][^/\n]*|[.][.][^/\n]+))*",
        max_len: 4095,
        example: ".config/nvim",
    }
}
