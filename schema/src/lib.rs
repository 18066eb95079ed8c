//! The options of Stateless: the only place where they are defined, with presets and checks. What a
//! Rust type becomes as options is `nixos_options`.
//!
//! A domain is a part of the option tree: [`root`], [`store`], [`container`], [`preset`]. [`domains`] lists them
//! in documentation order.

use nixos_options::meta::Domain;

pub mod check;
pub mod container;
pub mod entry;
pub mod home;
pub mod preset;
pub mod root;
pub mod scalar;
pub mod store;

/// The domains, in documentation order. The behaviour of the domain `x` is in `codegen/nix/x`.
pub fn domains() -> &'static [Domain] {
    const DOMAINS: &[Domain] = &[
        Domain::new::<root::Root>("root", &["stateless", "root"]),
        Domain::new::<store::Persistence>("stores", &["stateless"])
            .with_needs(&["containers", "root"]),
        Domain::new::<container::Container>("containers", &["containers", "<name>", "stateless"])
            .with_data(preset::container_data)
            .with_needs(&["root", "stores"]),
        Domain::new::<preset::Presets>("presets", &["stateless", "presets"])
            .with_data(preset::data)
            .with_needs(&["stores"]),
    ];
    DOMAINS
}

/// The domains of the module for home-manager. They have no behaviour: the NixOS modules collect
/// what homes declare.
pub fn home_domains() -> &'static [Domain] {
    const DOMAINS: &[Domain] = &[Domain::new::<home::HomePersistence>(
        "stores",
        &["stateless"],
    )];
    DOMAINS
}
