//! Amounts: sizes and inode counts as tmpfs(5) takes them.

use nixos_options::scalar;

scalar! {
    /// A size: a number of bytes with an optional suffix `K`, `M`, `G` or `T` (powers of 1024), or
    /// a percentage of the RAM from `1%` to `100%`.
    Size {
        noun: "size such as \"2G\" or \"25%\"",
        pattern: "[1-9][0-9]{0,14}[KMGT]?|([1-9][0-9]?|100)%",
        max_len: 16,
        example: "2G",
        help: "Write a number with the suffix `K`, `M`, `G`, `T` or `%` and without a space, such \
             as `2G`.",
    }
}

scalar! {
    /// A number of inodes with an optional suffix `K`, `M` or `G` (powers of 1024). Percentages are
    /// not allowed: the kernel refuses to mount a tmpfs with one.
    InodeCount {
        noun: "inode count such as \"1M\"",
        pattern: "[1-9][0-9]{0,14}[KMG]?",
        max_len: 16,
        example: "1M",
        help: "Write a number with the suffix `K`, `M` or `G` and without a space, such as `1M`.",
    }
}
