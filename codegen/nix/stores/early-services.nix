# What services of NixOS read and make before local file systems are mounted, and keys of disks that the
# initrd opens once the root is there. `cargo xtask nixos readers` finds such services.
{ lib }:
let
  inherit (builtins) unsafeDiscardStringContext;
  inherit (lib)
    attrValues
    concatMap
    filter
    hasPrefix
    optional
    optionals
    removePrefix
    ;

  # A disk that is unlocked with a file of another one. The initrd has the root at `/sysroot`.
  keyBelowRoot =
    file: optional (file != null && hasPrefix "/sysroot/" file) (removePrefix "/sysroot" file);
in
config:
let
  duo = config.security.duosec or { };
  hasDuo = duo.ssh.enable or false || duo.pam.enable or false;
  ldap = config.users.ldap or { };
  hasLdapPassword =
    ldap.enable or false && !(ldap.daemon.enable or false) && ldap.bind.distinguishedName or "" != "";
  hasEarlyMullvad =
    config.services.mullvad-vpn.enable or false
    && config.services.mullvad-vpn.enableEarlyBootBlocking or false;

  paths =
    optionals hasDuo [
      "/etc/duo"
      "/etc/duo/login_duo.conf"
      "/etc/duo/pam_duo.conf"
      duo.secretKeyFile or null
    ]
    ++ optionals (config.security.ipa.enable or false) [
      "/etc/ipa"
      "/etc/ipa/ca.crt"
      "/etc/krb5.keytab"
    ]
    ++ optional hasLdapPassword (ldap.bind.passwordFile or null)
    ++ optional hasEarlyMullvad "/etc/mullvad-vpn"
    ++ concatMap (disk: keyBelowRoot (disk.keyFile or null)) (
      attrValues (config.boot.initrd.luks.devices or { })
    );
in
map (path: unsafeDiscardStringContext (toString path)) (filter (path: path != null) paths)
