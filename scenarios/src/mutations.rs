//! Modules broken on purpose: each is a change under which a test must fail, in the subtest that is
//! for it.

/// A change of a generated file, and what must notice it.
#[derive(Clone, Copy, Debug)]
pub struct Mutation {
    /// How it is named on the command line.
    pub name: &'static str,
    /// The test that must fail.
    pub test: &'static str,
    /// The subtest that must fail.
    pub breaks: &'static str,
    /// The file, below the folder of the modules.
    pub file: &'static str,
    /// A text that is in it exactly once.
    pub find: &'static str,
    /// What stands there instead.
    pub replace: &'static str,
}

/// Every mutation. The first of each test is the sample that continuous integration runs.
pub const MUTATIONS: [Mutation; 19] = [
    Mutation {
        name: "root-size",
        test: "host",
        breaks: "the root is a tmpfs of the declared size",
        file: "root/config.nix",
        find: "\"size=${toString cfg.size}\"",
        replace: "\"size=50%\"",
    },
    Mutation {
        name: "silent-watch",
        test: "root-full",
        breaks: "at warnAt there is a warning that names the directory",
        file: "root/config.nix",
        find: "level=4",
        replace: "level=7",
    },
    Mutation {
        name: "no-stage2-mounts",
        test: "power-cuts",
        breaks: "after each power cut every acknowledged write is there, and nothing undeclared",
        file: "stores/config.nix",
        find: "(mountUnits mountStage2 \"local-fs.target\" entries)",
        replace: "(mountUnits mountStage2 \"local-fs.target\" [ ])",
    },
    Mutation {
        name: "loose-modes",
        test: "host",
        breaks: "entries have their owners and modes at the first boot",
        file: "lib/tmpfiles.nix",
        find: "mode = colon + item.mode;",
        replace: "mode = colon + \"0755\";",
    },
    Mutation {
        name: "no-initrd-mounts",
        test: "host",
        breaks: "entries of the initrd are mounted before any service",
        file: "stores/config.nix",
        find: "(mountUnits mountInitrd \"initrd-fs.target\" earlyEntries)",
        replace: "(mountUnits mountInitrd \"initrd-fs.target\" [ ])",
    },
    Mutation {
        name: "unwatched-sync",
        test: "host",
        breaks: "a synced file reaches the store without a shutdown",
        file: "lib/synced.nix",
        find: "PathChanged=${systemd.value entry.target}",
        replace: "PathChanged=/nowhere",
    },
    Mutation {
        name: "no-adoption",
        test: "host",
        breaks: "data at the target of an entry is adopted into an empty store",
        file: "lib/tmpfiles.nix",
        find: "optional adopts (line",
        replace: "optional false (line",
    },
    Mutation {
        name: "hiding-fail",
        test: "host",
        breaks: "an entry with onConflict = fail does not hide data",
        file: "lib/mounts.nix",
        find: "AssertDirectoryNotEmpty=!${where}",
        replace: "AssertPathIsDirectory=${where}",
    },
    Mutation {
        name: "failing-hide",
        test: "host",
        breaks: "an entry with onConflict = hide does, and leaves it alone",
        file: "lib/mounts.nix",
        find: "optionalString (entry.onConflict == \"fail\") (",
        replace: "optionalString (entry.onConflict != \"adopt\") (",
    },
    Mutation {
        name: "stop-on-removal",
        test: "host",
        breaks: "an entry that is removed keeps its mount and its data",
        file: "lib/mounts.nix",
        find: "      X-StopOnRemoval=false\n",
        replace: "",
    },
    Mutation {
        name: "seed-each-boot",
        test: "host",
        breaks: "a shutdown unmounts the store, and everything is there afterwards",
        file: "lib/systemd.nix",
        find: "create = argument: [ (line \"f\" argument) ];",
        replace: "create = argument: [ (line \"f+\" argument) ];",
    },
    Mutation {
        name: "forgotten-enforce",
        test: "host",
        breaks: "a shutdown unmounts the store, and everything is there afterwards",
        file: "lib/tmpfiles.nix",
        find: "optional (entry.enforce == \"always\" || ownerIsLate)",
        replace: "optional ownerIsLate",
    },
    Mutation {
        name: "followed-links",
        test: "host",
        breaks: "a link that a user planted is not followed, and the machine boots",
        file: "lib/territories.nix",
        find: "ConditionPathIsSymbolicLink=!${systemd.value path}",
        replace: "ConditionPathExists=/",
    },
    Mutation {
        name: "never-critical",
        test: "root-full",
        breaks: "at criticalAt it is critical",
        file: "root/config.nix",
        find: "level=2",
        replace: "level=4",
    },
    Mutation {
        name: "boundless-root",
        test: "root-full",
        breaks: "the root takes no more than its size",
        file: "root/config.nix",
        find: "\"size=${toString cfg.size}\"",
        replace: "\"size=80M\"",
    },
    Mutation {
        name: "boundless-container",
        test: "containers",
        breaks: "the root of the container is a tmpfs of its own size",
        file: "lib/nspawn.nix",
        find: "\"size=${toString mount.size}\"",
        replace: "\"size=48M\"",
    },
    Mutation {
        name: "followed-guest-links",
        test: "containers",
        breaks: "a link that the guest planted stops its next start",
        file: "containers/config.nix",
        find: "written ? ${parent}",
        replace: "false",
    },
    Mutation {
        name: "idle-health-check",
        test: "containers",
        breaks: "a failing health check restarts the container",
        file: "lib/container-units.nix",
        find: "systemctl --no-block ${check.onFailure}",
        replace: "systemctl --no-block is-active",
    },
    Mutation {
        name: "forgotten-machine-id",
        test: "containers",
        breaks: "the machine id and the journal are the same after a restart",
        file: "containers/config.nix",
        find: "machineIdOf =\n    name: stateless:",
        replace: "machineIdOf =\n    name: stateless: null; unused =\n    name: stateless:",
    },
];
