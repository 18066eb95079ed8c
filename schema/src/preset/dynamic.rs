//! Services whose users systemd makes up at each start. Their directories are in
//! {file}`/var/lib/private` then, and systemd gives them to the user of the day.

use super::{Preset, PresetPath, directory, fixed, service, setting};

/// Root's until the service starts: systemd owns the directory then.
const fn state(path: &'static str, unit: &'static str) -> PresetPath {
    fixed(path, "0700").unit(unit)
}

pub(super) const PRESETS: &[Preset] = &[
    service(
        "ollama",
        &["services.ollama.enable"],
        "nixos/modules/services/misc/ollama.nix",
    )
    .keeps("models of Ollama", "Models are large downloads.")
    .paths(&[directory(setting("services.ollama.home", "/var/lib/ollama"), "0700").unit("ollama")]),
    service(
        "open-webui",
        &["services.open-webui.enable"],
        "nixos/modules/services/misc/open-webui.nix",
    )
    .keeps(
        "users and conversations of Open WebUI",
        "This is the data of the service.",
    )
    .paths(&[directory(
        setting("services.open-webui.stateDir", "/var/lib/open-webui"),
        "0700",
    )
    .unit("open-webui")]),
    service(
        "adguardhome",
        &["services.adguardhome.enable"],
        "nixos/modules/services/networking/adguardhome.nix",
    )
    .keeps(
        "filters, statistics and settings of AdGuard Home",
        "Settings made in the web interface are stored only in this directory.",
    )
    .paths(&[state("/var/lib/AdGuardHome", "adguardhome")]),
    service(
        "mealie",
        &["services.mealie.enable"],
        "nixos/modules/services/web-apps/mealie.nix",
    )
    .keeps("the recipes of Mealie", "This is the data of the service.")
    .paths(&[state("/var/lib/mealie", "mealie")]),
    service(
        "prowlarr",
        &["services.prowlarr.enable"],
        "nixos/modules/services/misc/servarr/prowlarr.nix",
    )
    .keeps(
        "indexers and settings of Prowlarr",
        "They are configured in the web interface.",
    )
    .paths(&[state("/var/lib/prowlarr", "prowlarr")]),
    service(
        "ntfy-sh",
        &["services.ntfy-sh.enable"],
        "nixos/modules/services/misc/ntfy-sh.nix",
    )
    .keeps(
        "users, tokens and messages of ntfy",
        "Messages are stored until offline clients fetch them.",
    )
    .paths(&[state("/var/lib/ntfy-sh", "ntfy-sh")]),
    service(
        "uptime-kuma",
        &["services.uptime-kuma.enable"],
        "nixos/modules/services/monitoring/uptime-kuma.nix",
    )
    .keeps(
        "monitors and history of Uptime Kuma",
        "Monitors are configured in the web interface.",
    )
    .paths(&[state("/var/lib/uptime-kuma", "uptime-kuma")]),
];
