# Checks of keys that secrets are decrypted with, and of what the kernel swaps to. An attribute set of
# lists of findings, by id.
#
# sops-nix and agenix are no part of NixOS: where their options are not there, nothing is read.
{ lib }:
let
  inherit (lib)
    any
    attrValues
    concatMap
    filter
    hasPrefix
    hasSuffix
    isString
    optional
    optionals
    showOption
    ;

  mounts = import ../../lib/checks/mounts.nix { inherit lib; };
  keeping = import ./keeping.nix { inherit lib; };
  activation = import ../activation.nix { inherit lib; };
  inherit (import ../../lib/checks/open.nix { inherit lib; })
    privateDirectories
    privateInHomes
    tooOpen
    ;
in
context:
let
  inherit (context)
    about
    above
    byTarget
    config
    declared
    isEarly
    paths
    stores
    ;
  inherit (mounts config)
    lateMountOf
    survives
    volatileOf
    ;

  hasInitrd = config.boot.initrd.enable or true;
  neededForBoot =
    mount:
    showOption [
      "fileSystems"
      mount
      "neededForBoot"
    ];

  ## Keys

  # sops-nix started by systemd waits for its keys itself.
  sopsIsLate = config.sops.useSystemdActivation or false;
  keyOf = option: path: {
    inherit option;
    path = toString path;
  };
  # Without a secret nothing is decrypted, and the tools' defaults name every host key.
  usesSops = config.sops.secrets or { } != { };
  usesAge = config.age.secrets or { } != { };
  secretsKeys =
    optionals (usesSops && !sopsIsLate) (
      map (keyOf "sops.age.keyFile") (filter (path: path != null) [ (config.sops.age.keyFile or null) ])
      ++ map (keyOf "sops.age.sshKeyPaths") (config.sops.age.sshKeyPaths or [ ])
      ++ map (keyOf "sops.gnupg.sshKeyPaths") (config.sops.gnupg.sshKeyPaths or [ ])
    )
    ++ optionals usesAge (map (keyOf "age.identityPaths") (config.age.identityPaths or [ ]));

  inherit (keeping context) holderOf keepIt storeOf;

  # What is read before stage 2 mounts anything: it must be mounted in the initrd, or be on a file
  # system that is.
  late =
    reads:
    concatMap (
      { option, path }:
      let
        holder = holderOf path;
        mount = lateMountOf path;
      in
      if holder != null then
        optional (!isEarly holder) (
          about holder "${reads option path} before stage 2 mounts it" "Set `phase = \"initrd\"`"
        )
      else if !survives path then
        # Of a store that is lost another check tells.
        optional (storeOf path == null) {
          inherit option;
          problem = "`${path}` is on ${volatileOf path}, so it is lost at the next boot";
          fix = "Write the path of a file in a store, or ${keepIt "file" path}";
        }
      else
        optional (mount != null) {
          option = neededForBoot mount;
          problem = "${reads option path} before stage 2 mounts it";
          fix = "Set it to `true`";
        }
    );

  secretDirectories =
    attrValues (builtins.intersectAttrs privateDirectories byTarget)
    ++ filter (entry: entry.scope.base != "" && privateInHomes ? ${entry.key}) declaredInHomes;
  declaredInHomes = optionals (any (
    store:
    any (user: builtins.intersectAttrs privateInHomes user.directories != { }) (attrValues store.users)
  ) (attrValues stores)) declared;
  keyFiles =
    optionals (above ? "/etc/ssh") (
      filter (
        entry: entry.kind == "file" && paths.isHostKey entry.target && !(hasSuffix ".pub" entry.target)
      ) declared
    )
    ++ map (key: byTarget.${key.path}) (
      filter (
        { path, ... }: byTarget ? ${path} && byTarget.${path}.kind == "file" && !paths.isHostKey path
      ) secretsKeys
    );

  ## Swap

  images =
    map (device: {
      option = "swapDevices";
      path = device.device or null;
    }) (config.swapDevices or [ ])
    ++ [
      {
        option = "boot.resumeDevice";
        path = config.boot.resumeDevice or "";
      }
    ];

  swapOrHibernationImage = concatMap (
    { option, path }:
    let
      holder = holderOf path;
    in
    if holder != null && holder.target == path then
      [
        (about holder "`${option}` uses it, and the kernel cannot swap to a mounted or linked file"
          "Remove the entry, and write the path of a file in a store in `${option}`"
        )
      ]
    else
      optional (holder == null && storeOf path == null && !survives path) {
        inherit option;
        problem =
          "`${path}` is on ${volatileOf path}, "
          + (
            if volatileOf path == "a tmpfs" then
              "where the kernel cannot swap"
            else
              "so the kernel does not find it after the next boot"
          );
        fix = "Write the path of a file in a store";
      }
  ) (filter ({ path, ... }: isString path && hasPrefix "/" path && !(hasPrefix "/dev/" path)) images);
in
{
  secrets-key-late = optionals (hasInitrd && stores != { }) (
    late (option: path: "`${option}` reads `${path}`") secretsKeys
  );
  password-file-late = optionals hasInitrd (
    late (option: path: "activation reads `${path}` for `${option}`") (activation config).passwordFiles
  );
  key-too-open = tooOpen context secretDirectories keyFiles;
  swap-or-hibernation-image = swapOrHibernationImage;
}
