//! What mount(8) and chmod(1) take.

use nixos_options::scalar;

scalar! {
    /// Permission bits: three or four octal digits.
    Mode { noun: "octal mode such as \"0750\"", pattern: "[0-7]{3,4}", max_len: 4, example: "0750", help: "Write three or four octal digits in quotes, as in `\"0750\"`." }
}

scalar! {
    /// One mount option: printable ASCII without spaces and commas, because commas separate
    /// options.
    MountOption { noun: "mount option", pattern: "[!-+.-~-]+", max_len: 255, example: "noexec" }
}
