//! Amounts: sizes and inode counts as tmpfs(5) takes them.

use crate::scalar;

scalar! {
    /// A size: bytes, with `K`, `M`, `G` or `T` for powers of 1024, or a percentage of the RAM from
    /// `1%` to `100%`.
    Size {
        noun: "size such as \"2G\" or \"25%\"",
        pattern: "[1-9][0-9]{0,14}[KMGT]?|([1-9][0-9]?|100)%",
        max_len: 16,
        example: "2G",
        help: "Write a number and one of `K`, `M`, `G`, `T` or `%`, without a blank, as in `2G`.",
    }
}

scalar! {
    /// A number of inodes, with `K`, `M` or `G` for powers of 1024. Unlike a size it is never a
    /// percentage: the kernel refuses to mount a tmpfs with one.
    InodeCount {
        noun: "inode count such as \"1M\"",
        pattern: "[1-9][0-9]{0,14}[KMG]?",
        max_len: 16,
        example: "1M",
        help: "Write a number and one of `K`, `M` or `G`, without a blank, as in `1M`.",
    }
}
