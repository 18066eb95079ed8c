//! Every check that has a severity: its id, what it finds, and how much that counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::NixOptions;

/// How much a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The system is not built.
    Error,
    /// It is built, with a warning.
    Warn,
    /// Nothing is said.
    Off,
}

/// What a check has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Only the options of this project: decided by [`check`](super::check()) and by the module.
    Options,
    /// The whole configuration of the host: decided by the module alone.
    Host,
}

macro_rules! checks {
    ($( $(#[$doc:meta])+ $variant:ident $field:ident = $id:literal, $severity:ident, $needs:ident; )+) => {
        /// A check.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Id {
            $( $(#[$doc])+ $variant, )+
        }

        impl Id {
            /// All of them.
            pub const ALL: &[Self] = &[$( Self::$variant ),+];

            /// As in messages and in `stateless.checks`.
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$variant => $id, )+
                }
            }

            /// What the check has to know.
            pub const fn needs(self) -> Needs {
                match self {
                    $( Self::$variant => Needs::$needs, )+
                }
            }
        }

        /// What each check counts. Every finding names the option, what is wrong with it and what to
        /// write instead; `off` is for those who know better.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct Checks {
            $( $(#[$doc])+ pub $field: Severity, )+
        }

        impl Checks {
            /// What a finding of this check counts.
            pub const fn severity(&self, id: Id) -> Severity {
                match id {
                    $( Id::$variant => self.$field, )+
                }
            }
        }

        impl Default for Checks {
            fn default() -> Self {
                Self {
                    $( $field: Severity::$severity, )+
                }
            }
        }
    };
}

checks! {
    /// Finds entries whose mount unit would have a name that Nix or systemd refuses: more than 200
    /// characters, or 192 in the initrd, where every character but letters, digits, `:`, `_`, `.` and
    /// `/` counts four times. Without this check the build fails far away from the option.
    PathLong path_long = "path-long", Error, Options;

    /// Finds entries, stores and the build directory at or below {file}`/proc`, {file}`/sys`,
    /// {file}`/dev` and {file}`/run`; also those of containers, and what containers have created there
    /// on the host. The kernel and systemd make these at each boot, and systemd refuses to mount some of
    /// them. A `tmpfs` or overlay of a container may lie below {file}`/dev` and {file}`/run`, but not in
    /// their place.
    PathApiFs path_api_fs = "path-api-fs", Error, Options;

    /// Finds entries at or below {file}`/nix`. The Nix store has to be there before anything that is
    /// persisted, so it needs a file system. Containers have the store of the host, and cannot change
    /// what is in it or mount something over it.
    PathNix path_nix = "path-nix", Error, Options;

    /// Finds entries at or below {file}`/boot` and {file}`/efi`. Firmware and boot loader read them
    /// before any mount exists, so they need a file system.
    PathBoot path_boot = "path-boot", Error, Options;

    /// Finds entries at or below {file}`/tmp` and {file}`/var/tmp`. What is there is meant to be lost,
    /// and programs do not expect it to come back. Stores of tier `scratch` are emptied at boot, so
    /// there it is lost all the same.
    PathTmp path_tmp = "path-tmp", Warn, Options;

    /// Finds entries for the path of a store itself, which would be mounted over with a part of it.
    PathIsStore path_is_store = "path-is-store", Error, Options;

    /// Finds entries for a directory in which a store lies: the mount would hide the store.
    PathContainsStore path_contains_store = "path-contains-store", Error, Options;

    /// Finds entries below the path of a store. What is there survives anyway.
    PathInsideStore path_inside_store = "path-inside-store", Error, Options;

    /// Finds paths that are declared twice, in one store or in two, by the system or by a user. Only
    /// one of the two can be mounted. In containers also a `tmpfs` or overlay at a persisted path, which
    /// would hide what is kept, layers of an overlay that are the same or lie in one another, which the
    /// kernel refuses, and a credential with the name that links among `files` are made with.
    Duplicate duplicate = "duplicate", Error, Options;

    /// Finds paths that are declared both as a file and as a directory, and entries below a file.
    FileDirectoryClash file_directory_clash = "file-directory-clash", Error, Options;

    /// Finds entries inside a persisted directory of the same store: the outer entry keeps them
    /// already. Entries of another store are mounted inside it in the right order, and are no finding;
    /// neither are those of a container with another source, or that can be written to where the outer
    /// one cannot.
    Nested nested = "nested", Warn, Options;

    /// Finds entries below a directory that is a symbolic link. systemd mounts nothing below a link.
    BelowSymlink below_symlink = "below-symlink", Error, Options;

    /// Finds directories to which several `parents`, or an entry and the `parents` of another, give
    /// different owners or modes, and sources of containers for which several entries do, also one of
    /// another container that has it at its own place. Only one of them can be right.
    ModeConflict mode_conflict = "mode-conflict", Error, Options;

    /// Finds the files of users and groups in {file}`/etc`. They are replaced by renaming, which fails
    /// on a bind mount: `passwd` and the activation of NixOS break. As directories, nobody could log in.
    ShadowFile shadow_file = "shadow-file", Error, Options;

    /// Finds files whose programs are known to replace them by renaming. On a bind mount that fails,
    /// and a link is replaced by a file that is gone at the next boot.
    RenameFile rename_file = "rename-file", Warn, Options;

    /// Finds paths with something that a shell would expand: `~` at the beginning of a path in a home,
    /// `$HOME`, `*` and `{a,b}`. Here they are characters like all others.
    PathLiteral path_literal = "path-literal", Error, Options;

    /// Finds files among `directories` and directories among `files`, where NixOS, a service or a preset
    /// says what the path is. The program would find the other one, and fail.
    KindMismatch kind_mismatch = "kind-mismatch", Error, Options;

    /// Finds directories that NixOS makes from the configuration at each boot, such as {file}`/etc`. What
    /// a configuration has no more would stay.
    PathMade path_made = "path-made", Warn, Options;

    /// Finds file systems in RAM that are too small for what they are, nearly always because the size has
    /// no unit and counts bytes: a root of less than 16 MiB, one of a container of less than 1 MiB, and
    /// other file systems of less than 4 KiB.
    SizeTooSmall size_too_small = "size-too-small", Error, Options;

    /// Finds `how = "synced"` where nothing can be copied: for directories, and for what containers keep.
    /// Without this check such an entry is bound.
    CannotSync cannot_sync = "cannot-sync", Error, Options;

    /// Finds paths that come from the examples of other projects and that hardly any system has.
    SampleLeftover sample_leftover = "sample-leftover", Warn, Options;

    /// Finds a {file}`/etc/machine-id` that is not there when PID 1 reads it: one of stage 2, or a
    /// link, which systemd does not follow. The system would have a new identity at each boot. For
    /// containers no such file counts: systemd-nspawn tells them.
    MachineIdLate machine_id_late = "machine-id-late", Error, Options;

    /// Finds {file}`/var/lib/nixos` in stage 2. The numbers of users and groups are given out before,
    /// so that they could change at each boot.
    UidMapLate uid_map_late = "uid-map-late", Error, Options;

    /// Finds stores that are at no mount point of {option}`fileSystems`, as their `requireMount` asks
    /// for. Such a store is on the root file system, and is lost with it.
    StoreMissingMount store_missing_mount = "store-missing-mount", Error, Host;

    /// Finds stores on a tmpfs, and what containers keep on one or in a store of tier `scratch`:
    /// everything there is lost.
    StoreOnTmpfs store_on_tmpfs = "store-on-tmpfs", Error, Host;

    /// Finds file systems of stores that have an entry in the initrd and are mounted later than that.
    StoreNotNeededForBoot store_not_needed_for_boot = "store-not-needed-for-boot", Error, Host;

    /// Finds entries that contradict {option}`environment.etc`: at or below a path that it makes, in
    /// stage 2 or linked around files that activation writes, and around files of an overlay
    /// ({option}`system.etc.overlay.enable`), which the mount would hide.
    EtcFile etc_file = "etc-file", Error, Host;

    /// Finds links and synced files below {file}`/etc` where that cannot be changed
    /// ({option}`system.etc.overlay.mutable` is false).
    EtcImmutable etc_immutable = "etc-immutable", Error, Host;

    /// Finds entries at or below a path that a tmpfiles rule makes a link ({option}`systemd.tmpfiles.rules`,
    /// {option}`systemd.tmpfiles.settings`), and directories that one empties at each boot.
    TmpfilesRule tmpfiles_rule = "tmpfiles-rule", Error, Host;

    /// Finds entries and file systems that hide each other: one at the mount point of a file system,
    /// and one in stage 2 around a file system that is mounted before. For containers, entries at the
    /// mount point of {option}`containers.<name>.bindMounts` or {option}`containers.<name>.tmpfs`.
    ShadowedByFilesystem shadowed_by_filesystem = "shadowed-by-filesystem", Error, Host;

    /// Finds entries below what is mounted later than they are: in the initrd below a file system of
    /// stage 2, and anything below one of the network, an entry that is kept on one, or one that is mounted
    /// on demand.
    BelowLateMount below_late_mount = "below-late-mount", Error, Host;

    /// Finds entries on a file system that survives anyway, such as {file}`/var` on a partition of its
    /// own.
    Needless needless = "needless", Warn, Host;

    /// Finds users of entries that {option}`users.users` does not have. Their paths would stay without
    /// owner. For containers only users with a number that NixOS fixes count: others have another one
    /// on the host, or none, and their paths would belong to root.
    UnknownUser unknown_user = "unknown-user", Error, Host;

    /// Finds groups of entries that {option}`users.groups` does not have. For containers only groups
    /// with a number that NixOS fixes count.
    UnknownGroup unknown_group = "unknown-group", Error, Host;

    /// Finds `directories` and `files` of the store itself that are in the home of a user and name no owner:
    /// they belong to root there.
    HomeOwner home_owner = "home-owner", Warn, Host;

    /// Finds persisted paths of users who have no home of their own, as it is by default for system
    /// users.
    HomeMissing home_missing = "home-missing", Error, Host;

    /// Finds links and files in place of a directory that a service has as its state directory. systemd
    /// refuses both there, and the service does not start.
    StateDirectorySymlink state_directory_symlink = "state-directory-symlink", Error, Host;

    /// Finds entries at or in the state directory of a service with `DynamicUser=`. systemd keeps that below
    /// {file}`/var/lib/private` and makes a link to it: it cannot move or replace what something is
    /// mounted at or in, and the service does not start.
    DynamicUser dynamic_user = "dynamic-user", Error, Host;

    /// Finds files of {option}`users.users.<name>.hashedPasswordFile` that are on a tmpfs, or that stage 2
    /// mounts too late. The activation of NixOS reads them before, and locks the account when they are not
    /// there.
    PasswordFileLate password_file_late = "password-file-late", Error, Host;

    /// Finds activation scripts, and services that start before local file systems are mounted, with the
    /// path of an entry of stage 2 in their text. They find nothing there, or write to what the mount hides.
    ReadEarly read_early = "read-early", Warn, Host;

    /// Finds keys of sops-nix and agenix that are not there when secrets are decrypted, or that do not
    /// survive.
    SecretsKeyLate secrets_key_late = "secrets-key-late", Error, Host;

    /// Finds entries for private keys and other secrets with a mode that lets others read them.
    KeyTooOpen key_too_open = "key-too-open", Error, Host;

    /// Finds entries of the initrd where the initrd is not run by systemd: nothing would mount them.
    ScriptedInitrd scripted_initrd = "scripted-initrd", Error, Host;

    /// Finds swap files that are persisted as an entry, or that lie on a tmpfs, and images for
    /// hibernation in a file. The kernel cannot use them there.
    SwapOrHibernationImage swap_or_hibernation_image = "swap-or-hibernation-image", Error, Host;

    /// Finds a root on tmpfs that, with the other tmpfs file systems, may take all RAM or more
    /// on a host without swap.
    RootSizeTotal root_size_total = "root-size-total", Error, Host;

    /// Finds a root on tmpfs to which every user can write: mounted without `mode=`, which means 1777,
    /// or with a mode that says so. Any user could create files in `/`, and sshd ignores authorized keys
    /// below such a directory. `stateless.root` adds `mode=` itself.
    RootWorldWritable root_world_writable = "root-world-writable", Error, Host;

    /// Finds a boot loader that writes to a root on tmpfs: the host would not start again.
    BootNotSeparate boot_not_separate = "boot-not-separate", Error, Host;

    /// Finds a root on tmpfs that holds the Nix store: the host would not start again.
    NixNotSeparate nix_not_separate = "nix-not-separate", Error, Host;

    /// Finds a root that stays on its disk although {option}`stateless.root.enable` is on, because another
    /// definition of {option}`fileSystems` says so. Nothing would be emptied.
    RootOnDisk root_on_disk = "root-on-disk", Error, Host;

    /// Finds {option}`users.mutableUsers` on a root on tmpfs, where a password that `passwd` sets is lost at
    /// the next boot, and names the users who have no other one.
    PasswordLost password_lost = "password-lost", Warn, Host;

    /// Finds a root on tmpfs that loses {file}`/var/lib/nixos`, while somebody without a fixed number owns
    /// what is kept: after a boot it could belong to another user.
    UidMapLost uid_map_lost = "uid-map-lost", Warn, Host;

    /// Finds entries for single host keys that {option}`services.openssh.hostKeys` names too. The unit
    /// that makes keys deletes an empty one first, which fails on a mount.
    HostKeyFile host_key_file = "host-key-file", Warn, Host;

    /// Finds paths on a root on tmpfs that options of NixOS name and no entry keeps: files that must
    /// exist, such as keys, certificates and passwords, files that units read, and directories in
    /// which a service keeps its data. Only what is set by others than NixOS counts.
    PathLost path_lost = "path-lost", Warn, Host;

    /// Finds containers whose root is a tmpfs of systemd-nspawn, or an overlay, together with user ids
    /// that systemd-nspawn picks. It refuses the first and is not reliable with the second.
    TmpfsWithPick tmpfs_with_pick = "tmpfs-with-pick", Error, Host;

    /// Finds settings for the root of a container that its mode cannot have: a size or a number of
    /// inodes for an overlay.
    RootSizeIgnored root_size_ignored = "root-size-ignored", Error, Options;

    /// Finds containers whose journal is kept by the host while their machine id, which names the
    /// directory, is another one at each start.
    JournalNeedsMachineId journal_needs_machine_id = "journal-needs-machine-id", Error, Options;

    /// Finds containers with the machine id of the host, or of another container: their journals
    /// would be one, and the network takes them for one machine.
    MachineIdSameAsHost machine_id_same_as_host = "machine-id-same-as-host", Error, Host;

    /// Finds blanks in paths of containers. NixOS hands them to systemd-nspawn through a shell variable
    /// that is split at blanks, without a way to quote them. In the directories of an overlay it also
    /// finds `:`, `,` and `\`, which systemd hands to the kernel as they are.
    FlagWhitespace flag_whitespace = "flag-whitespace", Error, Options;

    /// Finds containers with a name that no machine can have, such as one with `_`: systemd-nspawn
    /// wants a host name of at most 64 characters. NixOS refuses `_` too, once the configuration of the
    /// container is built.
    NameUnderscore name_underscore = "name-underscore", Error, Options;

    /// Finds settings of the network that have no effect without
    /// {option}`containers.<name>.privateNetwork`, those that systemd-nspawn refuses together, and
    /// addresses of containers in a zone, with which they do not start.
    NetworkWithoutPrivate network_without_private = "network-without-private", Error, Host;

    /// Finds paths of containers, lower directories of overlays and credentials among them, that are not
    /// created and that cannot be there, because what they lie on is empty after each boot. The container
    /// would not start.
    BindSourceMissing bind_source_missing = "bind-source-missing", Error, Host;

    /// Finds paths of containers whose owners cannot be translated as asked. Without user ids of its
    /// own, a container with `idmap` does not start, and with `rootidmap` all owners but that of the
    /// path itself are nobody. With them, an overlay is never translated: everything in it belongs to
    /// nobody, and writing is refused. Files that are links share the bind of their directory, which can
    /// have only one way.
    BindIdmapConflict bind_idmap_conflict = "bind-idmap-conflict", Error, Host;

    /// Finds containers with a root on tmpfs and user ids of their own that keep anything, the journal
    /// included, and what they keep in a `tmpfs`. systemd-nspawn makes the directories above what is
    /// kept, and they belong to nobody: the container can create nothing in, for example,
    /// {file}`/var/lib`. In any root on tmpfs it also finds `parents`, which nothing gives their owner and
    /// mode there.
    TmpfsOwners tmpfs_owners = "tmpfs-owners", Warn, Host;

    /// Finds {option}`containers.<name>.bindMounts` of directories on a root on tmpfs: they are missing after a
    /// boot, or lose what the container has written.
    BindMountLost bind_mount_lost = "bind-mount-lost", Warn, Host;

    /// Finds containers whose root may grow larger than the memory they can have: writing to it would
    /// end with killed processes and not with a full file system.
    MemoryBelowRootSize memory_below_root_size = "memory-below-root-size", Warn, Options;

    /// Finds containers whose file systems in RAM may take more than all of it together.
    RootSizesOverRam root_sizes_over_ram = "root-sizes-over-ram", Warn, Options;

    /// Finds user ids of containers that are not said in full: `fixed` without `base`, a `base` that
    /// is no multiple of 65536 or without `fixed`, and two containers with one.
    UserIdBase user_id_base = "user-id-base", Error, Options;

    /// Finds health checks without a command, those whose command is no path, and those that leave less
    /// than a second to each try: they would fail, and restart the container, whatever it does.
    HealthCheck health_check = "health-check", Error, Options;

    /// Finds files of containers that are links and would hand over more than themselves. For a link,
    /// the directory that the file is in is bound: with a `source` of its own everything beside it is in
    /// the container, and what is read-only there can be written to through it.
    LinkNeighbours link_neighbours = "link-neighbours", Error, Options;

    /// Finds settings of `sandbox` that systemd-nspawn ignores with a line in a log, or does not start
    /// with: units of limits that count no bytes, soft limits above the hard one, ranges of CPUs that end
    /// before they begin, and capabilities that the kernel does not have.
    SandboxValue sandbox_value = "sandbox-value", Error, Options;

    /// Finds what entries say without any effect: a `seed` for a directory, `parents` that are not above
    /// the entry, and in containers a directory
    /// that is a link, and owner, mode and first content of what is not created.
    SettingIgnored setting_ignored = "setting-ignored", Error, Options;

    /// Finds flags among {option}`containers.<name>.extraFlags` that decide what an option of ours
    /// decides too, and a root among {option}`containers.<name>.tmpfs`. They win, and what follows from the
    /// option, such as the owners of what is bound, does not fit them. Without its settings file, a
    /// container has another machine id and no sandbox.
    FlagConflict flag_conflict = "flag-conflict", Error, Host;

    /// Finds containers that have user ids in common with one that has its own from
    /// {option}`containers.<name>.privateUsers`. Each could do as it likes with what the other keeps.
    UserIdsShared user_ids_shared = "user-ids-shared", Error, Host;

    /// Finds directories of the host that a container would share unseen: a `persist.root` or the upper
    /// directory of an overlay that another container has too, that is what a store is, or that holds
    /// one. A container would write to what the host or another one keeps.
    SourceShared source_shared = "source-shared", Error, Host;
}
