//! Measurements and what shows them.

use super::{Place, Preset, directory, service, setting};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "grafana",
        &["services.grafana.enable"],
        "nixos/modules/services/monitoring/grafana.nix",
    )
    .keeps(
        "dashboards, users and settings of Grafana",
        "They are created by hand, unless all are provisioned.",
    )
    .paths(&[directory(
        setting("services.grafana.dataDir", "/var/lib/grafana"),
        "0700",
    )
    .owner("grafana")]),
    service(
        "prometheus",
        &["services.prometheus.enable"],
        "nixos/modules/services/monitoring/prometheus/default.nix",
    )
    .keeps(
        "the measurements of Prometheus",
        "This is the data of the service.",
    )
    .paths(&[directory(
        Place::Named {
            option: "services.prometheus.stateDir",
            below: "/var/lib",
            name: "prometheus2",
        },
        "0700",
    )
    .owner("prometheus")]),
    service(
        "loki",
        &["services.loki.enable"],
        "nixos/modules/services/monitoring/loki.nix",
    )
    .keeps(
        "the logs that Loki collects",
        "This is the data of the service.",
    )
    .paths(&[directory(setting("services.loki.dataDir", "/var/lib/loki"), "0700").owner("loki")]),
];
