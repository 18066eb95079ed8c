//! Names of users, groups, units and stores.

use nixos_options::scalar;

scalar! {
    /// The name of a user or group, as NixOS requires it (`nixos/modules/config/users-groups.nix`):
    /// up to 31 letters, digits, `_`, `.` and, except at the start, `-`.
    UserName { noun: "user or group name", pattern: "[a-zA-Z0-9_.][a-zA-Z0-9_.-]*", max_len: 31, example: "alice" }
}

scalar! {
    /// The full name of a systemd unit, such as `postgresql.service` (systemd.unit(5), and
    /// `nixos/lib/systemd-lib.nix`).
    UnitName {
        noun: "unit name",
        pattern: r"[a-zA-Z0-9@%:_.\\-]+[.](service|socket|device|mount|automount|swap|target|path|timer|scope|slice)",
        max_len: 255,
        example: "postgresql.service",
    }
}

scalar! {
    /// The name of a store: letters, digits, `-` and `_`, starting with a letter or digit.
    StoreName { noun: "store name", pattern: "[a-zA-Z0-9][a-zA-Z0-9_-]*", max_len: 64, example: "main" }
}
