//! Every check that has a severity: its id, what it reports, and its default severity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use nixos_options::NixOptions;

use super::severity::{Needs, Severity, checks};

checks! {
    /// Reports entries whose mount unit name is too long for Nix or systemd: over 200 characters,
    /// or over 192 in the initrd. Each character except letters, digits, `:`, `_`, `.` and `/`
    /// counts as four. Without this check the build fails with an error that does not name the
    /// option.
    PathLong path_long = "path-long", Error, Options;

    /// Reports entries, stores and the build directory at or below {file}`/proc`, {file}`/sys`,
    /// {file}`/dev` and {file}`/run`. The kernel and systemd create these directories at each boot,
    /// and systemd refuses some mounts in them. The check covers entries of containers and host
    /// directories that containers create. A `tmpfs` or overlay of a container may be below
    /// {file}`/dev` or {file}`/run`, but may not replace them.
    PathApiFs path_api_fs = "path-api-fs", Error, Options;

    /// Reports entries at or below {file}`/nix`. The Nix store must be mounted before any store, so
    /// it needs its own file system. Containers use the Nix store of the host. They cannot change
    /// it or mount over it.
    PathNix path_nix = "path-nix", Error, Options;

    /// Reports entries at or below {file}`/boot` and {file}`/efi`. Firmware and the boot loader
    /// read these directories before anything is mounted, so they need their own file system.
    PathBoot path_boot = "path-boot", Error, Options;

    /// Reports entries at or below {file}`/tmp` and {file}`/var/tmp`. Programs expect these
    /// directories to be emptied. Stores of tier `scratch` are exempt, because they are emptied at
    /// boot.
    PathTmp path_tmp = "path-tmp", Warn, Options;

    /// Reports entries for the path of a store itself. Such an entry would mount a part of the
    /// store over the store.
    PathIsStore path_is_store = "path-is-store", Error, Options;

    /// Reports entries for a parent directory of a store. The mount would hide the store.
    PathContainsStore path_contains_store = "path-contains-store", Error, Options;

    /// Reports entries below the path of a store. Files in a store already survive.
    PathInsideStore path_inside_store = "path-inside-store", Error, Options;

    /// Reports paths that are declared twice, in one store or in two, by the system or by a user.
    /// Only one of the declarations can be mounted. In containers the check also reports a `tmpfs`
    /// or overlay at a persisted path, which would hide the persisted data; identical or nested
    /// layers of an overlay, which the kernel refuses; and a credential with the name that the
    /// module uses to create links among `files`.
    Duplicate duplicate = "duplicate", Error, Options;

    /// Reports paths that are declared both as a file and as a directory, and entries below a file.
    FileDirectoryClash file_directory_clash = "file-directory-clash", Error, Options;

    /// Reports entries inside a persisted directory of the same store, because the outer entry
    /// already persists them. It does not report entries of another store, which are mounted inside
    /// the directory in the right order, and entries inside a directory that a preset adds. In
    /// containers it does not report entries with a different source, or writable entries in a
    /// read-only directory.
    Nested nested = "nested", Warn, Options;

    /// Reports entries below a directory that is a symbolic link. systemd does not mount below
    /// links.
    BelowSymlink below_symlink = "below-symlink", Error, Options;

    /// Reports directories that get two different owners, groups or modes: from several `parents`,
    /// or from an entry and the `parents` of another entry. For containers it also reports a source
    /// directory with different settings in several entries, even in different containers.
    ModeConflict mode_conflict = "mode-conflict", Error, Options;

    /// Reports entries for the account files in {file}`/etc`, such as {file}`/etc/shadow`. Programs
    /// replace these files by renaming, which fails on a bind mount: `passwd` and the activation of
    /// NixOS break. If they are declared as directories, nobody can log in.
    ShadowFile shadow_file = "shadow-file", Error, Options;

    /// Reports files that programs are known to replace by renaming. Renaming fails on a bind
    /// mount. It replaces a symbolic link by a file that is lost at the next boot. Also reports
    /// {file}`/etc/localtime`, which is a symbolic link that {option}`time.timeZone` sets.
    RenameFile rename_file = "rename-file", Warn, Options;

    /// Reports paths with shell syntax: `~` at the beginning of a path in a home directory,
    /// `$HOME`, `*` and `{a,b}`. Paths are not expanded, so these are ordinary characters.
    PathLiteral path_literal = "path-literal", Error, Options;

    /// Reports files among `directories` and directories among `files`, if NixOS, a service or a
    /// preset defines the kind of the path. The program would find the wrong kind and fail.
    KindMismatch kind_mismatch = "kind-mismatch", Error, Options;

    /// Reports directories that NixOS creates from the configuration at each boot, such as
    /// {file}`/etc`. Files of earlier configurations would stay in them.
    PathMade path_made = "path-made", Warn, Options;

    /// Reports tmpfs sizes that are too small, usually because the size has no unit and counts
    /// bytes. The minimum is 16 MiB for the root file system, 1 MiB for that of a container and 4
    /// KiB for others.
    SizeTooSmall size_too_small = "size-too-small", Error, Options;

    /// Reports `how = "synced"` for directories and in containers, which do not support it. Without
    /// this check such an entry is bind-mounted.
    CannotSync cannot_sync = "cannot-sync", Error, Options;

    /// Reports paths from the examples of other projects that hardly any system has.
    SampleLeftover sample_leftover = "sample-leftover", Warn, Options;

    /// Reports entries for {file}`/etc/machine-id` that systemd cannot use when it starts: an entry
    /// mounted in stage 2, or a symbolic link, which systemd does not follow. The system would get
    /// a new identity at each boot. In containers it reports every such entry, because
    /// systemd-nspawn sets the ID.
    MachineIdLate machine_id_late = "machine-id-late", Error, Options;

    /// Reports {file}`/var/lib/nixos` mounted in stage 2. NixOS assigns user and group IDs earlier,
    /// so the IDs could change at each boot.
    UidMapLate uid_map_late = "uid-map-late", Error, Options;

    /// Reports stores without the mount in {option}`fileSystems` that their `requireMount` demands.
    /// Such a store is on the root file system and is lost with it.
    StoreMissingMount store_missing_mount = "store-missing-mount", Error, Host;

    /// Reports stores on a tmpfs or on a root that is emptied at each boot, and persisted paths of
    /// containers on a tmpfs or in a store of tier `scratch`. Their data is lost.
    StoreOnTmpfs store_on_tmpfs = "store-on-tmpfs", Error, Host;

    /// Reports stores with entries in the initrd whose file system is mounted only after the
    /// initrd.
    StoreNotNeededForBoot store_not_needed_for_boot = "store-not-needed-for-boot", Error, Host;

    /// Reports entries that conflict with {option}`environment.etc`. These are entries in stage 2
    /// at or below a path that the option creates, and links around files that activation writes.
    /// With {option}`system.etc.overlay.enable` they also include entries around files of the
    /// overlay, which the mount would hide.
    EtcFile etc_file = "etc-file", Error, Host;

    /// Reports links and synced files below an immutable {file}`/etc`
    /// ({option}`system.etc.overlay.mutable` is `false`).
    EtcImmutable etc_immutable = "etc-immutable", Error, Host;

    /// Reports entries at or below a path that a tmpfiles rule turns into a link
    /// ({option}`systemd.tmpfiles.rules`, {option}`systemd.tmpfiles.settings`). It also reports
    /// directories that a rule empties at each boot.
    TmpfilesRule tmpfiles_rule = "tmpfiles-rule", Error, Host;

    /// Reports entries and file systems that hide each other: an entry at the mount point of a file
    /// system, and an entry in stage 2 above a file system that is mounted earlier. For containers
    /// it reports entries at the mount point of {option}`containers.<name>.bindMounts` or
    /// {option}`containers.<name>.tmpfs`.
    ShadowedByFilesystem shadowed_by_filesystem = "shadowed-by-filesystem", Error, Host;

    /// Reports entries below a mount that comes too late. In the initrd this is a file system of
    /// stage 2. In every phase it is a network file system, an entry stored on one, or a file
    /// system that is mounted on demand.
    BelowLateMount below_late_mount = "below-late-mount", Error, Host;

    /// Reports entries on a file system that already survives, such as {file}`/var` on a separate
    /// partition.
    Needless needless = "needless", Warn, Host;

    /// Reports entry owners that {option}`users.users` does not define. Their paths would have no
    /// valid owner. For containers only users with a fixed ID in NixOS are accepted. Other users
    /// have a different ID on the host, or none, and their paths would belong to root.
    UnknownUser unknown_user = "unknown-user", Error, Host;

    /// Reports entry groups that {option}`users.groups` does not define. For containers only groups
    /// with a fixed ID in NixOS are accepted.
    UnknownGroup unknown_group = "unknown-group", Error, Host;

    /// Reports `directories` and `files` of the store itself that are in the home directory of a
    /// user and set no owner. They would belong to root.
    HomeOwner home_owner = "home-owner", Warn, Host;

    /// Reports persisted paths of users without a home directory, the default for system users.
    HomeMissing home_missing = "home-missing", Error, Host;

    /// Reports symbolic links and files at the state directory of a service. systemd refuses both,
    /// and the service does not start.
    StateDirectorySymlink state_directory_symlink = "state-directory-symlink", Error, Host;

    /// Reports entries at or in the state directory of a service with `DynamicUser=`. systemd keeps
    /// this directory below {file}`/var/lib/private` and links to it. It cannot move or replace a
    /// directory with a mount, so the service does not start.
    DynamicUser dynamic_user = "dynamic-user", Error, Host;

    /// Reports files of {option}`users.users.<name>.hashedPasswordFile` that are on a tmpfs or
    /// mounted only in stage 2. The activation of NixOS reads them earlier and locks the account if
    /// they are missing.
    PasswordFileLate password_file_late = "password-file-late", Error, Host;

    /// Reports activation scripts and early services whose text contains the path of an entry
    /// mounted in stage 2. They run before the mount: they do not see the persisted data, or their
    /// writes are hidden by the mount.
    ReadEarly read_early = "read-early", Warn, Host;

    /// Reports keys of sops-nix and agenix that are missing when secrets are decrypted, or that do
    /// not survive a reboot.
    SecretsKeyLate secrets_key_late = "secrets-key-late", Error, Host;

    /// Reports entries for private keys and other secrets with a mode that lets other users read
    /// them.
    KeyTooOpen key_too_open = "key-too-open", Error, Host;

    /// Reports entries of the initrd if the initrd does not use systemd. They would not be mounted.
    ScriptedInitrd scripted_initrd = "scripted-initrd", Error, Host;

    /// Reports swap files that are persisted as an entry or stored on a tmpfs, and hibernation
    /// images in a file. The kernel cannot use them there.
    SwapOrHibernationImage swap_or_hibernation_image = "swap-or-hibernation-image", Error, Host;

    /// Reports a root on tmpfs that, together with the other tmpfs mounts, may use all RAM or more
    /// on a host without swap.
    RootSizeTotal root_size_total = "root-size-total", Error, Host;

    /// Reports a root on tmpfs that every user can write to: mounted without `mode=`, which means
    /// mode 1777, or with such a mode. Every user could create files in `/`, and sshd ignores
    /// authorized keys below such a directory. `stateless.root` sets `mode=` itself.
    RootWorldWritable root_world_writable = "root-world-writable", Error, Host;

    /// Reports a boot loader that writes to a root that is emptied at each boot, and entries at or
    /// below a directory that the boot loader writes to. The host would not boot again.
    BootNotSeparate boot_not_separate = "boot-not-separate", Error, Host;

    /// Reports a Nix store on a root that is emptied at each boot. The host would not boot again.
    NixNotSeparate nix_not_separate = "nix-not-separate", Error, Host;

    /// Reports a root that stays on disk although {option}`stateless.root.kind` is `"tmpfs"`, because
    /// another definition of {option}`fileSystems` takes precedence. The root would not be emptied.
    RootOnDisk root_on_disk = "root-on-disk", Error, Host;

    /// Reports file systems that do not fit {option}`stateless.root.kind` or
    /// {option}`stateless.root.volatileMounts`: a root on tmpfs with another kind, a root that is no
    /// named subvolume with `kind = "btrfs"`, and paths where no file system is mounted.
    RootLayout root_layout = "root-layout", Error, Host;

    /// Reports {option}`users.mutableUsers` with a root that is emptied at each boot. Passwords set
    /// with `passwd` are lost at the next boot. The finding names the users who have no other
    /// password.
    PasswordLost password_lost = "password-lost", Warn, Host;

    /// Reports a root that is emptied at each boot and loses {file}`/var/lib/nixos` while users or
    /// groups without a fixed ID own persisted paths. After a reboot these paths could belong to
    /// another user.
    UidMapLost uid_map_lost = "uid-map-lost", Warn, Host;

    /// Reports entries for single host keys that {option}`services.openssh.hostKeys` also names.
    /// The unit that creates keys first deletes an empty key, which fails on a mount.
    HostKeyFile host_key_file = "host-key-file", Warn, Host;

    /// Reports paths on a root that is emptied at each boot that NixOS options use and no entry
    /// persists. These are files that must exist, such as keys, certificates and passwords; files
    /// that units read; and data directories of services. Values that NixOS itself sets are ignored.
    PathLost path_lost = "path-lost", Warn, Host;

    /// Reports containers with `root.mode = "tmpfs"` or `"overlay"` whose user IDs systemd-nspawn
    /// picks. systemd-nspawn refuses this with a tmpfs, and it is unreliable with an overlay.
    TmpfsWithPick tmpfs_with_pick = "tmpfs-with-pick", Error, Host;

    /// Reports `root.size` and `root.inodes` of a container with `root.mode = "overlay"`, which does
    /// not support them. For the host it reports settings of {option}`stateless.root` that its `kind`
    /// does not use.
    RootSizeIgnored root_size_ignored = "root-size-ignored", Error, Options;

    /// Reports containers with `journal = "host"` and a random machine ID. The journal directory is
    /// named after the ID, so each start would create a new one.
    JournalNeedsMachineId journal_needs_machine_id = "journal-needs-machine-id", Error, Options;

    /// Reports containers with the machine ID of the host or of another container. They would share
    /// one journal, and the network would treat them as one machine.
    MachineIdSameAsHost machine_id_same_as_host = "machine-id-same-as-host", Error, Host;

    /// Reports spaces in paths of containers. NixOS passes these paths to systemd-nspawn in a shell
    /// variable that is split at spaces and cannot be quoted. In the directories of an overlay the
    /// check also reports `:`, `,` and `\`, which systemd passes to the kernel unescaped.
    FlagWhitespace flag_whitespace = "flag-whitespace", Error, Options;

    /// Reports containers whose name is not a valid machine name, for example one with `_`.
    /// systemd-nspawn requires a host name of at most 64 characters. NixOS also refuses `_`, but
    /// only when it builds the configuration of the container.
    NameUnderscore name_underscore = "name-underscore", Error, Options;

    /// Reports network settings that have no effect without
    /// {option}`containers.<name>.privateNetwork`, and combinations that systemd-nspawn refuses. It
    /// also reports addresses of containers in a zone, which prevent their start.
    NetworkWithoutPrivate network_without_private = "network-without-private", Error, Host;

    /// Reports host paths of containers that are not created and cannot exist, because their file
    /// system is empty after each boot. The container would not start. The check covers sources of
    /// entries, lower directories of overlays and credentials.
    BindSourceMissing bind_source_missing = "bind-source-missing", Error, Host;

    /// Reports paths of containers whose owners cannot be mapped as requested. If a container has
    /// no user IDs of its own, it does not start with `idmap`. With `rootidmap`, every owner except
    /// that of the path itself becomes `nobody`. If a container has its own user IDs, overlays are
    /// never mapped: all their files belong to `nobody` and cannot be written. Links among `files`
    /// share the bind mount of their directory, which can have only one mapping.
    BindIdmapConflict bind_idmap_conflict = "bind-idmap-conflict", Error, Host;

    /// Reports containers with a root on tmpfs and their own user IDs that persist paths or the
    /// journal, and persisted paths inside a `tmpfs`. systemd-nspawn creates the parent directories
    /// as `nobody`, so the container cannot create files in, for example, {file}`/var/lib`. For
    /// every root on tmpfs the check also reports `parents`, whose owner and mode cannot be set
    /// there.
    TmpfsOwners tmpfs_owners = "tmpfs-owners", Warn, Host;

    /// Reports {option}`containers.<name>.bindMounts` of directories on a root that is emptied. The
    /// directories are missing after a boot, or lose the data that the container wrote.
    BindMountLost bind_mount_lost = "bind-mount-lost", Warn, Host;

    /// Reports containers whose tmpfs mounts may grow larger than their memory limit. Writing files
    /// would then kill processes instead of failing with a full file system.
    MemoryBelowRootSize memory_below_root_size = "memory-below-root-size", Warn, Options;

    /// Reports containers whose tmpfs mounts together may use more than all RAM.
    RootSizesOverRam root_sizes_over_ram = "root-sizes-over-ram", Warn, Options;

    /// Reports incomplete user ID settings of containers: `mode = "fixed"` without `base`, `base`
    /// without `mode = "fixed"`, a `base` that is not a multiple of 65536, and two containers with
    /// the same `base`.
    UserIdBase user_id_base = "user-id-base", Error, Options;

    /// Reports health checks that always fail, and would therefore restart the container: without a
    /// command, with a command that is not an absolute path, or with less than a second for each
    /// try.
    HealthCheck health_check = "health-check", Error, Options;

    /// Reports links among the `files` of a container that expose other files. For a link the whole
    /// directory of the file is bind-mounted. With a `source`, the container sees all other files
    /// in that directory. It can also write to files in it that are declared read-only.
    LinkNeighbours link_neighbours = "link-neighbours", Error, Options;

    /// Reports `sandbox` values that systemd-nspawn ignores with a log message, or that prevent its
    /// start: units on limits that do not count bytes, soft limits above the hard limit, CPU ranges
    /// that end before they begin, and unknown capabilities.
    SandboxValue sandbox_value = "sandbox-value", Error, Options;

    /// Reports entry settings without effect: a `seed` for a directory, and `parents` that are not
    /// above the entry. In containers also `how = "symlink"` for a directory, and owner, mode and
    /// seed of a path that is not created.
    SettingIgnored setting_ignored = "setting-ignored", Error, Options;

    /// Reports {option}`containers.<name>.extraFlags` that override an option of this module, and a
    /// root among {option}`containers.<name>.tmpfs`. The flag takes precedence, and settings
    /// derived from the option, such as owners of bind mounts, no longer match. Without its
    /// settings file a container loses its machine ID and its sandbox.
    FlagConflict flag_conflict = "flag-conflict", Error, Host;

    /// Reports containers that share user IDs with a container that has its own from
    /// {option}`containers.<name>.privateUsers`. Each could read and change the data of the other.
    UserIdsShared user_ids_shared = "user-ids-shared", Error, Host;

    /// Reports host directories that a container shares unintentionally: a `persist.root` or upper
    /// directory of an overlay that another container also uses, that is the path of a store, or
    /// that contains a store. The container would write to the data of the host or of another
    /// container.
    SourceShared source_shared = "source-shared", Error, Host;
}
